"""``dueregard import``: a file of rows in, a mapping to confirm or a stored snapshot out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from dueregard import returns
from dueregard.exceptions import UnreadableDocument, UsageError

SHOWN = 20

Aside = tuple[str, returns.SetAside, Sequence[returns.Problem]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``dueregard import``."""
    parser.add_argument("files", metavar="FILE", nargs="+", help="files of one return, or folders")
    parser.add_argument(
        "--schema", metavar="ID", help="what the rows are; without it the schemas are named"
    )
    parser.add_argument("--schemas", metavar="DIR", help="folder of local schemas")
    parser.add_argument("--sheet", help="sheet of a spreadsheet")
    parser.add_argument(
        "--suggest", metavar="MAPPING.yaml", help="write a mapping to look through and confirm"
    )
    parser.add_argument("--mapping", metavar="MAPPING.yaml", help="the confirmed mapping")
    parser.add_argument(
        "--period", help="2026, 2026-03, 2026-Q1, 2025/26, 2026-03-31, or two with “to” between"
    )
    parser.add_argument(
        "--nil",
        metavar="PLACE,MONTH",
        action="append",
        default=[],
        help="a submission without a row, such as Elm,2025-11; may be given again",
    )
    parser.add_argument(
        "--store", metavar="DIR", help="keep the rows as a snapshot here, under pseudonyms"
    )
    parser.add_argument(
        "--keys",
        metavar="KEYDIR",
        help="folder of the keys of the pseudonyms, apart from the store; without it one in your "
        "own data folder",
    )
    parser.add_argument(
        "--set-aside", metavar="FILE.csv", help="write each row that is set aside, and why"
    )
    parser.add_argument("--source", default="", help="who sent it, for the snapshot")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")


def run(args: argparse.Namespace) -> int:
    """Suggest a mapping, or check and keep a return; return the exit code."""
    if args.schema is None:
        known = ", ".join(one.id for one in returns.schemas())
        raise UsageError(f"import: say with --schema what the rows are; there are {known}.")
    local = () if args.schemas is None else returns.load_schemas(args.schemas)
    schema = returns.schema(args.schema, among=local)
    files = returns.files_of(args.files)
    if args.suggest is not None:
        return _suggest(args, schema, files)
    if args.mapping is None:
        raise UsageError("import: give the confirmed --mapping, or ask for one with --suggest.")
    return _receive(args, schema, files)


