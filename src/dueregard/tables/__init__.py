"""Tables of counts: confidential ones that tell nobody, and releasable ones for everybody.

A `FrequencyTable` holds counts and refuses to show them, `Observations` hold rows for models and
refuse likewise. A `ReleasableTable` is what
`dueregard.disclosure` makes of it. The right to read counts is `dueregard.tables.seal.READING`,
which only `disclosure` and `measures` may import.
"""

from .dimension import TOTAL, Dimension, dimension_of
from .frequency import FrequencyTable
from .identity import Identity
from .observations import Observations
from .problems import Confidential, UnusableTable
from .records import Record
from .releasable import ReleasableCell, ReleasableFinding, ReleasableTable
from .states import CellState

__all__ = [
    "TOTAL",
    "CellState",
    "Confidential",
    "Dimension",
    "FrequencyTable",
    "Identity",
    "Observations",
    "Record",
    "ReleasableCell",
    "ReleasableFinding",
    "ReleasableTable",
    "UnusableTable",
    "dimension_of",
]
