"""What findings beside the tables allow of hidden counts, as their release says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dueregard.exceptions import UnusableDocument

from .facts import Fact, Quantity
from .published import PublishedRelease
from .quantities import Place


@dataclass
class Findings:
    """What findings say.

    Parameters
    ----------
    facts : list of Fact
        The bounds they declare.
    unjudged : dict of quantity to sentence
        Hidden counts that one rests on without saying what it allows of them.
    limits : list of str
        Findings that rest on records, not on cells, and were not used.
    """

    facts: list[Fact] = field(default_factory=list)
    unjudged: dict[int, str] = field(default_factory=dict)
    limits: list[str] = field(default_factory=list)


def findings(
    releases: Sequence[PublishedRelease],
    where: Mapping[Place, int],
    quantities: Sequence[Quantity],
) -> Findings:
    """Return what the findings of all releases say.

    A finding names in ``allows`` the least and the most it leaves for each hidden count. Its
    ``basis`` is ``published`` when it follows from what is shown, ``counts`` or a list of
    identities when it does not, ``microdata`` when it rests on records.

    Raises
    ------
    UnusableDocument
        When ``allows`` is not a range for each identity, or is not there and the finding rests on
        counts it does not name: what it reveals cannot be judged.
    """
    found = Findings()
    for r, release in enumerate(releases):
        places = _places(r, release, where)
        for number, finding in enumerate(release.findings, start=1):
            if "numerator" not in finding:
                told = f"{release.name}, finding {number}"
                found.facts += _bounds(finding, told, r, places, quantities)
                _judge(finding, told, places, quantities, found)
    return found


def _judge(
    finding: Mapping[str, Any],
    told: str,
    places: Mapping[str, tuple[int, int]],
    quantities: Sequence[Quantity],
    found: Findings,
) -> None:
    basis, allows = finding.get("basis"), finding.get("allows") or {}
    if not any(value is not None for value in (finding.get("values") or {}).values()):
        return
    if basis == "microdata":
        found.limits.append(f"{_words(finding)} It rests on records, not on cells: not used.")
    elif basis == "counts" and not allows:
        raise UnusableDocument(
            f"{told}: it rests on counts and does not say with “allows” what it leaves of them; "
            "what it reveals cannot be judged."
        )
    for identity in basis if isinstance(basis, list | tuple) else ():
        _, quantity = places.get(str(identity), (0, -1))
        if quantity >= 0 and not quantities[quantity].known and identity not in allows:
            found.unjudged[quantity] = (
                f"{_words(finding)} It does not say what it allows of the counts it rests on. "
                "What rests on it is taken for unsafe."
            )


def _places(
    r: int, release: PublishedRelease, where: Mapping[Place, int]
) -> dict[str, tuple[int, int]]:
    return {
        cell.identity: (t, where[r, t, levels])
        for t, table in enumerate(release.tables)
        for levels, cell in table.cells.items()
        if cell.identity and (r, t, levels) in where
    }


def _bounds(
    finding: Mapping[str, Any],
    told: str,
    r: int,
    places: Mapping[str, tuple[int, int]],
    quantities: Sequence[Quantity],
) -> Iterator[Fact]:
    for identity, pair in (finding.get("allows") or {}).items():
        try:
            least, most = (float(side) for side in pair)
        except (TypeError, ValueError):
            raise UnusableDocument(
                f"{told}: “allows” gives the least and the most for each identity, not {pair!r}."
            ) from None
        t, quantity = places.get(str(identity), (0, -1))
        if quantity >= 0 and not quantities[quantity].known:
            words = f"{_words(finding)[:-1]}, which allows {least:g} to {most:g}"
            yield Fact(((quantity, 1.0),), least, most, r, t, words)


def _words(finding: Mapping[str, Any]) -> str:
    values = finding.get("values") or {}
    told = ", ".join(f"{name} {value}" for name, value in values.items() if value is not None)
    kind = str(finding.get("kind", "finding")).replace("_", " ")
    return f"A finding ({kind}) says {told or 'nothing'}."
