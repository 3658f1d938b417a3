"""Statistics on counts: intervals, exact tests, ratios, rates, multiplicity, charts, models.

Counts are keyword-only and broadcast as arrays; scalars in, scalars out. Group 1 is the
comparison group, group 2 the reference group; ratios are 1 over 2.
"""

from dueregard.statistics.adjusted import AdjustedDifference, adjusted_difference
from dueregard.statistics.agreement import agreement_table, cohen_kappa, stuart_maxwell_test
from dueregard.statistics.choice_rules import ALWAYS, RULES, Rule
from dueregard.statistics.choosing import Choice, choose_interval_method
from dueregard.statistics.consistency import GapConsistency, gap_consistency
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
from dueregard.statistics.decomposition import Decomposition, oaxaca_blinder
from dueregard.statistics.differences import risk_difference
from dueregard.statistics.dip_samples import dip_sample_size, zero_found_upper_bound
from dueregard.statistics.drivers import KeyDrivers, key_drivers
from dueregard.statistics.estimate import Estimate, TestResult
from dueregard.statistics.exact_tests import exact_test
from dueregard.statistics.funnels import (
    FunnelLimits,
    funnel_limits,
)
from dueregard.statistics.homogeneity import proportions_test
from dueregard.statistics.means import mean_interval
from dueregard.statistics.missing import MissingBounds, missing_characteristic_bounds
from dueregard.statistics.multiplicity import adjust_p_values
from dueregard.statistics.odds import odds_ratio
from dueregard.statistics.overdispersed import (
    Overdispersion,
    overdispersion,
)
from dueregard.statistics.paired import paired_risk_difference
from dueregard.statistics.parity import FourFifths, four_fifths, shortfall
from dueregard.statistics.pipeline import CumulativeRatio, cumulative_ratio
from dueregard.statistics.power import minimum_detectable_ratio
from dueregard.statistics.proportions import proportion_interval
from dueregard.statistics.rate_comparisons import rate_difference, rate_ratio
from dueregard.statistics.rate_tests import rate_ratio_test
from dueregard.statistics.rates import rate_interval
from dueregard.statistics.ratios import risk_ratio
from dueregard.statistics.shrinkage import (
    RankProbabilities,
    ShrunkenRates,
    rank_probabilities,
    shrunken_rates,
)
from dueregard.statistics.standardised import (
    directly_standardised_rate,
    indirectly_standardised_ratio,
)
from dueregard.statistics.stratified import (
    StratifiedEstimate,
    mantel_haenszel,
)
from dueregard.statistics.survival import SurvivalCurve, kaplan_meier, logrank

__all__ = [
    "ALWAYS",
    "RULES",
    "AdjustedDifference",
    "Assurance",
    "Choice",
    "ControlChart",
    "CumulativeRatio",
    "Decomposition",
    "Estimate",
    "FourFifths",
    "FunnelLimits",
    "GapConsistency",
    "KeyDrivers",
    "MissingBounds",
    "Overdispersion",
    "RankProbabilities",
    "Rule",
    "ShrunkenRates",
    "SpecialCauses",
    "StratifiedEstimate",
    "SurvivalCurve",
    "TestResult",
    "adjust_p_values",
    "adjusted_difference",
    "agreement_table",
    "assurance",
    "choose_interval_method",
    "cohen_kappa",
    "cumulative_ratio",
    "dip_sample_size",
    "directly_standardised_rate",
    "exact_test",
    "four_fifths",
    "funnel_limits",
    "g_chart",
    "gap_consistency",
    "indirectly_standardised_ratio",
    "kaplan_meier",
    "key_drivers",
    "laney_p_chart",
    "logrank",
    "mantel_haenszel",
    "mean_interval",
    "minimum_detectable_ratio",
    "missing_characteristic_bounds",
    "oaxaca_blinder",
    "odds_ratio",
    "overdispersion",
    "p_chart",
    "paired_risk_difference",
    "proportion_interval",
    "proportions_test",
    "rank_probabilities",
    "rate_difference",
    "rate_interval",
    "rate_ratio",
    "rate_ratio_test",
    "risk_difference",
    "risk_ratio",
    "shortfall",
    "shrunken_rates",
    "special_causes",
    "stuart_maxwell_test",
    "t_chart",
    "u_chart",
    "u_prime_chart",
    "xmr_chart",
    "zero_found_upper_bound",
]
