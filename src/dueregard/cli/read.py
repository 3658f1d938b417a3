"""``dueregard read``: what a committee paper, minutes, a tracker or a strategy says."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter

from dueregard import papers
from dueregard.exceptions import DueRegardError
from dueregard.papers.model import Document

_KINDS = {
    "committee_report": "Committee report",
    "minutes": "Minutes",
    "strategy": "Strategy",
    "tracker": "Tracker",
    "statistics": "Statistics",
    "press_release": "Press release",
    "other": "Other paper",
}
_STATES = {
    "completed": "completed",
    "in_progress": "in progress",
    "not_started": "not started",
    "overdue": "overdue",
    "rejected": "rejected",
    "pointer": "pointing elsewhere",
    None: "without a status",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``dueregard read``."""
    parser.add_argument(
        "file",
        metavar="FILE",
        help="a .txt, .html, .docx, .odt or .pdf file; its content decides, not its name",
    )
    parser.add_argument("--json", action="store_true", help="print everything read as JSON")


def run(args: argparse.Namespace) -> int:
    """Read the file and print a summary or JSON; return the exit code."""
    try:
        document = papers.read(args.file)
    except DueRegardError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code
    if args.json:
        print(json.dumps(document.as_dict(), ensure_ascii=False, indent=1))
    else:
        print(summary(document))
    return 0


def summary(document: Document) -> str:
    """Return what was read as lines for a person."""
    lines = [_KINDS[document.kind], ""]
    lines += _header(document)
    lines += ["", *_counts(document)]
    if document.issues:
        lines += ["", f"Issues found ({len(document.issues)}):"]
        for issue in document.issues:
            place = f"line {issue.line}" if issue.line is not None else "whole paper"
            lines.append(f"  {issue.severity:<8}{place:<10} {issue.code}: {issue.message}")
    else:
        lines += ["", "No issues found."]
    if document.coverage.unattached:
        lines += ["", "Lines not read as part of anything:"]
        for line in document.coverage.unattached[:20]:
            lines.append(f"  {line.line:>5}  {line.text.strip()[:100]}")
        if (more := len(document.coverage.unattached) - 20) > 0:
            lines.append(f"  … and {more} more (see --json)")
    return "\n".join(lines)


def _header(document: Document) -> list[str]:
    header = document.header
    values = (
        ("Title", header.title),
        ("Report", header.report_number),
        ("Date", header.date),
        ("By", header.by),
        ("Body", header.body),
        ("Meeting", header.meeting_date),
        ("Author", header.author),
        ("Updated", header.updated),
        ("Period", "–".join(header.period) if header.period else None),
    )
    return [f"{label + ':':<10}{value or 'not stated'}" for label, value in values[:6]] + [
        f"{label + ':':<10}{value}" for label, value in values[6:] if value
    ]


def _counts(document: Document) -> list[str]:
    coverage = document.coverage
    share = coverage.attached / coverage.lines if coverage.lines else 1.0
    parents = {item.parent for item in document.tracked_items}
    leaves = [
        item for item in document.tracked_items if item.ref is None or item.ref not in parents
    ]
    states = Counter(item.status for item in leaves)
    told = ", ".join(f"{count} {_STATES[state]}" for state, count in states.most_common())
    counts = (
        ("sections", len(document.sections)),
        ("recommendations to members", len(document.recommendations.items)),
        ("numbered paragraphs", document.numbered_paragraphs.count),
        ("tracked items", len(document.tracked_items)),
        ("activities", len(document.activities)),
        ("minutes", len(document.minutes)),
        ("resolutions", len(document.resolutions)),
        ("tables", len(document.tables)),
        ("background papers", len(document.background_papers)),
    )
    lines = [f"{count:>5} {name}" for name, count in counts if count]
    if leaves:
        lines.append(f"      of the {len(leaves)} tracked to an end: {told}")
    lines.append(
        f"{coverage.attached:>5} of {coverage.lines} lines read as part of something ({share:.1%})"
    )
    return lines
