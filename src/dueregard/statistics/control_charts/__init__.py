"""Control charts: which changes over time are more than the usual ups and downs."""

from dueregard.statistics.control_charts.attributes import (
    laney_p_chart,
    p_chart,
    u_chart,
    u_prime_chart,
)
from dueregard.statistics.control_charts.chart import ControlChart
from dueregard.statistics.control_charts.individuals import xmr_chart
from dueregard.statistics.control_charts.rare_events import g_chart, t_chart
from dueregard.statistics.control_charts.rules import (
    RULES,
    SpecialCauses,
    special_causes,
)
from dueregard.statistics.control_charts.targets import Assurance, assurance

__all__ = [
    "RULES",
    "Assurance",
    "ControlChart",
    "SpecialCauses",
    "assurance",
    "g_chart",
    "laney_p_chart",
    "p_chart",
    "special_causes",
    "t_chart",
    "u_chart",
    "u_prime_chart",
    "xmr_chart",
]
