"""Cell key perturbation: small noise, the same for the same people wherever they are counted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import optimize

from dueregard.tables import FrequencyTable, UnusableTable
from dueregard.tables.seal import READING

from .keys import CellKey, Naming
from .rules import Perturbation

IntArray = npt.NDArray[np.int64]

#: Record keys and cell keys are numbers below this.
KEYS = 256


def record_key(pseudonym: str, *, secret: bytes) -> int:
    """Return the record key of a person: a keyed hash, stored once, the same for ever.

    Parameters
    ----------
    pseudonym : str
        Names the person within the body, for example an HMAC of the staff number.
    secret : bytes
        The body's secret, 16 to 64 bytes. Who holds it can undo the noise.

    Returns
    -------
    int
        A number from 0 to 255.

    Raises
    ------
    ValueError
        When the secret is too short or too long.

    Examples
    --------
    >>> secret = b"an example secret, not for use"
    >>> record_key("a17", secret=secret) == record_key("a17", secret=secret)
    True

    References
    ----------
    Fraser and Wooton (2005), A proposed method for confidentialising tabular output to protect
    against differencing. Joint UNECE/Eurostat work session on statistical confidentiality
    (cited from memory).
    """
    if not 16 <= len(secret) <= 64:
        raise ValueError("secret: 16 to 64 bytes are allowed.")
    digest = hashlib.blake2b(pseudonym.encode(), digest_size=8, key=secret).digest()
    return int.from_bytes(digest, "big") % KEYS


@lru_cache(maxsize=16)
def noise_table(rule: Perturbation) -> npt.NDArray[np.int64]:
    """Return the table of noise: row c is the noise of a count c by cell key.

    Row 0 is zero: nobody stays nobody. The noise of every other count has mean exactly 0, and
    from the first count whose noise can reach it the variance is exactly what the rule says
    (a count of 1 can fall by only 1, so its noise can lean only so far); no count falls below
    zero. Among such tables it is the closest, in whole 256ths, to the one of largest entropy.
    Counts beyond the last row use the last row.

    Parameters
    ----------
    rule : Perturbation
        Version, variance and largest change. The version shuffles the keys.

    Returns
    -------
    array of int, shape (maximum + 1, 256)

    Raises
    ------
    ValueError
        When no noise within the largest change has that variance.

    Examples
    --------
    >>> table = noise_table(Perturbation("1", variance=2.0, maximum=5))
    >>> table.shape, table[3].sum(), (table[3] ** 2).sum() / 256
    ((6, 256), np.int64(0), np.float64(2.0))
    """
    if rule.variance > rule.maximum:
        raise ValueError(_impossible(rule.variance, rule.maximum))
    rows = np.zeros((rule.maximum + 1, KEYS), dtype=np.int64)
    for count in range(1, rule.maximum + 1):
        changes = np.arange(-min(count, rule.maximum), rule.maximum + 1)
        shares = _whole_shares(changes, rule.variance, rule.maximum)
        row = np.repeat(changes, shares)
        seed = f"{rule.version}/{count}".encode()
        order = [
            hashlib.blake2b(seed + b"/%d" % key, digest_size=8).digest() for key in range(KEYS)
        ]
        rows[count] = row[np.argsort(np.array(order))]
    rows.setflags(write=False)
    return rows


def _impossible(variance: float, maximum: int) -> str:
    return (
        f"perturbation: no noise of at most {maximum} has the variance {variance:g} for every "
        f"count; a variance from 0.1 to below {maximum} is possible"
    )


def _whole_shares(changes: IntArray, variance: float, maximum: int) -> IntArray:
    """How many of the 256 keys give each change: mean 0, this variance, near largest entropy."""
    target = KEYS * _largest_entropy(changes, variance)
    n = len(changes)
    # Least sum of distances |share - target|, shares whole: [shares, distances].
    ties = [
        optimize.LinearConstraint(np.r_[row, np.zeros(n)], value, value)
        for row, value in (
            (np.ones(n), KEYS),
            (changes.astype(float), 0.0),
            (changes.astype(float) ** 2, float(round(KEYS * variance / 2) * 2)),
        )
    ]
    eye = np.eye(n)
    ties.append(optimize.LinearConstraint(np.c_[eye, -eye], -np.inf, target))
    ties.append(optimize.LinearConstraint(np.c_[eye, eye], target, np.inf))
    found = optimize.milp(
        np.r_[np.zeros(n), np.ones(n)],
        integrality=np.r_[np.ones(n), np.zeros(n)],
        bounds=optimize.Bounds(0, KEYS),
        constraints=ties,
    )
    if found.x is None:
        raise ValueError(_impossible(variance, maximum))
    noise: np.ndarray = np.rint(found.x[:n]).astype(np.int64)
    return noise


def _largest_entropy(changes: IntArray, variance: float) -> npt.NDArray[np.float64]:
    """Return the distribution p ~ exp(a v + b v^2) with mean 0 and this variance."""
    v = changes.astype(float)
    features = np.stack([v, v**2])
    wanted = np.array([0.0, variance])

    def dual(weights: npt.NDArray[np.float64]) -> float:
        return float(np.logaddexp.reduce(weights @ features) - weights @ wanted)

    # Far from the solution the steps of the search can overflow; it turns back by itself.
    with np.errstate(all="ignore"):
        found = optimize.minimize(dual, np.zeros(2), method="BFGS")
    p = np.exp(found.x @ features - np.logaddexp.reduce(found.x @ features))
    return np.asarray(p / p.sum())


def perturbed(
    tables: Sequence[FrequencyTable],
    rule: Perturbation,
    names: Naming,
    values: Mapping[CellKey, int],
) -> dict[CellKey, int]:
    """Return counts with the noise of their cell keys.

    Totals have noise of their own: parts no longer add up to them, and must not be added up to
    replace them.

    Raises
    ------
    UnusableTable
        When a table has no cell keys.
    """
    noise = noise_table(rule)
    found = dict(values)
    for table in tables:
        counts = table._confidential(READING)
        if counts.cell_keys is None:
            raise UnusableTable(
                [
                    f"table {table.name}: the policy perturbs counts, which needs the column "
                    "cell_key (the sum of the record keys of the people in each cell)"
                ]
            )
        keys = names.keys(table)
        exact = np.array([values.get(key, 0) for key in keys], dtype=np.int64)
        change = noise[np.minimum(exact, rule.maximum), counts.cell_keys.ravel() % KEYS]
        noisy = zip(keys, (exact + change).tolist(), strict=True)
        found.update((key, value) for key, value in noisy if key in values)
    return found
