"""Statistics on counts: intervals, exact tests, ratios, rates, multiplicity, charts, models.

Counts are keyword-only and broadcast as arrays; scalars in, scalars out. Group 1 is the
comparison group, group 2 the reference group; ratios are 1 over 2.
"""

from dueregard.statistics.control_charts import (
    Assurance,
    ControlChart,
    SpecialCauses,
    assurance,
    g_chart,
    laney_p_chart,
    p_chart,
    special_causes,
    t_chart,
    u_chart,
    u_prime_chart,
    xmr_chart,
)
from dueregard.statistics.estimate import Estimate, TestResult
from dueregard.statistics.funnels import (
    FunnelLimits,
    funnel_limits,
)
from dueregard.statistics.overdispersed import (
    Overdispersion,
    overdispersion,
)
from dueregard.statistics.standardised import (
    directly_standardised_rate,
    indirectly_standardised_ratio,
)
from dueregard.statistics.stratified import (
    StratifiedEstimate,
    mantel_haenszel,
)

__all__ = [
    "Assurance",
    "ControlChart",
    "Estimate",
    "FunnelLimits",
    "Overdispersion",
    "SpecialCauses",
    "StratifiedEstimate",
    "TestResult",
    "assurance",
    "directly_standardised_rate",
    "funnel_limits",
    "g_chart",
    "indirectly_standardised_ratio",
    "laney_p_chart",
    "mantel_haenszel",
    "overdispersion",
    "p_chart",
    "special_causes",
    "t_chart",
    "u_chart",
    "u_prime_chart",
    "xmr_chart",
]
