"""Measures: from confidential or releasable counts to findings, in figures and in words.

The catalogue is data; each kind of measure is a module of `dueregard.measures.kinds`. Findings of
confidential tables are confidential; findings of releasable tables may be shown.
"""

from .computing import compute, monitor
from .definition import Benchmark, Citation, Measure, Population, Source, Words
from .families import Family, Looks
from .finding import Finding
from .findings import Findings
from .kinds import KINDS, Kind, Request, kind, kind_named
from .language import FORBIDDEN, claims
from .packs import Catalogue, catalogue, load_catalogue, measure, shipped_catalogue
from .power import Detectable
from .printed import ConsistentCounts, consistent_counts, possible_totals, totals_of_count
from .problems import UnknownMeasure, UnusableCounts, UnusableMeasures, UnusableSetting
from .states import State, Verdict
from .unknowns import UnknownBounds, unknown_bounds
from .wanted import Wanted, wanted

__all__ = [
    "FORBIDDEN",
    "KINDS",
    "Benchmark",
    "Catalogue",
    "Citation",
    "ConsistentCounts",
    "Detectable",
    "Family",
    "Finding",
    "Findings",
    "Kind",
    "Looks",
    "Measure",
    "Population",
    "Request",
    "Source",
    "State",
    "UnknownBounds",
    "UnknownMeasure",
    "UnusableCounts",
    "UnusableMeasures",
    "UnusableSetting",
    "Verdict",
    "Wanted",
    "Words",
    "catalogue",
    "claims",
    "compute",
    "consistent_counts",
    "kind",
    "kind_named",
    "load_catalogue",
    "measure",
    "monitor",
    "possible_totals",
    "shipped_catalogue",
    "totals_of_count",
    "unknown_bounds",
    "wanted",
]
