"""Percentages that others printed: which whole numbers of people could be behind them?

A percentage of people is a whole number over a whole number. One that no whole number gives was
taken from something else: another total, a weighted figure, or a slip.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from numbers import Integral

from dueregard.statistics.arguments import check_choice

ROUNDINGS = ("nearest", "down")


@dataclass(frozen=True)
class ConsistentCounts:
    """Whole numbers that a printed percentage could be of a total.

    Parameters
    ----------
    total : int
        What the percentages are of.
    percentages : tuple of float
        As printed.
    counts : tuple of tuple of int
        For each percentage the whole numbers that are printed so; empty where there is none.
    nearest : tuple of (int, float)
        For each percentage the whole number that comes closest, and its percentage.
    """

    total: int
    percentages: tuple[float, ...]
    counts: tuple[tuple[int, ...], ...]
    nearest: tuple[tuple[int, float], ...]

    @property
    def unmatched(self) -> tuple[float, ...]:
        """Percentages that match no whole number of the total."""
        pairs = zip(self.percentages, self.counts, strict=True)
        return tuple(percentage for percentage, found in pairs if not found)

    @property
    def sentence(self) -> str:
        """What this comes to, in words.

        Examples
        --------
        >>> consistent_counts([50, 33], total=4).sentence
        '33% matches no whole number of 4: 1 of 4 is 25%. Ask what it is a percentage of.'
        """
        if not self.unmatched:
            return f"Every percentage matches a whole number of {self.total:,}."
        told = []
        rows = zip(self.percentages, self.counts, self.nearest, strict=True)
        for percentage, found, (count, value) in rows:
            if not found:
                told.append(
                    f"{percentage:g}% matches no whole number of {self.total:,}: "
                    f"{count:,} of {self.total:,} is {round(value, 2):g}%"
                )
        ask = "it is a percentage" if len(told) == 1 else "they are percentages"
        return f"{'; '.join(told)}. Ask what {ask} of."


def consistent_counts(
    percentages: Sequence[float | str],
    *,
    total: int,
    decimals: int | None = None,
    rounding: str = "nearest",
) -> ConsistentCounts:
    """Find the whole numbers of a total that printed percentages could stand for.

    Parameters
    ----------
    percentages : sequence of float or str
        As printed; as text, so that the decimals of ``"5.0"`` are seen.
    total : int
        How many people they are percentages of.
    decimals : int, optional
        How many decimals were printed; those of the percentage with most when not given.
    rounding : {"nearest", "down"}
        How they were rounded. To the nearest, a half may have gone either way.

    Returns
    -------
    ConsistentCounts

    Raises
    ------
    ValueError
        A percentage that is no number from 0 to 100, a total that is no whole number from 1 on,
        negative decimals.

    Examples
    --------
    >>> consistent_counts([71], total=17).counts
    ((12,),)
    """
    check_choice("rounding", rounding, ROUNDINGS)
    printed, places = _printed(percentages, decimals)
    _whole("total", total)
    if total < 1:
        raise ValueError(f"total must be 1 or more, not {total}")
    counts = tuple(_counts(share, places, total, rounding) for share in printed)
    closest = tuple(_closest(share, total) for share in printed)
    return ConsistentCounts(total, tuple(float(share) for share in printed), counts, closest)


def possible_totals(
    percentages: Sequence[float | str],
    *,
    at_most: int,
    at_least: int = 1,
    decimals: int | None = None,
    rounding: str = "nearest",
) -> tuple[int, ...]:
    """Find the totals of which every one of some percentages is a whole number of people.

    Parameters
    ----------
    percentages : sequence of float or str
        As printed, all of one total.
    at_most, at_least : int
        Totals to try, ends included.
    decimals, rounding
        As for `consistent_counts`.

    Returns
    -------
    tuple of int
        Rising; empty where there is none.

    Raises
    ------
    ValueError
        As for `consistent_counts`.

    Examples
    --------
    >>> possible_totals(["71"], at_most=17)
    (7, 14, 17)
    """
    check_choice("rounding", rounding, ROUNDINGS)
    printed, places = _printed(percentages, decimals)
    _whole("at_least", at_least)
    _whole("at_most", at_most)
    if at_least < 1:
        raise ValueError(f"at_least must be 1 or more, not {at_least}")
    return tuple(
        total
        for total in range(at_least, at_most + 1)
        if all(_counts(share, places, total, rounding) for share in printed)
    )


def totals_of_count(
    percentage: float | str, *, count: int, decimals: int | None = None, rounding: str = "nearest"
) -> tuple[int, ...]:
    """Find the totals of which a known count is a printed percentage.

    Raises
    ------
    ValueError
        A percentage outside 0 to 100, a count below 1, or a percentage so close to zero that
        there is no largest total.

    Examples
    --------
    Twelve people who are 71 per cent are twelve of seventeen; one person who is 1.5 per cent is
    one of 65 to 68.

    >>> totals_of_count(71, count=12), totals_of_count("1.5", count=1)
    ((17,), (65, 66, 67, 68))
    """
    check_choice("rounding", rounding, ROUNDINGS)
    (share,), places = _printed([percentage], decimals)
    low, _ = _ends(share, places, rounding)
    _whole("count", count)
    if count < 1 or low <= 0:
        raise ValueError("count must be 1 or more, and the percentage more than rounds to zero")
    most = int(count * 100 / low)
    return tuple(n for n in range(count, most + 1) if count in _counts(share, places, n, rounding))


def _printed(
    percentages: Sequence[float | str], decimals: int | None
) -> tuple[list[Fraction], int]:
    if isinstance(percentages, str):
        raise ValueError("percentages must be a list of them")
    exact = [_decimal(percentage) for percentage in percentages]
    for value in exact:
        if not (value.is_finite() and 0 <= value <= 100):
            raise ValueError(f"percentages must lie between 0 and 100: {value} does not")
    # A number does not tell whether 5 was printed as 5.0; text does.
    shown = [
        value if isinstance(percentage, str) else value.normalize()
        for percentage, value in zip(percentages, exact, strict=True)
    ]
    most = max((-int(value.as_tuple().exponent) for value in shown), default=0)
    most = max(most, 0)
    places = most if decimals is None else decimals
    if places < 0:
        raise ValueError(f"decimals must be 0 or more, not {places}")
    return [Fraction(value) for value in exact], places


def _decimal(percentage: float | str) -> Decimal:
    try:
        return Decimal(str(percentage).strip().rstrip("%"))
    except InvalidOperation:
        raise ValueError(
            f"percentages must be numbers such as 71 or “5.0”: {percentage!r} is not"
        ) from None


def _whole(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise ValueError(f"{name} must be a whole number, not {value!r}")


def _ends(share: Fraction, places: int, rounding: str) -> tuple[Fraction, Fraction]:
    step = Fraction(1, 10**places)
    if rounding == "down":
        return share, share + step
    return share - step / 2, share + step / 2


def _counts(share: Fraction, places: int, total: int, rounding: str) -> tuple[int, ...]:
    low, high = _ends(share, places, rounding)
    first = max(0, -((-low * total) // 100))
    last = min(total, (high * total) // 100)
    found = range(int(first), int(last) + 1)
    if rounding == "down":
        return tuple(count for count in found if Fraction(100 * count, total) < high)
    return tuple(found)


def _closest(share: Fraction, total: int) -> tuple[int, float]:
    count = round(share * total / 100)
    return count, float(Fraction(100 * count, total))
