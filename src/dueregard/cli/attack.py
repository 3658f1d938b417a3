"""``dueregard attack``: what an outsider can deduce from published releases taken together."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

from dueregard.disclosure.attack import (
    AttackedCell,
    AttackReport,
    PublishedRelease,
    attack,
    read_releases,
    release_from,
)
from dueregard.disclosure.ledger import LedgerFile
from dueregard.exceptions import RefusedByPolicy, UnreadableDocument

_TOLD = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``dueregard attack``."""
    parser.add_argument(
        "releases",
        metavar="RELEASE",
        nargs="+",
        help="a folder with release.json and its tables, or a release.json",
    )
    parser.add_argument(
        "--ledger",
        metavar="LEDGER.jsonl",
        help="earlier releases, which an outsider holds too",
    )
    parser.add_argument(
        "--all-intervals",
        action="store_true",
        help="find the interval of every hidden cell, however many there are; without it, above "
        "1,000 hidden cells, only what the verdict needs",
    )
    parser.add_argument("--json", action="store_true", help="print every hidden cell as JSON")


def run(args: argparse.Namespace) -> int:
    """Attack the releases and print what was found; return the exit code."""
    releases = read_releases(args.releases)
    if args.ledger is not None:
        releases += _earlier(args.ledger, releases)
    if sys.stderr.isatty():
        print(f"Attacking {len(releases)} releases together…", file=sys.stderr)
    report = attack(releases, exact=True if args.all_intervals else None)
    if args.json:
        print(json.dumps(report.as_dict(), ensure_ascii=False, indent=1))
    else:
        print(summary(report))
    return 0 if report.safe else RefusedByPolicy.exit_code


def _earlier(path: str, releases: Sequence[PublishedRelease]) -> list[PublishedRelease]:
    """Read the releases of a ledger that were not named as files."""
    ledger = LedgerFile(path)
    if not ledger.path.exists():
        raise UnreadableDocument(f"{path}: there is no such ledger.")
    given = {release.entry for release in releases}
    names = {release.name for release in releases}
    earlier = []
    for entry in ledger.releases():
        if entry.entry not in given:
            name = f"{entry.name} ({entry.entry})" if entry.name in names else entry.name
            names.add(name)
            earlier.append(release_from(entry.record, name=name))
    return earlier


def summary(report: AttackReport) -> str:
    """Return what was found as lines for a person."""
    hidden = len(report.cells)
    limits = [f"Not used in full: {sentence}" for sentence in report.limits[:_TOLD]]
    if report.safe:
        told = (
            f"Safe: of {hidden} hidden cells none can be deduced more closely than the policy "
            f"allows (an interval of {report.required_width:g})."
        )
        return "\n".join([told, *limits])
    unsafe = report.unsafe
    lines = [
        f"Unsafe: {len(unsafe)} of {hidden} hidden cells can be deduced more closely than the "
        f"policy allows (an interval of {report.required_width:g})."
    ]
    for cell in unsafe[:_TOLD]:
        lines += ["", f"{_place(cell, report)}: {_interval(cell)}"]
        lines += [f"  – {sentence}" for sentence in cell.via]
    if (more := len(unsafe) - _TOLD) > 0:
        lines += ["", f"… and {more} more (see --json)"]
    return "\n".join([*lines, *([""] if limits else []), *limits])


def _place(cell: AttackedCell, report: AttackReport) -> str:
    several = len({(c.release, c.table) for c in report.cells}) > 1
    place = f"{cell.release}, table {cell.table}, " if several else ""
    return f"{place}{cell.name}"


def _interval(cell: AttackedCell) -> str:
    if cell.lower == cell.upper:
        return f"it is {cell.lower}"
    if cell.upper is None:
        return f"at least {cell.lower}"
    return f"from {cell.lower} to {cell.upper}"
