"""Secondary suppression: the least to hide so that unsafe counts cannot be deduced."""

from .effort import Effort
from .engine import suppress
from .infeasible import Infeasible
from .pattern import Pattern

__all__ = ["Effort", "Infeasible", "Pattern", "suppress"]
