"""Parts rounded so that what is printed adds up to what is printed of the whole."""

from __future__ import annotations

import math
from collections.abc import Sequence


def adding_up(parts: Sequence[float], decimals: int) -> tuple[float, ...]:
    """Return parts rounded so that they add up to their rounded sum.

    Each is rounded down or up; those with the largest remainders up.

    Parameters
    ----------
    parts : sequence of float
        The parts.
    decimals : int
        Decimals to keep.

    Examples
    --------
    >>> adding_up([0.04, 0.26, -0.06], 1), round(0.04 + 0.26 - 0.06, 1)
    ((0.0, 0.3, -0.1), 0.2)
    >>> adding_up([1.04, 1.04, 1.04], 1)
    (1.1, 1.0, 1.0)
    """
    scaled = [part * 10**decimals for part in parts]
    down = [math.floor(part) for part in scaled]
    over = round(math.fsum(scaled)) - sum(down)
    order = sorted(range(len(parts)), key=lambda i: (down[i] - scaled[i], i))
    for i in order[:over]:
        down[i] += 1
    return tuple(each / 10**decimals for each in down)
