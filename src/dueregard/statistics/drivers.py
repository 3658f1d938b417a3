"""Which survey items go with an outcome most, when the items go with each other."""

from __future__ import annotations

from dataclasses import dataclass
from math import factorial

import numpy as np

from dueregard.statistics.arguments import Value, check_choice, number_array
from dueregard.statistics.design_matrix import Covariates, check_full_rank, design_columns
from dueregard.statistics.estimate import Floats

METHODS = ("lmg", "relative_weights")
MOST_ITEMS = 12  # 2 ** 12 subsets; more have to wait or take relative weights


@dataclass(frozen=True)
class KeyDrivers:
    """How the explained variance of an outcome is shared out among items.

    Parameters
    ----------
    names : tuple of str
        The items.
    importance : ndarray, shape (items,)
        Part of R² that goes with each item; they add up to R².
    share : ndarray, shape (items,)
        The same as shares of one; ``nan`` when the items explain nothing.
    correlation : ndarray, shape (items,)
        Correlation of each item with the outcome: its sign says which way it goes.
    r_squared : float
        Share of the outcome's variance that all items together go with.
    method : str
        Name of the method.
    """

    names: tuple[str, ...]
    importance: Floats
    share: Floats
    correlation: Floats
    r_squared: float
    method: str


def key_drivers(*, outcome: Value, items: Covariates, method: str = "lmg") -> KeyDrivers:
    """Share R² out among items that overlap.

    Parameters
    ----------
    outcome : array_like of float, shape (n,)
        Engagement, intention to stay.
    items : array_like of float, shape (n, p), or mapping of str to array_like
        Answers to the other questions.
    method : str
        ``lmg``: the gain in R² of an item, averaged over all orders in which items can be
        added, exact, up to 12 items; ``relative_weights``: Johnson's approximation to it, for
        any number.

    Returns
    -------
    KeyDrivers

    Raises
    ------
    ValueError
        More than 12 items for ``lmg``, items that repeat each other, an outcome that never
        varies.

    Notes
    -----
    Lindeman, Merenda and Gold (1980), after whom it is named; Grömping (2006); Johnson (2000).
    Importance is not effect: an item can go with an outcome because both have one cause.

    Examples
    --------
    >>> drivers = key_drivers(
    ...     outcome=[3, 5, 4, 6, 8, 7],
    ...     items={"fair": [1, 2, 2, 3, 4, 4], "safe": [2, 1, 3, 2, 3, 4]},
    ... )
    >>> drivers.names[int(drivers.importance.argmax())]
    'fair'
    >>> bool(abs(drivers.importance.sum() - drivers.r_squared) < 1e-12)
    True
    """
    check_choice("method", method, METHODS)
    names, x = design_columns("items", items)
    y = number_array("outcome", outcome)
    if y.shape != (x.shape[0],):
        raise ValueError(f"outcome must have one element per person: {x.shape[0]}")
    if y.size < 2 or np.ptp(y) == 0:
        raise ValueError("outcome never varies: nothing can go with it")
    check_full_rank("items", np.column_stack([np.ones(y.size), x]))
    if method == "lmg" and x.shape[1] > MOST_ITEMS:
        raise ValueError(
            f"items: {x.shape[1]} are too many for lmg, which takes {MOST_ITEMS}: "
            "use method='relative_weights'"
        )
    centred = x - x.mean(axis=0)
    scaled = centred / np.sqrt((centred**2).sum(axis=0))
    target = (y - y.mean()) / np.sqrt(((y - y.mean()) ** 2).sum())
    among, with_outcome = scaled.T @ scaled, scaled.T @ target
    importance = (_lmg if method == "lmg" else _relative_weights)(among, with_outcome)
    r_squared = float(with_outcome @ np.linalg.solve(among, with_outcome))
    whole = float(importance.sum())
    share = importance / whole if whole > 0 else np.full(importance.shape, np.nan)
    return KeyDrivers(names, importance, share, with_outcome, r_squared, method)


def _lmg(among: Floats, with_outcome: Floats) -> Floats:
    count = with_outcome.size
    explained = np.zeros(2**count)
    for subset in range(1, 2**count):
        chosen = [item for item in range(count) if subset >> item & 1]
        r = with_outcome[chosen]
        explained[subset] = r @ np.linalg.solve(among[np.ix_(chosen, chosen)], r)
    subsets = np.arange(2**count)
    sizes = np.array([int(subset).bit_count() for subset in subsets])
    # In how many orders exactly these items come before: s! (p - 1 - s)! of p!
    weight = np.array(
        [factorial(s) * factorial(count - 1 - s) / factorial(count) for s in range(count)]
    )
    importance = np.empty(count)
    for item in range(count):
        before = subsets[(subsets >> item & 1) == 0]
        gain = explained[before | 1 << item] - explained[before]
        importance[item] = (weight[sizes[before]] * gain).sum()
    return importance


def _relative_weights(among: Floats, with_outcome: Floats) -> Floats:
    values, vectors = np.linalg.eigh(among)
    root = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T
    return np.asarray(root**2 @ np.linalg.solve(root, with_outcome) ** 2)
