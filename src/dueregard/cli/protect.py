"""``dueregard protect``: tables of counts in, tables that may be published out."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from dueregard.disclosure import (
    PRESETS,
    DisclosurePolicy,
    LedgerEntry,
    LedgerFile,
    Release,
    preset,
    protect,
    read_policy,
)
from dueregard.disclosure.files import check_folder, read_tables, write_release
from dueregard.disclosure.preview import preview
from dueregard.disclosure.statistics_files import read_statistics
from dueregard.exceptions import UsageError
from dueregard.tables import CellState, FrequencyTable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``dueregard protect``."""
    parser.add_argument(
        "tables",
        metavar="TABLE.csv",
        nargs="+",
        help="tidy tables, one row per cell: a column per dimension, then count; Total is a margin",
    )
    parser.add_argument(
        "--policy",
        metavar="POLICY.yaml",
        required=True,
        help=f"a policy file, or the name of a preset: {', '.join(PRESETS)}",
    )
    parser.add_argument("--out", metavar="DIR", help="folder for the tables and release.json")
    parser.add_argument(
        "--ledger",
        metavar="LEDGER.jsonl",
        help="releases made before: the attack knows them, and this one is added",
    )
    parser.add_argument(
        "--statistics",
        metavar="FILE.yaml",
        help="percentages, rates and ratios to publish beside the tables, in statistics.csv",
    )
    parser.add_argument("--name", help="what the release is called (default: the name of DIR)")
    parser.add_argument(
        "--preview",
        action="store_true",
        help="only say how much would be hidden; nothing is written",
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def run(args: argparse.Namespace) -> int:
    """Protect the tables, write them and print a summary; return the exit code."""
    if args.out is None and not args.preview:
        raise UsageError("protect: say with --out where to write, or ask for a --preview.")
    if args.out is not None:
        check_folder(args.out)
    policy = _policy(args.policy)
    tables = read_tables(args.tables, policy)
    asked = [] if args.statistics is None else read_statistics(args.statistics, tables)
    ledger = None if args.ledger is None else LedgerFile(args.ledger)
    earlier = [] if ledger is None else list(ledger.releases())
    _say(f"Protecting {len(tables)} table{'s' * (len(tables) > 1)}…")
    if args.preview:
        return _preview(tables, policy, earlier, as_json=args.json)
    name = args.name or Path(args.out).resolve().name
    release = protect(tables, policy, name=name, earlier=earlier, statistics=asked)
    written = write_release(release, args.out, ledger=ledger, asked=asked)
    for note in release.notes:
        print(note, file=sys.stderr)
    told = _summary(release, policy, written)
    print(json.dumps(told, ensure_ascii=False, indent=1) if args.json else _lines(told))
    return 0


def _policy(given: str) -> DisclosurePolicy:
    if given in PRESETS and not Path(given).exists():
        return preset(given)
    return read_policy(given)


def _say(text: str) -> None:
    """Show that work goes on, on a terminal."""
    if sys.stderr.isatty():
        print(text, file=sys.stderr)


def _preview(
    tables: Sequence[FrequencyTable],
    policy: DisclosurePolicy,
    earlier: Sequence[LedgerEntry],
    *,
    as_json: bool,
) -> int:
    found = preview(tables, policy, earlier=earlier)
    if as_json:
        told = [
            {
                "table": one.table,
                "cells": one.cells,
                "small": one.small,
                "hidden": one.hidden,
                "share_hidden": one.share_hidden,
                "people_hidden": one.people_hidden,
                "refusal": one.refusal,
            }
            for one in found
        ]
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        print("\n".join(str(one) for one in found))
    return 13 if any(one.hidden is None for one in found) else 0


def _summary(
    release: Release, policy: DisclosurePolicy, written: Sequence[Path]
) -> dict[str, object]:
    record, search = release.record, release.search
    return {
        "entry": record["entry"],
        "policy": release.tables[0].policy,
        "tables": [
            {
                "name": table.name,
                "cells": len(table),
                "hidden": sum(cell.state is CellState.CONFIDENTIAL for cell in table),
                "low": sum(cell.state is CellState.LOW_RELIABILITY for cell in table),
                "revised": sum(cell.state is CellState.REVISED for cell in table),
            }
            for table in release.tables
        ],
        "statistics": {
            "shown": sum(f.state is not CellState.CONFIDENTIAL for f in release.findings),
            "withheld": sum(f.state is CellState.CONFIDENTIAL for f in release.findings),
        },
        "tested": policy.asks_for_width,
        "gap": record["gap"],
        "proven": record["proven"],
        "not_for_publication": None if search is None else asdict(search),
        "written": [str(path) for path in written],
    }


def _how_good(told: dict[str, object]) -> str:
    if told["proven"]:
        return "no safe pattern hides less"
    if told["gap"] == 1.0:
        return "whether a safe pattern hides less is not known"
    return f"no safe pattern spares more than {told['gap']:.0%} of what protects the small cells"


def _lines(told: dict[str, object]) -> str:
    tables = told["tables"]
    assert isinstance(tables, list)
    lines = [
        f"{t['name']}: {t['hidden']} of {t['cells']} cells hidden"
        + (f", {t['low']} of low reliability" if t["low"] else "")
        + (f", {t['revised']} revised" if t["revised"] else "")
        for t in tables
    ]
    statistics = told["statistics"]
    assert isinstance(statistics, dict)
    if any(statistics.values()):
        lines.append(f"Statistics: {statistics['shown']} shown, {statistics['withheld']} withheld")
    if told["tested"]:
        lines.append(f"Policy {told['policy']}; withstands the attack; {_how_good(told)}.")
    else:
        lines.append(f"Policy {told['policy']}; it asks for nothing that an attack could test.")
    written = told["written"]
    assert isinstance(written, list)
    lines += [f"Wrote {path}" for path in written]
    return "\n".join(lines)
