"""Statistics on counts: intervals, exact tests, ratios, rates, multiplicity, charts, models.

Counts are keyword-only and broadcast as arrays; scalars in, scalars out. Group 1 is the
comparison group, group 2 the reference group; ratios are 1 over 2.
"""

from dueregard.statistics.choosing import ALWAYS, RULES, Choice, Rule, choose_interval_method
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
from dueregard.statistics.differences import risk_difference
from dueregard.statistics.estimate import Estimate, TestResult
from dueregard.statistics.exact_tests import exact_test
from dueregard.statistics.funnels import (
    FunnelLimits,
    funnel_limits,
)
from dueregard.statistics.homogeneity import proportions_test
from dueregard.statistics.means import mean_interval
from dueregard.statistics.multiplicity import adjust_p_values
from dueregard.statistics.odds import odds_ratio
from dueregard.statistics.overdispersed import (
    Overdispersion,
    overdispersion,
)
from dueregard.statistics.paired import paired_risk_difference
from dueregard.statistics.proportions import proportion_interval
from dueregard.statistics.rate_comparisons import rate_difference, rate_ratio
from dueregard.statistics.rate_tests import rate_ratio_test
from dueregard.statistics.rates import rate_interval
from dueregard.statistics.ratios import risk_ratio
from dueregard.statistics.standardised import (
    directly_standardised_rate,
    indirectly_standardised_ratio,
)
from dueregard.statistics.stratified import (
    StratifiedEstimate,
    mantel_haenszel,
)

__all__ = [
    "ALWAYS",
    "RULES",
    "Assurance",
    "Choice",
    "ControlChart",
    "Estimate",
    "FunnelLimits",
    "Overdispersion",
    "Rule",
    "SpecialCauses",
    "StratifiedEstimate",
    "TestResult",
    "adjust_p_values",
    "assurance",
    "choose_interval_method",
    "directly_standardised_rate",
    "exact_test",
    "funnel_limits",
    "g_chart",
    "indirectly_standardised_ratio",
    "laney_p_chart",
    "mantel_haenszel",
    "mean_interval",
    "odds_ratio",
    "overdispersion",
    "p_chart",
    "paired_risk_difference",
    "proportion_interval",
    "proportions_test",
    "rate_difference",
    "rate_interval",
    "rate_ratio",
    "rate_ratio_test",
    "risk_difference",
    "risk_ratio",
    "special_causes",
    "t_chart",
    "u_chart",
    "u_prime_chart",
    "xmr_chart",
]
