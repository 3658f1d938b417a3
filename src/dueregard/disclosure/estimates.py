"""Estimates on two hidden counts: printed only so coarsely that they leave both counts wide."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .permits import Permit
from .policy import DisclosurePolicy

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Estimator = Callable[[IntArray, IntArray], Mapping[str, FloatArray]]

MOST = 1500
COARSEST = 0


@dataclass(frozen=True)
class HiddenCount:
    """A hidden count, and what an outsider can deduce of it already.

    Parameters
    ----------
    value : int
        The count. Confidential.
    lower, upper : int
        The interval an outsider can deduce.
    identity : str
        What it is a count of.
    """

    value: int
    lower: int
    upper: int
    identity: str = ""

    def __repr__(self) -> str:
        return f"<HiddenCount from {self.lower} to {self.upper}>"

    def candidates(self) -> IntArray:
        """Return counts that are possible; of a long interval the part around the count."""
        low = max(self.lower, self.value - MOST // 2)
        return np.arange(low, min(self.upper, low + MOST) + 1, dtype=np.int64)


@dataclass(frozen=True)
class Allowed:
    """The pairs of counts that an estimate allows, as two intervals."""

    first: tuple[int, int]
    second: tuple[int, int]

    @property
    def narrowest(self) -> int:
        """Return the width of the narrower interval."""
        return min(self.first[1] - self.first[0], self.second[1] - self.second[0])


def allowed_pairs(
    first: HiddenCount,
    second: HiddenCount,
    estimator: Estimator,
    decimals: int,
    *,
    together: tuple[float, float] = (-math.inf, math.inf),
    apart: tuple[float, float] = (-math.inf, math.inf),
) -> Allowed:
    """Return which pairs of counts print as the same estimate.

    Parameters
    ----------
    first, second : HiddenCount
        The two counts; one that is shown has equal `lower` and `upper`.
    estimator : callable
        From two arrays of counts to named arrays: the value, its limits, a p-value.
    decimals : int
        How many decimals all of them are printed with.
    together, apart : (least, most)
        What is known of the sum of the counts, and of the first less the second.

    Returns
    -------
    Allowed
        The interval of each count over all pairs that print alike.

    Examples
    --------
    Of 200 and 210 people, 3 and 8: a ratio with two decimals leaves 3 to 10 for the first.

    >>> def ratio(x, y):
    ...     return {"ratio": (x / 200) / (y / 210)}
    >>> allowed_pairs(HiddenCount(3, 1, 30), HiddenCount(8, 1, 30), ratio, 2).first
    (3, 10)
    """
    x, y = np.meshgrid(first.candidates(), second.candidates(), indexing="ij")
    known = (x + y >= together[0]) & (x + y <= together[1])
    known &= (x - y >= apart[0]) & (x - y <= apart[1])
    with np.errstate(all="ignore"):
        printed = estimator(x, y)
        real = estimator(np.array([first.value]), np.array([second.value]))
    for name, values in printed.items():
        shown, wanted = np.round(values, decimals), np.round(real[name], decimals)
        known &= np.isclose(shown, wanted, rtol=0, atol=1e-9, equal_nan=True)
    return Allowed(
        (int(x[known].min()), int(x[known].max())), (int(y[known].min()), int(y[known].max()))
    )


def estimate_permit(
    policy: DisclosurePolicy,
    kind: str,
    first: HiddenCount,
    second: HiddenCount,
    estimator: Estimator,
    *,
    decimals: int,
    together: tuple[float, float] = (-math.inf, math.inf),
    apart: tuple[float, float] = (-math.inf, math.inf),
    accept: Callable[[Allowed], bool] = lambda _: True,
) -> Permit:
    """Return what may be printed of an estimate on two hidden counts.

    Fewer and fewer decimals are tried until every pair of counts that prints alike leaves both
    counts at least as wide as the policy says; then the estimate is shown so coarsely, or it is
    withheld.

    Parameters
    ----------
    policy : DisclosurePolicy
        How wide.
    kind : str
        What the estimate is.
    first, second, estimator, together, apart
        As for `allowed_pairs`.
    decimals : int
        Decimals asked for.
    accept : callable, optional
        What else must hold: the door asks whether other hidden counts stay wide too.

    Examples
    --------
    >>> def ratio(x, y):
    ...     return {"ratio": (x / 200) / (y / 210)}
    >>> counts = HiddenCount(3, 1, 30), HiddenCount(8, 1, 30)
    >>> estimate_permit(DisclosurePolicy("ours"), "ratio", *counts, ratio, decimals=2).texts
    {'ratio': '0.4'}
    """
    basis = (first.identity, second.identity)
    for tried in range(decimals, COARSEST - 1, -1):
        allowed = allowed_pairs(first, second, estimator, tried, together=together, apart=apart)
        # A count that is shown is not protected by being wide.
        widths = [
            most - least
            for count, (least, most) in ((first, allowed.first), (second, allowed.second))
            if count.lower < count.upper
        ]
        if min(widths, default=policy.width) >= policy.width and accept(allowed):
            with np.errstate(all="ignore"):
                real = estimator(np.array([first.value]), np.array([second.value]))
            values = {
                name: float(np.round(value[0], tried)) if np.isfinite(value[0]) else None
                for name, value in real.items()
            }
            reason = "" if tried == decimals else f"shown with {tried} decimals, not {decimals}"
            return Permit(kind, policy.label, True, values, tried, reason, basis)
    with np.errstate(all="ignore"):
        names = estimator(np.array([first.value]), np.array([second.value]))
    return Permit(
        kind,
        policy.label,
        False,
        dict.fromkeys(names),
        reason=f"however it is rounded, it leaves a hidden count narrower than {policy.width}",
        basis=basis,
    )
