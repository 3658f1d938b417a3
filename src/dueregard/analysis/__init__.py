"""Analysis: returns, measures and disclosure put together for one plan.

`read_plan` reads what is asked, `analyse` answers it: rows are received and counted, counts go
through the door of `dueregard.disclosure`, and measures are computed of what comes out.
"""

from .plan import Asked, Breakdown, Family, Period, Plan, ReturnFile, UnusablePlan
from .plan_files import plan_from, read_plan
from .results import Analysis, Row, Taken
from .run import analyse

__all__ = [
    "Analysis",
    "Asked",
    "Breakdown",
    "Family",
    "Period",
    "Plan",
    "ReturnFile",
    "Row",
    "Taken",
    "UnusablePlan",
    "analyse",
    "plan_from",
    "read_plan",
]
