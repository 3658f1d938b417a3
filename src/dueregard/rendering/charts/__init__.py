"""Charts of what has been released: SVG and PNG with a text alternative and the data table.

Every chart is made of `ReleasableFinding` and `ReleasableTable` only: a confidential count cannot
be drawn. No browser draws them and the font is shipped, so the same findings give the same bytes
on every machine.
"""

from .bars import count_bars, value_bars
from .chart import Chart
from .control import control_chart
from .curves import survival_curves
from .funnels import funnel_plot
from .intervals import forest_plot, interval_plot
from .periods import period_lines
from .points import Point

__all__ = [
    "Chart",
    "Point",
    "control_chart",
    "count_bars",
    "forest_plot",
    "funnel_plot",
    "interval_plot",
    "period_lines",
    "survival_curves",
    "value_bars",
]
