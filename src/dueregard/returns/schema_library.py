"""The schemas there are: those shipped, and local ones out of a folder of YAML files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from dueregard.exceptions import UsageError

from .problems import UnreadableReturn, UnusableSchema
from .schema_fields import FieldReading, words
from .schema_model import PERIODS, ROWS, Schema

SHARED = "_shared.yaml"
# The same safe loader, written in C where it is there: ten times as fast.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEYS = {
    "id",
    "version",
    "title",
    "about",
    "row",
    "period",
    "fields",
    "keys",
    "tolerance",
    "rules",
    "retention_months",
    "identifiers",
    "coverage",
    "count_field",
    "left_out",
    "file_name",
    "sources",
    "verified",
    "dash_is_zero",
}
_NEEDED = ("id", "version", "title", "row", "period", "fields", "sources")


@cache
def schemas() -> tuple[Schema, ...]:
    """Every schema that is shipped, by id and version.

    Returns
    -------
    tuple of Schema

    Examples
    --------
    >>> from dueregard import returns
    >>> [one.id for one in returns.schemas()][:4]
    ['assessors', 'board_members', 'complaints', 'discipline']
    """
    folder = resources.files(__package__) / "schemas"
    texts = {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    }
    shared = _parsed(SHARED, texts.pop(SHARED))
    return _made_of(texts, shared)


@cache
def _shared() -> Mapping[str, Any]:
    text = (resources.files(__package__) / "schemas" / SHARED).read_text(encoding="utf-8")
    return dict(_parsed(SHARED, text))


def load_schemas(folder: str | Path) -> tuple[Schema, ...]:
    """Local schemas: every ``.yaml`` file of a folder. No code is needed.

    Parameters
    ----------
    folder : path
        Its files may use the shared fields, and a file ``_shared.yaml`` of its own adds to them.

    Returns
    -------
    tuple of Schema
        By id and version; give one to `receive` or `suggest_mapping`.

    Raises
    ------
    UnusableSchema
        Every problem of every file, with its place.
    UnreadableReturn
        When the folder is not there.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "bids.yaml").write_text('''
    ... {id: bids, version: "1", title: Bids for funding, row: event, period: interval,
    ...  sources: [Local], fields: [{use: person, required: true}, {use: ethnicity},
    ...  {name: asked, title: Pounds asked for, kind: number, minimum: 0}]}
    ... ''')
    >>> load_schemas(folder)[0].names
    ('person', 'ethnicity', 'asked')
    """
    place = Path(folder)
    if not place.is_dir():
        raise UnreadableReturn(f"{place}: there is no such folder; give a folder of YAML files")
    texts = {one.name: one.read_text(encoding="utf-8") for one in sorted(place.glob("*.yaml"))}
    shared = {key: dict(value) for key, value in _shared().items()}
    if SHARED in texts:
        for key, value in (_parsed(SHARED, texts.pop(SHARED)) or {}).items():
            shared.setdefault(key, {}).update(value)
    made = _made_of(texts, shared)
    shipped = {(one.id, one.version) for one in schemas()}
    if taken := [one for one in made if (one.id, one.version) in shipped]:
        raise UnusableSchema(
            f"{one.id} version {one.version}: a shipped schema has this id and version; give "
            "yours another id, or another version"
            for one in taken
        )
    return made


def schema(id: str, version: str | None = None, *, among: Iterable[Schema] = ()) -> Schema:
    """One schema: the newest version unless one is named.

    Parameters
    ----------
    id : str
        Its name.
    version : str, optional
        Which version.
    among : iterable of Schema
        Local schemas; they come before shipped ones of the same id.

    Raises
    ------
    UsageError
        Naming the schemas there are.

    Examples
    --------
    >>> schema("leavers").title
    'Leavers'
    >>> schema("levers")
    Traceback (most recent call last):
        ...
    dueregard.exceptions.UsageError: There is no schema “levers”. Did you mean “leavers”? ...
    """
    local = tuple(among)
    for pool in (local, schemas()):
        found = [one for one in pool if one.id == id and version in (None, one.version)]
        if found:
            return max(found, key=lambda one: _order(one.version))
    raise UsageError(_no_schema(id, version, (*local, *schemas())))


def _no_schema(id: str, version: str | None, known: tuple[Schema, ...]) -> str:
    from difflib import get_close_matches

    versions = [one.version for one in known if one.id == id]
    if versions:
        return f"The schema {id} has no version {version}. Its versions: {', '.join(versions)}"
    ids = sorted({one.id for one in known})
    close = get_close_matches(id, ids, n=1)
    hint = f" Did you mean “{close[0]}”?" if close else ""
    return f"There is no schema “{id}”.{hint} There are: {', '.join(ids)}"


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _parsed(name: str, text: str) -> Any:
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 - it is a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark is not None else ""
        raise UnusableSchema([f"{name}{line}: this is not YAML; correct the syntax"]) from error


def _made_of(texts: Mapping[str, str], shared: Mapping[str, Any]) -> tuple[Schema, ...]:
    made: list[Schema] = []
    problems: list[str] = []
    for name in sorted(texts):
        given = _parsed(name, texts[name])
        if not isinstance(given, dict):
            problems.append(f"{name}: a schema is a mapping of keys to values")
            continue
        reading = FieldReading(shared, name)
        made.append(_schema(given, reading, shared))
        problems += reading.problems
    seen: dict[tuple[str, str], int] = {}
    for one in made:
        seen[one.id, one.version] = seen.get((one.id, one.version), 0) + 1
    problems += [f"{id} version {v} is declared twice" for (id, v), n in seen.items() if n > 1]
    if problems:
        raise UnusableSchema(problems)
    return tuple(sorted(made, key=lambda one: (one.id, _order(one.version))))


def _schema(given: dict[str, Any], reading: FieldReading, shared: Mapping[str, Any]) -> Schema:
    for key in sorted(set(given) - _KEYS):
        reading.say(key, f"unknown key; there are {', '.join(sorted(_KEYS))}")
    for key in _NEEDED:
        if not given.get(key):
            reading.say(key, "is needed and is not there")
    for key, allowed in (("row", ROWS), ("period", PERIODS)):
        if given.get(key) and given[key] not in allowed:
            reading.say(key, f"is “{given[key]}”; allowed: {', '.join(allowed)}")
    tolerance = given.get("tolerance", 0.05)
    if not isinstance(tolerance, int | float) or not 0 <= tolerance < 1:
        reading.say("tolerance", "is a share from 0 to under 1, such as 0.05")
        tolerance = 0.0
    fields = reading.fields(given.get("fields"))
    names = {one.name for one in fields}
    for key in ("keys", "identifiers", "coverage", "count_field"):
        for name in words(given.get(key)):
            if name not in names:
                reading.say(key, f"there is no field “{name}”")
    counted = given.get("row") == "count"
    if counted and not given.get("count_field"):
        reading.say("count_field", "a schema of counts names the field that holds the count")
    left_out = {} if counted else dict(shared.get("left_out", {}))
    return Schema(
        id=str(given.get("id")),
        version=str(given.get("version")),
        title=str(given.get("title")),
        about=str(given.get("about", "")),
        row=str(given.get("row")),
        period=str(given.get("period")),
        fields=fields,
        keys=words(given.get("keys")),
        tolerance=float(tolerance),
        rules=reading.rules(given.get("rules"), fields),
        retention_months=int(given.get("retention_months", 84)),
        identifiers=words(given.get("identifiers")),
        coverage=words(given.get("coverage")),
        count_field=given.get("count_field"),
        left_out={**left_out, **(given.get("left_out") or {})},
        file_name=given.get("file_name"),
        sources=words(given.get("sources")),
        verified=str(given.get("verified", "false")).lower(),
        dash_is_zero=given.get("dash_is_zero", False) is True,
    )
