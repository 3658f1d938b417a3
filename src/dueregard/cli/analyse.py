"""``dueregard analyse``: a return and a plan in, findings that may be shown out."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter

from dueregard.analysis import Analysis, analyse, read_plan
from dueregard.analysis.figures import shortened
from dueregard.disclosure import LedgerFile
from dueregard.returns import engine_from_environment


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``dueregard analyse``."""
    parser.add_argument(
        "returns",
        metavar="RETURN",
        nargs="+",
        help="files of the return, a folder of them, or the folder of a snapshot",
    )
    parser.add_argument("--plan", metavar="PLAN.yaml", required=True, help="what is asked")
    parser.add_argument("--out", metavar="DIR", required=True, help="folder for what is found")
    parser.add_argument(
        "--ledger",
        metavar="LEDGER.jsonl",
        help="releases made before: the attack knows them, and this one is added",
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def run(args: argparse.Namespace) -> int:
    """Analyse the return, write what may be shown and print a summary; return the exit code."""
    plan = read_plan(args.plan)
    ledger = None if args.ledger is None else LedgerFile(args.ledger)
    earlier = [] if ledger is None else list(ledger.releases())
    with engine_from_environment() as engine:
        analysis = analyse(
            args.returns,
            plan,
            args.out,
            plan_file=args.plan,
            engine=engine,
            earlier=earlier,
            record=None if ledger is None else ledger.add,
            say=_say,
        )
    for note in analysis.release.notes:
        print(note, file=sys.stderr)
    told = _summary(analysis)
    print(json.dumps(told, ensure_ascii=False, indent=1) if args.json else _lines(analysis, args))
    return 0


def _say(text: str) -> None:
    """Show that work goes on, on a terminal."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}…", end="", file=sys.stderr, flush=True)


def _summary(analysis: Analysis) -> dict[str, object]:
    verdicts = Counter(
        str(row.answer.finding.verdict) if row.shown.state.shows_value else "withheld"
        for row in analysis.rows
    )
    return {
        "entry": analysis.release.record["entry"],
        "policy": analysis.plan.policy.label,
        "taken_in": {
            taken.name: {key: taken.facts.get(key) for key in ("rows_read", "rows_kept")}
            for taken in analysis.taken
        },
        "questions": [question.name for question in analysis.questions.asked],
        "findings": len(analysis.rows),
        "verdicts": dict(sorted(verdicts.items())),
    }


def _lines(analysis: Analysis, args: argparse.Namespace) -> str:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    lines = []
    for taken in analysis.taken:
        facts = taken.facts
        aside = facts.get("rows_set_aside", 0)
        lines.append(
            f"{taken.name}: {facts['rows_kept']:,} of {facts['rows_read']:,} rows counted"
            + (f", {aside:,} set aside (why: provenance.json)" if aside else "")
        )
        if facts.get("missing"):
            lines.append(f"{taken.name}: not received: {shortened(facts['missing'])}")
    whole = [row for row in analysis.rows if not row.answer.by]
    told = [row for row in whole if row.shown.state.shows_value]
    lines += [f"- {row.shown}" for row in told[:12]]
    if withheld := len(analysis.rows) - sum(r.shown.state.shows_value for r in analysis.rows):
        lines.append(f"{withheld:,} of {len(analysis.rows):,} findings withheld")
    if len(analysis.rows) > len(told[:12]):
        lines.append(f"{len(analysis.rows):,} findings in all; the page is {args.out}/summary.html")
    return "\n".join(lines)
