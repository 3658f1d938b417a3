"""Taking in the returns of a plan: received by their confirmed mappings, kept as snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dueregard import returns
from dueregard.exceptions import UnreadableDocument, UsageError

from .folder import checksum_of
from .plan import Period, Plan, ReturnFile, UnusablePlan
from .results import Taken

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Intake:
    """A return that has been taken in.

    Parameters
    ----------
    name : str
        Return or population.
    snapshot : Snapshot
        Its rows.
    schema : Schema
        What they are.
    columns : tuple of str
        Fields it has.
    taken : Taken
        What may be told of it.
    inputs : tuple of mapping
        Files it came from, with their checksums.
    """

    name: str
    snapshot: returns.Snapshot
    schema: returns.Schema
    columns: tuple[str, ...]
    taken: Taken
    inputs: tuple[Mapping[str, str], ...] = field(default=())


def take_in(
    plan: Plan, paths: Sequence[Path], store: returns.SnapshotStore, say: Progress
) -> dict[str, Intake]:
    """Take in the return that is analysed and the other returns of the plan.

    Parameters
    ----------
    plan : Plan
        What is asked.
    paths : sequence of Path
        Files of the return, or one folder of a snapshot.
    store : SnapshotStore
        Where rows are kept while they are counted.
    say : callable
        Told what is being done.

    Returns
    -------
    dict of str to Intake
        By name of the return, or of the population.

    Raises
    ------
    UnusablePlan
        When a raw file has no mapping.
    ReturnRefused
        When a return cannot be taken in whole.
    """
    own = ReturnFile(
        plan.return_id,
        tuple(paths),
        plan.mapping,
        plan.period,
        expected=plan.expected,
        nil=plan.nil,
    )
    found = {plan.return_id: _one(plan.return_id, own, plan, store, say)}
    for other in plan.population:
        name = other.name or other.return_id
        if name in found:
            raise UnusablePlan([f"plan, population: {name} is there twice; give each a name"])
        found[name] = _one(name, other, plan, store, say)
    return found


def _one(
    name: str, given: ReturnFile, plan: Plan, store: returns.SnapshotStore, say: Progress
) -> Intake:
    files = returns.files_of(given.files)
    if len(files) == 1 and files[0].is_dir():
        return _kept(name, given, files[0], plan)
    schema = _schema(given.return_id, plan)
    mapping = _mapping(name, given)
    parts = []
    for number, file in enumerate(files, start=1):
        say(f"Receiving {name}: {number} of {len(files)} files")
        parts.append(_received(file, schema, mapping, given.period or plan.period))
    several = len(parts) > 1 or given.expected or given.nil
    received = (
        returns.combine(parts, expected=given.expected, nil=given.nil) if several else parts[0]
    )
    snapshot = store.keep(received, source=name)
    return Intake(
        name,
        snapshot,
        schema,
        tuple(received.table.column_names),
        Taken(name, _facts(received)),
        tuple({"name": name, "file": file.name, "sha256": checksum_of(file)} for file in files),
    )


def _received(
    file: Path, schema: returns.Schema, mapping: returns.Mapping, period: Period
) -> returns.Received:
    snapshot = schema.period == "snapshot"
    return returns.receive(
        file,
        schema=schema,
        mapping=mapping,
        period=returns.Period(period.end if snapshot else period.start, period.end),
        snapshot_date=period.end if snapshot else None,
    )


def _schema(name: str, plan: Plan) -> returns.Schema:
    local = () if plan.schemas is None else returns.load_schemas(plan.schemas)
    return returns.schema(name, among=local)


def _mapping(name: str, given: ReturnFile) -> returns.Mapping:
    if given.mapping is None:
        raise UnusablePlan(
            [
                f"plan, {name}, mapping: it is missing; write one with dueregard import FILE "
                f"--schema {given.return_id} --suggest MAPPING.yaml, look through it and confirm it"
            ]
        )
    try:
        text = given.mapping.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableDocument(f"{given.mapping}: cannot be opened ({error.strerror}).") from None
    try:
        return returns.Mapping.from_yaml(text)
    except returns.UnusableMapping as error:
        raise UnusablePlan(
            [f"{given.mapping.name}: {line}" for line in str(error).split("\n")]
        ) from None


def _kept(name: str, given: ReturnFile, folder: Path, plan: Plan) -> Intake:
    """Return a snapshot that was received before."""
    snapshot = returns.open_snapshot(folder)
    schema = _schema(str(snapshot.schema["id"]), plan)
    if schema.id != given.return_id:
        raise UsageError(f"{folder}: it is a snapshot of {schema.id}, not of {given.return_id}.")
    manifest = snapshot.manifest
    received = manifest["received"]
    facts: dict[str, Any] = {
        "rows_read": received["rows_read"],
        "rows_kept": snapshot.rows,
        "rows_set_aside": received["rows_set_aside"],
        "set_aside": dict(received["set_aside_by_rule"]),
        "missing": _missing(snapshot.coverage),
        "snapshot": snapshot.reference,
    }
    return Intake(
        name,
        snapshot,
        schema,
        tuple(column["name"] for column in manifest["columns"]),
        Taken(name, facts),
        ({"name": name, "file": snapshot.reference, "sha256": snapshot.checksum},),
    )


def _facts(received: returns.Received) -> dict[str, Any]:
    summary = received.summary()
    return {
        "schema": summary["schema"],
        "mapping_confirmed_by": received.mapping.confirmed_by,
        "period": summary["period"],
        "rows_read": received.rows_read,
        "rows_kept": received.rows_kept,
        "rows_set_aside": len(received.set_aside),
        "set_aside": dict(summary["set_aside"]),
        "missing": _missing(summary["coverage"]),
        "derived": list(received.derived),
        # An extract in a known order leads from the number of a row to a person.
        "problems": [
            {key: value for key, value in problem.items() if key != "rows"}
            for problem in summary["problems"]
        ],
    }


def _missing(coverage: Mapping[str, Any]) -> list[str]:
    return [
        " ".join(map(str, place.values() if isinstance(place, Mapping) else place))
        for place in coverage.get("missing", ())
    ]
