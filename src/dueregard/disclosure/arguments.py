"""What the door is asked with: refused in a sentence where it is no table or no statistic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from dueregard.exceptions import UsageError
from dueregard.tables import FrequencyTable

from .answers import Asked
from .ledger import LedgerEntry
from .policy import DisclosurePolicy


class WrongArgument(UsageError, TypeError):
    """The door was asked with something that it does not take."""


def check_arguments(tables: Any, policy: Any, earlier: Any, statistics: Any) -> None:
    """Refuse what is no sequence of tables, no policy, no ledger entries or no statistics.

    Raises
    ------
    WrongArgument
        Naming the argument, and what is allowed.

    Examples
    --------
    >>> check_arguments("officers.csv", DisclosurePolicy("ours"), (), ())
    Traceback (most recent call last):
        ...
    dueregard.disclosure.arguments.WrongArgument: tables: a list of FrequencyTable is allowed, \
not str; dueregard.disclosure.files.read_tables reads files
    """
    _check("tables", tables, (FrequencyTable,), "FrequencyTable", READ_TABLES)
    if not isinstance(policy, DisclosurePolicy):
        raise WrongArgument(
            f"policy: a DisclosurePolicy is allowed, not {type(policy).__name__}; preset and "
            "policy_from make one"
        )
    _check("earlier", earlier, (LedgerEntry,), "LedgerEntry", "")
    asked = get_args(Asked)
    _check("statistics", statistics, asked, " or ".join(one.__name__ for one in asked), "")


READ_TABLES = "; dueregard.disclosure.files.read_tables reads files"


def _check(name: str, given: Any, kinds: tuple[type, ...], allowed: str, hint: str) -> None:
    wrong: Any = None
    if isinstance(given, str) or not isinstance(given, Sequence):
        wrong = given
    else:
        others = [one for one in given if not isinstance(one, kinds)]
        if not others:
            return
        wrong = others[0]
    raise WrongArgument(f"{name}: a list of {allowed} is allowed, not {type(wrong).__name__}{hint}")
