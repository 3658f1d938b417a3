"""Facts as sentences a reader can follow with a pencil."""

from __future__ import annotations

from collections.abc import Sequence

from .facts import Fact, Knowledge, Occurrence
from .published import Levels, PublishedRelease, PublishedTable

#: Parts named one by one in a sentence; of more, only how many they are and their sum.
MOST_NAMED = 8


def cell_name(table: PublishedTable, levels: Levels) -> str:
    """Return the cell in words: its levels other than totals."""
    inner = [level for d, level in zip(table.dimensions, levels, strict=True) if level != d.total]
    return ", ".join(inner) or "everyone"


class Wording:
    """Words for quantities and facts of these releases."""

    def __init__(self, releases: Sequence[PublishedRelease], knowledge: Knowledge) -> None:
        self.releases, self.knowledge = releases, knowledge

    def quantity(self, number: int, near: Fact, within: int | None = None) -> str:
        """Name a quantity as it is called in the table a fact is from, with its value.

        What it shares with the whole it is ``within`` goes without saying.
        """
        here = self._at(number, near)
        table = self.releases[here.release].tables[here.table]
        name = cell_name(table, here.levels)
        other = None if within is None else self._at(within, near)
        if other is not None and (other.release, other.table) == (here.release, here.table):
            whole = table.named(other.levels).items()
            rest = [lv for d, lv in table.named(here.levels).items() if (d, lv) not in whole]
            name = ", ".join(rest) or name
        elif any(level == d.total for d, level in zip(table.dimensions, here.levels, strict=True)):
            name = "Total" if name == "everyone" else f"Total of {name}"
        return f"{name} ({self._value(number, here, near)})"

    def _value(self, number: int, here: Occurrence, near: Fact) -> str:
        told = self.knowledge.quantities[number]
        away = ""
        if here.release != near.release:
            away = f", in release “{self.releases[here.release].name}”"
        if told.known:
            shown = next((o for o in told.occurrences if o.value is not None), None)
            elsewhere = here.hidden and shown is not None
            return f"{told.lower:g}{', ' + self._shown_in(shown) if elsewhere and shown else away}"
        hidden = any(o.hidden for o in told.occurrences)
        return f"{'hidden' if hidden else f'shown as {here.value}'}{away}"

    def _at(self, number: int, near: Fact) -> Occurrence:
        occurrences = self.knowledge.quantities[number].occurrences
        return min(occurrences, key=lambda o: (o.release != near.release, o.table != near.table))

    def _shown_in(self, shown: Occurrence) -> str:
        release = self.releases[shown.release]
        return f"shown in release “{release.name}”, table “{release.tables[shown.table].name}”"

    def fact(self, fact: Fact) -> str:
        """Tell a fact in one sentence."""
        where = self._where(fact)
        if fact.words:
            about = fact.about or tuple(q for q, _ in fact.terms)
            names = ", ".join(self.quantity(q, fact) for q in about)
            return f"{where}{fact.words}: {names}."
        whole, *parts = (number for number, _ in fact.terms)
        quantities = self.knowledge.quantities
        known = [n for n in parts if quantities[n].known]
        unknown = [n for n in parts if not quantities[n].known]
        if not quantities[whole].known:
            told = " + ".join(self.quantity(n, fact) for n in parts)
            return f"{where}{self.quantity(whole, fact)} = {told}."
        if not unknown:
            told = " + ".join(self.quantity(n, fact) for n in known)
            return f"{where}{self.quantity(whole, fact)} is not {told}."
        left = quantities[whole].lower - sum(quantities[n].lower for n in known)
        less = self._less([n for n in known if quantities[n].lower], whole, fact)
        told = " + ".join(self.quantity(n, fact) for n in unknown)
        start = self.quantity(whole, fact) + (f" less {less}" if less else "")
        return f"{where}{start} leaves {left:g} for {told}."

    def _less(self, known: Sequence[int], whole: int, fact: Fact) -> str:
        """Name the shown parts that are taken away; only how many when they are many."""
        if len(known) > MOST_NAMED:
            together = sum(self.knowledge.quantities[n].lower for n in known)
            return f"the {len(known)} parts of it that are shown (together {together:g})"
        return ", ".join(self.quantity(n, fact, within=whole) for n in known)

    def _where(self, fact: Fact) -> str:
        release = self.releases[fact.release]
        parts = []
        if len(self.releases) > 1:
            parts.append(f"release “{release.name}”")
        if len(release.tables) > 1:
            parts.append(f"table “{release.tables[fact.table].name}”")
        return f"In {', '.join(parts)}: " if parts else ""

    def bound(self, number: int, upper: bool) -> str:
        """Tell why a bound of a count is known from the start."""
        quantity = self.knowledge.quantities[number]
        reason = quantity.upper_reason if upper else quantity.lower_reason
        here = quantity.occurrences[0]
        table = self.releases[here.release].tables[here.table]
        if "every hidden count" in reason:
            return f"{reason[0].upper()}{reason[1:]}."
        return f"{cell_name(table, here.levels)} is {reason}."

    def shown_elsewhere(self, number: int) -> str:
        """Tell that a count hidden in one place is shown in another."""
        quantity = self.knowledge.quantities[number]
        shown = next(o for o in quantity.occurrences if o.value is not None)
        table = self.releases[shown.release].tables[shown.table]
        return f"{cell_name(table, shown.levels)} is {self._shown_in(shown)}: {shown.value}."
