"""Parts rounded so that what is printed adds up to what is printed of the whole."""

from __future__ import annotations

import math
from collections.abc import Sequence


def adding_up(
    parts: Sequence[float], decimals: int, whole: float | None = None
) -> tuple[float, ...]:
    """Return parts rounded so that they add up to what is printed of the whole.

    Each is rounded down or up; those with the largest remainders up.

    Parameters
    ----------
    parts : sequence of float
        The parts.
    decimals : int
        Decimals to keep.
    whole : float, optional
        What they add up to as it is printed; their rounded sum when not given.

    Examples
    --------
    >>> adding_up([0.04, 0.26, -0.06], 1), round(0.04 + 0.26 - 0.06, 1)
    ((0.0, 0.3, -0.1), 0.2)
    >>> adding_up([1.04, 1.04, 1.04], 1)
    (1.1, 1.0, 1.0)
    >>> adding_up([0.62, 0.04], 1, whole=0.6)
    (0.6, 0.0)
    """
    scaled = [part * 10**decimals for part in parts]
    down = [math.floor(part) for part in scaled]
    printed = math.fsum(scaled) if whole is None else whole * 10**decimals
    over = round(printed) - sum(down)
    order = sorted(range(len(parts)), key=lambda i: (down[i] - scaled[i], i))
    for i in order[:over] if over >= 0 else order[over:]:
        down[i] += 1 if over > 0 else -1
    return tuple(each / 10**decimals for each in down)
