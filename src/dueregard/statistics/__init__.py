"""Statistics on counts: intervals, exact tests, ratios, rates, multiplicity, charts, models.

Counts are keyword-only and broadcast as arrays; scalars in, scalars out. Group 1 is the
comparison group, group 2 the reference group; ratios are 1 over 2.
"""

from dueregard.statistics.estimate import Estimate, TestResult

__all__ = [
    "Estimate",
    "TestResult",
]
