"""Rounding of counts: to the nearest multiple, or at random with the count as its mean."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .rules import Rounding

IntArray = npt.NDArray[np.int64]


def rounded(values: IntArray, rule: Rounding, identities: Sequence[str] = ()) -> IntArray:
    """Round counts.

    Each count is rounded by itself, so rounded parts need not add up to their rounded total;
    releases say so (``additive: false``).

    Parameters
    ----------
    values : array of int
        Counts.
    rule : Rounding
        Base and rule.
    identities : sequence of str
        One per count: the same quantity is rounded alike wherever it appears (random rounding).

    Returns
    -------
    array of int
        Multiples of the base.

    Raises
    ------
    ValueError
        When random rounding is asked for without an identity per count.

    Examples
    --------
    >>> rounded(np.array([0, 2, 3, 12, 13]), Rounding(5)).tolist()
    [0, 0, 5, 10, 15]
    >>> rule = Rounding(5, "random", "an example, not for use")
    >>> once = rounded(np.array([12, 12]), rule, ["north", "south"])
    >>> bool((once == rounded(np.array([12, 12]), rule, ["north", "south"])).all())
    True

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, Wiley (cited from memory).
    """
    values = np.asarray(values, dtype=np.int64)
    if rule.rule == "nearest":
        return (2 * values + rule.base) // (2 * rule.base) * rule.base
    if len(identities) != values.size:
        raise ValueError("Random rounding needs the identity of each count.")
    chance = np.array([_chance(rule.seed, identity) for identity in identities])
    low, rest = np.divmod(values, rule.base)
    return (low + (chance.reshape(values.shape) * rule.base < rest)) * rule.base


def _chance(seed: str, identity: str) -> float:
    """Return a number in [0, 1) that depends on seed and identity alone."""
    key = hashlib.blake2b(seed.encode(), digest_size=32).digest()
    digest = hashlib.blake2b(identity.encode(), digest_size=8, key=key).digest()
    return int.from_bytes(digest, "big") / 2**64
