"""Published statistics turned back into what they say of the counts behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dueregard.exceptions import UnusableDocument

from .facts import INFINITY, Fact, Quantity
from .inversion import LIMITS, possible_counts
from .published import PublishedRelease, PublishedTable
from .quantities import Place, rounding_error

#: Kinds that are a quotient of two counts, with what the quotient is multiplied by.
SCALES = {"percentage": 100.0, "proportion": 1.0, "ratio": 1.0, "rate": None}
_SLACK = 1e-9


@dataclass(frozen=True)
class Operand:
    """A count a statistic rests on: a quantity, or a number everybody knows."""

    quantity: int | None
    value: float = 0.0


class Statements:
    """Reads the derived statistics of one table of one release."""

    def __init__(
        self,
        releases: Sequence[PublishedRelease],
        where: Mapping[Place, int],
        quantities: Sequence[Quantity],
    ) -> None:
        self.releases, self.where, self.quantities = releases, where, quantities

    def facts(self) -> Iterator[Fact]:
        """Yield the facts of every derived statistic of every release.

        Statistics that were computed from the numbers shown (``basis: published``, the default
        under rounding or noise) say nothing more than those numbers and are passed over.
        """
        for r, release in enumerate(self.releases):
            changed = any(rounding_error(release.policy))
            for t, table in enumerate(release.tables):
                for number, entry in enumerate(table.derived, start=1):
                    basis = entry.get("basis", "published" if changed else "counts")
                    if basis != "published" or not changed:
                        yield from self._one(entry, number, r, t)

    def _one(self, entry: Mapping[str, Any], number: int, r: int, t: int) -> Iterator[Fact]:
        table = self.releases[r].tables[t]
        where = f"{self.releases[r].name}, table “{table.name}”, derived {number}"
        kind = str(entry.get("kind"))
        if kind not in (*SCALES, "difference", "interval"):
            raise UnusableDocument(
                f"{where}: the attack does not know statistics of kind “{kind}” and cannot say "
                f"what they reveal; it knows {', '.join((*SCALES, 'difference', 'interval'))}."
            )
        top = self._operand(entry.get("numerator") or entry.get("cell"), r, t, where)
        bottom = self._operand(entry.get("denominator"), r, t, where)
        scale = self._scale(entry, kind, where)
        words = _words(entry, kind, table)
        second = entry.get("comparator")
        if entry.get("value") is not None:
            low, high = _printed(entry, "value", where)
            if second is None:
                yield from _quotient(top, bottom, scale, low, high, r, t, words)
            else:
                others = [
                    self._operand(second.get(part), r, t, where)
                    for part in ("numerator", "denominator")
                ]
                yield from self._compared(
                    kind, scale, (low, high), (top, bottom, *others), r, t, words
                )
        if entry.get("lower") is not None or entry.get("upper") is not None:
            yield from self._limits(entry, top, bottom, scale, r, t, where, words)

    def _operand(self, given: Any, r: int, t: int, where: str) -> Operand:
        if isinstance(given, int | float) and not isinstance(given, bool):
            return Operand(None, float(given))
        if not isinstance(given, dict):
            raise UnusableDocument(
                f"{where}: numerator and denominator are cells ({{dimension: level}}) or numbers, "
                f"not {given!r}."
            )
        cell, release = given.get("cell", given), self.releases[r]
        if "table" in given and "cell" in given:
            names = [table.name for table in release.tables]
            if given["table"] not in names:
                raise UnusableDocument(f"{where}: there is no table “{given['table']}”.")
            t = names.index(given["table"])
        levels = release.tables[t].levels_of(cell)
        number = self.where.get((r, t, levels))
        if number is None:
            raise UnusableDocument(f"{where}: there is no cell {', '.join(levels)}.")
        quantity = self.quantities[number]
        return Operand(None, quantity.lower) if quantity.known else Operand(number)

    @staticmethod
    def _scale(entry: Mapping[str, Any], kind: str, where: str) -> float:
        per = entry.get("per", entry.get("multiplier"))
        if kind == "rate" and per is None:
            raise UnusableDocument(f"{where}: say with “per” what the rate is per (1000, 100000).")
        if per is not None:
            return float(per)
        return float(entry.get("scale") or SCALES.get(kind) or 1.0)

    def _compared(
        self,
        kind: str,
        scale: float,
        printed: tuple[float, float],
        operands: tuple[Operand, ...],
        r: int,
        t: int,
        words: str,
    ) -> Iterator[Fact]:
        """Two quotients against each other: x/n - y/m, or (x/n) / (y/m)."""
        (x, n, y, m), (low, high) = operands, printed
        if kind == "difference" and n.quantity is None and m.quantity is None:
            if n.value and m.value:
                terms = [(x, scale / n.value), (y, -scale / m.value)]
                yield from _fact(terms, low, high, r, t, words)
        elif kind != "difference":
            if n.quantity is None and m.quantity is None:
                yield from _quotient(
                    x, y, scale * m.value / max(n.value, 1), low, high, r, t, words
                )
            elif y.quantity is None and m.quantity is None and m.value:
                rate = y.value / m.value
                yield from _quotient(x, n, scale, low * rate, high * rate, r, t, words)
            elif x.quantity is None and n.quantity is None and n.value and low > 0:
                rate = x.value / n.value * scale
                yield from _quotient(y, m, 1.0, rate / high, rate / low, r, t, words)

    def _limits(
        self,
        entry: Mapping[str, Any],
        top: Operand,
        bottom: Operand,
        scale: float,
        r: int,
        t: int,
        where: str,
        words: str,
    ) -> Iterator[Fact]:
        """An interval: every pair of counts whose limits print as these."""
        method = str(entry.get("method", "wilson"))
        if method not in LIMITS:
            raise UnusableDocument(
                f"{where}: the attack does not know intervals by “{method}”; it knows "
                f"{', '.join(LIMITS)}."
            )
        printed = [
            _printed(entry, side, where) if entry.get(side) is not None else (-INFINITY, INFINITY)
            for side in ("lower", "upper")
        ]
        ranges = [self._range(operand) for operand in (top, bottom)]
        confidence = float(entry.get("confidence", 0.95))
        found = possible_counts(method, confidence, scale, ranges[0], ranges[1], printed)
        if found is None:
            raise UnusableDocument(
                f"{where}: no counts give this interval; check method, confidence and decimals."
            )
        for operand, (least, most) in zip((top, bottom), found, strict=True):
            if operand.quantity is not None:
                yield Fact(((operand.quantity, 1.0),), least, most, r, t, words)

    def _range(self, operand: Operand) -> tuple[float, float]:
        if operand.quantity is None:
            return operand.value, operand.value
        quantity = self.quantities[operand.quantity]
        return quantity.lower, quantity.upper


def _printed(entry: Mapping[str, Any], key: str, where: str) -> tuple[float, float]:
    """Return the numbers that print as the one given."""
    try:
        value, half = float(entry[key]), 0.5 * 10.0 ** -int(entry["decimals"])
    except (KeyError, TypeError, ValueError):
        raise UnusableDocument(
            f"{where}: “{key}” is a number and “decimals” says how many decimals are printed."
        ) from None
    return value - half - _SLACK, value + half + _SLACK


def _quotient(
    top: Operand, bottom: Operand, scale: float, low: float, high: float, r: int, t: int, words: str
) -> Iterator[Fact]:
    """``low <= scale * top / bottom <= high``, as two linear facts, or one when one is known."""
    if bottom.quantity is None:
        if bottom.value:
            yield from _fact([(top, scale / bottom.value)], low, high, r, t, words)
        return
    yield from _fact([(top, scale), (bottom, -low)], 0.0, INFINITY, r, t, words)
    yield from _fact([(top, scale), (bottom, -high)], -INFINITY, 0.0, r, t, words)


def _fact(
    terms: list[tuple[Operand, float]], low: float, high: float, r: int, t: int, words: str
) -> Iterator[Fact]:
    known = sum(o.value * c for o, c in terms if o.quantity is None)
    unknown = tuple((o.quantity, c) for o, c in terms if o.quantity is not None)
    if unknown:
        yield Fact(unknown, low - known, high - known, r, t, words)


def _words(entry: Mapping[str, Any], kind: str, table: PublishedTable) -> str:
    def label(given: Any) -> str:
        if not isinstance(given, dict):
            return f"{given:g}" if isinstance(given, int | float) else "?"
        levels = table.levels_of(given.get("cell", given))
        return " – ".join(level for _, level in table.inner(levels)) or "the grand total"

    parts = []
    if entry.get("value") is not None:
        parts.append(f"printed as {entry['value']} ({entry.get('decimals')} decimals)")
    if entry.get("lower") is not None or entry.get("upper") is not None:
        parts.append(
            f"{entry.get('lower')} to {entry.get('upper')} "
            f"({entry.get('method', 'wilson')}, {entry.get('decimals')} decimals)"
        )
    of = (
        f"{label(entry.get('numerator') or entry.get('cell'))} in {label(entry.get('denominator'))}"
    )
    if second := entry.get("comparator"):
        of += f" against {label(second.get('numerator'))} in {label(second.get('denominator'))}"
    return f"The {kind} of {of} is {', '.join(parts)}"
