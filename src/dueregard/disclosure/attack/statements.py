"""Published statistics as an outsider reads them: the counts behind each, and what was printed."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from statistics import NormalDist
from typing import Any

from dueregard.exceptions import UnusableDocument

from .facts import INFINITY, Fact, Quantity
from .listing import Listings
from .operands import Operand, Operands, Range, label
from .published import PublishedRelease, PublishedTable
from .quantities import rounding_error
from .recomputing import (
    COMPARISONS,
    TESTS,
    Recipe,
    check_method,
    mean,
    methods_of_one,
    one_group,
    p_value,
    two_groups,
    value_of_one,
    value_of_two,
)
from .statement import Statement

#: Kinds that are a quotient of two counts, with what the quotient is multiplied by.
SCALES = {"percentage": 100.0, "proportion": 1.0, "ratio": 1.0, "rate": None}
#: Every kind of statistic the attack turns back into counts.
KINDS = (*SCALES, "difference", "interval", *COMPARISONS, "p_value", "mean")
_WORDS = {"undefined": (math.nan, math.nan), "unbounded": (INFINITY, INFINITY)}


def statements(
    releases: Sequence[PublishedRelease],
    listed: Listings,
    quantities: Sequence[Quantity],
    partial: Container[tuple[int, int]],
) -> Iterator[Statement]:
    """Yield every statistic of every release that rests on hidden counts.

    Statistics that were computed from the numbers shown (``basis: published``, the default under
    rounding or noise) say nothing more than those numbers and are passed over.

    Raises
    ------
    UnusableDocument
        When a statistic is of a kind or method the attack does not know: what it reveals cannot
        be judged.
    """
    operands = Operands(releases, listed, quantities, partial)
    for r, release in enumerate(releases):
        changed = any(rounding_error(release.policy))
        for t, table in enumerate(release.tables):
            for number, entry in enumerate(table.derived, start=1):
                basis = entry.get("basis", "published" if changed else "counts")
                if basis == "published" and changed:
                    continue
                told = f"{release.name}, table “{table.name}”, derived {number}"
                found = _Reading(entry, told, operands, r, t).statement(table)
                if found.hidden:
                    yield found
        yield from _told_by_findings(release, r, operands)


def _told_by_findings(release: PublishedRelease, r: int, operands: Operands) -> Iterator[Statement]:
    """Findings that name the counts they rest on are read as statistics beside a table are."""
    names = [table.name for table in release.tables]
    for number, entry in enumerate(release.findings, start=1):
        if "numerator" in entry and entry.get("basis") != "published":
            t = names.index(entry["table"]) if entry.get("table") in names else 0
            told = f"{release.name}, finding {number}"
            found = _Reading(entry, told, operands, r, t).statement(release.tables[t])
            if found.hidden:
                yield found


class _Reading:
    """One entry of ``derived`` being read."""

    def __init__(
        self, entry: Mapping[str, Any], told: str, operands: Operands, r: int, t: int
    ) -> None:
        self.entry, self.told, self.operands, self.r, self.t = entry, told, operands, r, t
        self.kind = str(entry.get("kind"))

    def statement(self, table: PublishedTable) -> Statement:
        """Return what the entry says.

        Raises
        ------
        UnusableDocument
            When it cannot be read or is of a kind the attack does not know.
        """
        if self.kind not in KINDS:
            raise UnusableDocument(
                f"{self.told}: the attack does not know statistics of kind “{self.kind}” and "
                f"cannot say what they reveal; it knows {', '.join(KINDS)}."
            )
        self.printed = _printed(self.entry, self.told)
        limits = {"lower", "upper"} & self.printed.keys()
        counts = self._operands()
        recipe, shape, scale = self._recipe(len(counts))
        hidden = tuple(dict.fromkeys(q for o in counts for q, _ in o.terms))
        fact = Fact((), -INFINITY, INFINITY, self.r, self.t, self._words(table), hidden)
        return Statement(
            self.kind,
            self.told,
            fact,
            counts,
            self.printed,
            recipe,
            shape,
            scale,
            parts=self._of_people() and bool(limits or self.kind not in SCALES),
            most_people=self._most_people() if limits and self._of_people() else INFINITY,
        )

    def _operands(self) -> tuple[Operand, ...]:
        entry, second = self.entry, self.entry.get("comparator")
        given = [entry.get("numerator") or entry.get("cell"), entry.get("denominator")]
        if self.kind == "mean":
            given = [g for g in (entry.get("numerator"), entry.get("denominator")) if g is not None]
            given = given or [entry.get("cell")]
        elif second is not None:
            given += [second.get("numerator"), second.get("denominator")]
        elif self.kind in (*COMPARISONS, "p_value", "difference"):
            self._wrong("“comparator” (with numerator and denominator) is missing")
        return tuple(self.operands.read(g, self.r, self.t, self.told) for g in given)

    def _recipe(self, operands: int) -> tuple[Recipe | None, str, float]:
        limits = {"lower", "upper"} & self.printed.keys()
        confidence = float(self.entry.get("confidence", 0.95))
        if self.kind in COMPARISONS:
            method = self._method(self.kind, COMPARISONS[self.kind][1], COMPARISONS[self.kind][2])
            shape = "odds" if self.kind == "odds_ratio" else self.kind.partition("_")[2]
            shape = "" if method == "conditional" else shape
            more = {"method": method, "confidence": confidence, "scale": self._scale()}
            return two_groups(kind=self.kind, **more), shape, self._scale()  # type: ignore[arg-type]
        if self.kind == "p_value":
            method = self._method("p-values", sum(TESTS.values(), ()), "fisher", key="test")
            alternative = str(self.entry.get("alternative", "two-sided"))
            of = "events" if self._of_people() else "rates"
            return p_value(of=of, method=method, alternative=alternative), "", 1.0
        if self.kind == "mean":
            return self._mean(confidence), "quotient" if operands == 2 else "", 1.0
        if operands == 4:
            if limits:
                self._wrong(
                    "an interval that compares two groups is of kind " + ", ".join(COMPARISONS)
                )
            shape = "difference" if self.kind == "difference" else "ratio"
            return value_of_two(kind=shape, scale=self._scale()), shape, self._scale()
        if not limits:
            return value_of_one(scale=self._scale()), "quotient", self._scale()
        rates = not self._of_people()
        default = "byar_exact" if rates else "wilson"
        method = self._method("an interval", methods_of_one(rates), default)
        more = {"method": method, "confidence": confidence, "scale": self._scale()}
        return one_group(rates=rates, **more), "quotient", self._scale()  # type: ignore[arg-type]

    def _mean(self, confidence: float) -> Recipe | None:
        unit = self.entry.get("unit")
        if unit is None and "standard_deviation" not in self.printed:
            return None
        return mean(unit=None if unit is None else float(unit), confidence=confidence)

    def _most_people(self) -> float:
        """Return how many people a proportion can be of, by how wide its interval is.

        The limits of every method are less than 2 (z + 1) / √n apart.
        """
        limits = [self.printed.get(side, (math.nan, math.nan)) for side in ("lower", "upper")]
        width = (limits[1][0] - limits[0][1]) / self._scale()
        if not width > 0 or len(self._operands()) != 2:
            return INFINITY
        z = NormalDist().inv_cdf((1 + float(self.entry.get("confidence", 0.95))) / 2)
        return float(math.ceil((2 * (z + 1) / width) ** 2))

    def _of_people(self) -> bool:
        """Whether numerators are people of their denominators, not events over an exposure."""
        if self.kind == "p_value":
            test = str(self.entry.get("test", "fisher"))
            return self.entry.get("of") != "rates" and test in TESTS["events"]
        if self.kind == "interval":
            method = self.entry.get("method", "wilson")
            return self.entry.get("per") is None and method in methods_of_one(False)
        return self.kind in ("percentage", "proportion", *COMPARISONS) and not (
            self.kind.startswith("rate_")
        )

    def _method(self, of: str, allowed: tuple[str, ...], default: str, key: str = "method") -> str:
        method = str(self.entry.get(key) or default)
        if wrong := check_method(of, method, allowed):
            self._wrong(wrong)
        return method

    def _scale(self) -> float:
        per = self.entry.get("per", self.entry.get("multiplier"))
        if self.kind == "rate" and per is None:
            self._wrong("say with “per” what the rate is per (1000, 100000)")
        if per is not None:
            return float(per)
        return float(self.entry.get("scale") or SCALES.get(self.kind) or 1.0)

    def _wrong(self, what: str) -> None:
        raise UnusableDocument(f"{self.told}: {what}.")

    def _words(self, table: PublishedTable) -> str:
        entry, parts = self.entry, []
        decimals = f"{entry.get('decimals')} decimals"
        if entry.get("value") is not None:
            parts.append(f"printed as {entry['value']} ({decimals})")
        if entry.get("less_than") is not None:
            parts.append(f"less than {entry['less_than']}")
        if entry.get("lower") is not None or entry.get("upper") is not None:
            method = entry.get("method") or ("t" if self.kind == "mean" else "wilson")
            parts.append(f"{entry.get('lower')} to {entry.get('upper')} ({method}, {decimals})")
        of = label(entry.get("numerator") or entry.get("cell") or entry.get("denominator"), table)
        if entry.get("denominator") is not None and self.kind != "mean":
            of += f" in {label(entry.get('denominator'), table)}"
        if second := entry.get("comparator"):
            of += f" against {label(second.get('numerator'), table)}"
            of += f" in {label(second.get('denominator'), table)}"
        return f"The {self.kind.replace('_', ' ')} of {of} is {', '.join(parts)}"


def _printed(entry: Mapping[str, Any], told: str) -> dict[str, Range]:
    """Return the numbers that print as those given; of a limit alone, all below it."""
    found: dict[str, Range] = {}
    for key in ("value", "lower", "upper", "standard_deviation"):
        given = entry.get(key)
        if given is None:
            continue
        if isinstance(given, str) and given in _WORDS:
            found[key] = _WORDS[given]
            continue
        try:
            value, half = float(given), 0.5 * 10.0 ** -int(entry["decimals"])
        except (KeyError, TypeError, ValueError):
            raise UnusableDocument(
                f"{told}: “{key}” is a number and “decimals” says how many decimals are printed."
            ) from None
        slack = 1e-6 * half + 1e-12 * abs(value)
        found[key] = value - half - slack, value + half + slack
    if entry.get("less_than") is not None:
        found["value"] = -INFINITY, float(entry["less_than"])
    return found
