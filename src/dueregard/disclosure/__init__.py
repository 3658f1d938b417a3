"""Disclosure control: from confidential counts to what may be shown.

`protect` is the door: it hides, rounds, attacks what it is about to release together with every
earlier release, and only then makes a `ReleasableTable`.
"""

from .answers import EstimateOfTwo
from .audit import audit_ledger
from .derived import Statistic
from .door import Release, protect
from .hiding import Breach, Unsafe
from .ledger import LedgerEntry, LedgerFile, ReleaseLedger
from .microdata import Average, Curve, OfFindings, OfMicrodata
from .permits import Permit
from .policy import DisclosurePolicy
from .policy_files import PRESETS, UnusablePolicy, policy_from, preset, read_policy
from .recomputed import Recomputed
from .suppression import Effort, Infeasible
from .telling import Told

__all__ = [
    "PRESETS",
    "Average",
    "Breach",
    "Curve",
    "DisclosurePolicy",
    "Effort",
    "EstimateOfTwo",
    "Infeasible",
    "LedgerEntry",
    "LedgerFile",
    "OfFindings",
    "OfMicrodata",
    "Permit",
    "Recomputed",
    "Release",
    "ReleaseLedger",
    "Statistic",
    "Told",
    "Unsafe",
    "UnusablePolicy",
    "audit_ledger",
    "policy_from",
    "preset",
    "protect",
    "read_policy",
]
