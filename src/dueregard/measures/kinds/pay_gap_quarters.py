"""Who is in each quarter of hourly pay, as the regulations of 2017 divide people."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dueregard.measures.cells import Floats

QUARTERS = ("lower", "lower middle", "upper middle", "upper")


def quarters(pay: Floats, member: npt.NDArray[np.intp], groups: int) -> npt.NDArray[np.float64]:
    """Return how many people of each group are in each quarter, lowest paid first.

    Parameters
    ----------
    pay : ndarray, shape (n,)
        Hourly pay.
    member : ndarray of int, shape (n,)
        Number of each person's group.
    groups : int
        How many groups there are.

    Returns
    -------
    ndarray, shape (groups, 4)
        Whole numbers of people.

    Notes
    -----
    SI 2017/172, regulation 13, the twin of SI 2017/353, Schedule 1, paragraph 13: people are
    ranked and divided into four sections as equal as possible; of those with the same pay who
    fall in more than one section, each section has the same proportion of each group, as far as
    whole people allow. People left over go to the lower, then the upper middle, then the lower
    middle quarter.

    Examples
    --------
    >>> pay = np.array([9.0, 10, 10, 10, 10, 10, 10, 12])
    >>> women = np.array([1, 1, 1, 1, 0, 0, 0, 0])
    >>> quarters(pay, women, 2).tolist()
    [[1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]]
    """
    n = pay.size
    ends = [-(-n * part // 4) for part in (1, 2, 3)] + [n]
    room = np.diff([0, *ends])
    found = np.zeros((groups, len(QUARTERS)))
    quarter = 0
    for rate in np.unique(pay):
        left = np.bincount(member[pay == rate], minlength=groups)
        while left.sum():
            while not room[quarter]:
                quarter += 1
            placed = _shared(left, min(int(room[quarter]), int(left.sum())))
            found[:, quarter] += placed
            room[quarter] -= placed.sum()
            left = left - placed
    return found


def _shared(left: npt.NDArray[np.intp], seats: int) -> npt.NDArray[np.intp]:
    """Share out places in proportion; those over go to the largest remainders."""
    exact = left * seats
    whole = exact // left.sum()
    over = seats - int(whole.sum())
    order = np.argsort(-(exact % left.sum()), kind="stable")
    whole[order[:over]] += 1
    return np.asarray(whole)
