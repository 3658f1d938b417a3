"""What can be deduced inside the door, from sums and what has been let through so far."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import scipy.sparse as sp
from scipy import optimize

from .keys import CellKey
from .system import BoolArray, CellSystem, FloatArray

NEAR = 1e-6


class Deducible:
    """What an outsider knows of the hidden counts of one release.

    Parameters
    ----------
    system : CellSystem
        The counts and the sums that tie them.
    hidden : array of bool
        Which are hidden.
    """

    def __init__(self, system: CellSystem, hidden: BoolArray) -> None:
        self._system = system
        self._hidden = hidden
        self._number = {key: i for i, key in enumerate(system.keys)}
        values = system.values.astype(float)
        self._low = np.where(hidden, np.minimum(system.lower, values), values)
        self._high = np.where(hidden, np.inf, values)
        rows = len(system.equations)
        matrix = sp.lil_array((rows, len(system.keys)))
        for row, (total, parts) in enumerate(system.equations):
            matrix[row, total] = 1.0
            for part in parts:
                matrix[row, part] = -1.0
        self._sums = matrix.tocsr()

    def value(self, key: CellKey) -> int:
        """Return a count. Confidential."""
        return int(self._system.values[self._number[key]])

    def is_hidden(self, key: CellKey) -> bool:
        """Whether a count is hidden."""
        return bool(self._hidden[self._number[key]])

    def range(self, terms: Mapping[CellKey, float]) -> tuple[float, float]:
        """Return the least and most that a sum of counts with coefficients can be."""
        return self._range(terms, self._low, self._high)

    def _range(
        self, terms: Mapping[CellKey, float], low: FloatArray, high: FloatArray
    ) -> tuple[float, float]:
        cost = np.zeros(len(self._number))
        for key, coefficient in terms.items():
            cost[self._number[key]] = coefficient
        found = []
        for sign in (1.0, -1.0):
            done = optimize.linprog(
                sign * cost,
                A_eq=self._sums if self._sums.shape[0] else None,
                b_eq=np.zeros(self._sums.shape[0]) if self._sums.shape[0] else None,
                bounds=np.c_[low, high],
                method="highs",
            )
            found.append(sign * done.fun if done.status == 0 else -sign * np.inf)
        return float(np.ceil(found[0] - NEAR)), float(np.floor(found[1] + NEAR))

    def learn(self, bounds: Mapping[CellKey, tuple[float, float]]) -> bool:
        """Take in bounds of counts, unless they make an unsafe count too narrow.

        Returns
        -------
        bool
            Whether they were taken in; when not, nothing has changed.
        """
        low, high = self._low.copy(), self._high.copy()
        for key, (least, most) in bounds.items():
            i = self._number[key]
            low[i], high[i] = max(low[i], least), min(high[i], most)
        for unsafe in np.flatnonzero(self._system.unsafe & self._hidden):
            least, most = self._range({self._system.keys[unsafe]: 1.0}, low, high)
            if most - least < self._system.width[unsafe]:
                return False
        self._low, self._high = low, high
        return True