def _suggest(args: argparse.Namespace, schema: returns.Schema, files: tuple[Path, ...]) -> int:
    target = _new(Path(args.suggest))
    found = returns.suggest_mapping(returns.read_rows(files[0], sheet=args.sheet), schema)
    _write(target, _to_confirm(found))
    if len(files) > 1:
        print(f"Looked at {files[0].name}, the first of {len(files)} files.", file=sys.stderr)
    if args.json:
        print(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
        return 0
    print("\n".join(_told(found)))
    print(f"Wrote {target}: look through it, then write your post as confirmed_by.")
    return 0


def _told(found: returns.MappingSuggestion) -> list[str]:
    lines = [f"{c.field}: column “{c.column}” ({c.certainty}: {c.reason})" for c in found.columns]
    lines += [f"left out: {column} ({why})" for column, why in found.left_out.items()]
    lines += _not_placed(found)
    lines += [f"worked out: {name}" for name in found.derived]
    lines += [
        f"labels of {name} that are not known: {', '.join(labels)}"
        for name, labels in found.unknown_labels.items()
    ]
    lines += [f"TO SETTLE: {question}" for question in found.open_questions]
    return lines


def _not_placed(found: returns.MappingSuggestion) -> list[str]:
    """Columns without a field; one that holds dates with the form they are in."""
    # Any number may be a day of Excel: that alone tells nobody that a column holds dates.
    forms = {
        name: form.format or " or ".join(form.candidates)
        for name, form in found.column_forms.items()
        if not all(one.startswith("Excel") for one in form.candidates)
    }
    return [
        f"not placed: column “{column}”" + (f", dates {forms[column]}" if column in forms else "")
        for column in found.unmapped
    ]


def _to_confirm(found: returns.MappingSuggestion) -> str:
    asked = [f"# TO SETTLE: {question}" for question in found.open_questions]
    asked += [
        f"# TO SETTLE: {name}: what is meant by {', '.join(labels)}? Name a code under labels:"
        for name, labels in found.unknown_labels.items()
    ]
    head = ["# A mapping to look through. It is not used until confirmed_by names a post.", *asked]
    head += [f"# {line}" for line in _not_placed(found)]
    return "\n".join(head) + "\n" + found.mapping.to_yaml()


def _receive(args: argparse.Namespace, schema: returns.Schema, files: tuple[Path, ...]) -> int:
    if args.period is None:
        raise UsageError("import: say with --period what time the rows are about.")
    if args.store is not None and not args.source:
        raise UsageError("import: say with --source who sent the return.")
    if args.store is not None:
        _keys_folder(args.keys, Path(args.store))
    aside = None if args.set_aside is None else _new(Path(args.set_aside))
    period = returns.Period.parse(args.period)
    mapping = _mapping(Path(args.mapping))
    parts: list[returns.Received] = []
    for file in files:
        try:
            parts.append(_received(file, args.sheet, schema, mapping, period))
        except returns.ReturnRefused as refused:
            told = [(file.name, refused.set_aside, refused.problems)]
            _write_set_aside(aside, [*_aside(parts), *told])
            raise
    _write_set_aside(aside, _aside(parts))
    nil = [tuple(part.strip() for part in one.split(",")) for one in args.nil]
    several = len(parts) > 1 or nil
    received = returns.combine(parts, nil=nil) if several else parts[0]
    report = received.summary()
    if args.store is not None:
        report["snapshot"] = _keep(args, received)
    print(json.dumps(report, ensure_ascii=False, indent=1) if args.json else _report(report))
    return 0


def _received(
    file: Path,
    sheet: str | None,
    schema: returns.Schema,
    mapping: returns.Mapping,
    period: returns.Period,
) -> returns.Received:
    return returns.receive(
        returns.read_rows(file, sheet=sheet),
        schema=schema,
        mapping=mapping,
        period=_of(schema, period),
        snapshot_date=period.end if schema.period == "snapshot" else None,
    )


def _aside(parts: Sequence[returns.Received]) -> list[Aside]:
    return [(one.sources[0].name, one.set_aside, one.problems) for one in parts]


def _write_set_aside(target: Path | None, parts: Sequence[Aside]) -> None:
    if target is not None:
        _write(target, returns.set_aside_csv(parts))
        print(f"Wrote {target}: which rows were set aside, and why", file=sys.stderr)


def _new(target: Path) -> Path:
    if target.exists():
        raise UsageError(f"{target}: it is there already; name a new file, or remove it.")
    return target


def _write(target: Path, text: str) -> None:
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UnreadableDocument(f"{target}: cannot be written ({error.strerror}).") from None


def _of(schema: returns.Schema, period: returns.Period) -> returns.Period | date:
    return period.end if schema.period == "snapshot" else period


def _mapping(path: Path) -> returns.Mapping:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableDocument(f"{path}: cannot be opened ({error.strerror}).") from None
    try:
        return returns.Mapping.from_yaml(text)
    except returns.UnusableMapping as error:
        lines = [f"{path.name}: {line}" for line in error.problems]
        raise returns.UnusableMapping(lines) from None


def _keep(args: argparse.Namespace, received: returns.Received) -> str:
    folder = Path(args.store)
    place = _keys_folder(args.keys, folder)
    keys = returns.KeyRing(place / "pseudonyms.key")
    snapshot = returns.SnapshotStore(folder, keys).keep(received, source=args.source)
    print(f"Kept in {snapshot.path}", file=sys.stderr)
    print(f"Keys in {place}: back them up apart from the rows", file=sys.stderr)
    return snapshot.reference


def _keys_folder(named: str | None, store: Path) -> Path:
    """Whoever has the keys can test guesses at identifiers: they are not kept with the rows."""
    beside = store.with_name(f"{store.name}.keys")
    if named is None:
        if beside.exists():
            raise UsageError(
                f"import: there are keys beside the store, in {beside}. Move them away from it, "
                "and name their folder with --keys."
            )
        data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
        return Path(data) / "dueregard" / "keys"
    place = Path(named)
    if place.resolve().is_relative_to(store.resolve()):
        raise UsageError(f"import: --keys {place} is in the store; keep the keys apart from it.")
    return place


def _report(report: dict[str, object]) -> str:
    problems = report["problems"]
    aside = report["set_aside"]
    assert isinstance(problems, list)
    assert isinstance(aside, dict)
    kept, read = report["rows_kept"], report["rows_read"]
    schema = report["schema"]
    assert isinstance(schema, dict)
    days = dict.fromkeys(str(report["period"]).split("/"))
    about = f"{schema['id']} {schema['version']}, {' to '.join(days)}"
    lines = [f"{about}: {kept:,} of {read:,} rows kept"]
    lines += [f"set aside, {rule}: {count:,}" for rule, count in aside.items()]
    several = len({one["source"] for one in problems if one["source"]}) > 1
    lines += [
        f"{one['source']}: {_problem(one)}" if several and one["source"] else str(_problem(one))
        for one in problems[:SHOWN]
    ]
    if len(problems) > SHOWN:
        lines.append(f"… and {len(problems) - SHOWN} more; --json tells them all")
    if "snapshot" in report:
        lines.append(f"snapshot {report['snapshot']}")
    return "\n".join(lines)


def _problem(one: dict[str, object]) -> returns.Problem:
    rows = one["rows"]
    assert isinstance(rows, list)
    return returns.Problem(**{**one, "rows": tuple(rows)})  # type: ignore[arg-type]
