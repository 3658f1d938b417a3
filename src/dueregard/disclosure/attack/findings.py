"""What findings beside the tables allow of hidden counts, as their release says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dueregard.exceptions import UnusableDocument

from .facts import Fact, Quantity
from .published import PublishedRelease
from .quantities import Place


def findings(
    releases: Sequence[PublishedRelease],
    where: Mapping[Place, int],
    quantities: Sequence[Quantity],
) -> tuple[list[Fact], dict[int, str]]:
    """Return the bounds that findings declare, and hidden quantities of which one says nothing.

    A finding names in ``allows`` the least and the most it leaves for each hidden count. One that
    rests on hidden counts and does not cannot be judged.

    Returns
    -------
    facts : list of Fact
    unread : dict of quantity to sentence

    Raises
    ------
    UnusableDocument
        When ``allows`` is not a range for each identity.
    """
    facts: list[Fact] = []
    unread: dict[int, str] = {}
    for r, release in enumerate(releases):
        places = _places(r, release, where)
        for number, finding in enumerate(release.findings, start=1):
            if "numerator" in finding:
                continue
            told = f"{release.name}, finding {number}"
            facts += _bounds(finding, told, r, places, quantities)
            basis = finding.get("basis")
            named = basis if isinstance(basis, list | tuple) else ()
            for identity in named:
                _, quantity = places.get(str(identity), (0, -1))
                if quantity < 0 or quantities[quantity].known:
                    continue
                if identity not in (finding.get("allows") or {}) and _says(finding):
                    unread[quantity] = (
                        f"{_words(finding)} It does not say what it allows of the counts it "
                        "rests on. What rests on it is taken for unsafe."
                    )
    return facts, unread


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


def _says(finding: Mapping[str, Any]) -> bool:
    return any(value is not None for value in (finding.get("values") or {}).values())


def _words(finding: Mapping[str, Any]) -> str:
    values = finding.get("values") or {}
    told = ", ".join(f"{name} {value}" for name, value in values.items() if value is not None)
    kind = str(finding.get("kind", "finding")).replace("_", " ")
    return f"A finding ({kind}) says {told or 'nothing'}."
