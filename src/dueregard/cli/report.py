"""``dueregard report``: write an issued board paper to files."""

from __future__ import annotations

import argparse
from pathlib import Path

from dueregard.cli.check import open_existing
from dueregard.exceptions import UnreadableDocument, UsageError

FORMATS = ("html", "docx", "pdf", "json", "txt")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("number", type=int, nargs="?", help="its number, as /papers/NUMBER/ has it")
    parser.add_argument("--home", metavar="DIR", type=Path, required=True, help="the home folder")
    parser.add_argument("--out", metavar="DIR", type=Path, default=Path(), help="where to write")
    parser.add_argument(
        "--format", choices=FORMATS, action="append", help="one of the forms (default: all)"
    )


def run(args: argparse.Namespace) -> int:
    """Write the paper in each form asked for, or list the papers that were issued."""
    open_existing(args.home)
    from dueregard.web.governance.files import file_of
    from dueregard.web.governance.models import BoardPaper
    from dueregard.web.governance.states import PaperState

    issued = BoardPaper.objects.filter(state=PaperState.ISSUED).order_by("meeting_on", "pk")
    if args.number is None:
        for paper in issued:
            print(f"{paper.pk}: {paper.title}, {paper.meeting_of}, {paper.meeting_on:%d %B %Y}")
        return 0
    found = issued.filter(pk=args.number).first()
    if found is None:
        raise UsageError(
            f"No issued paper has the number {args.number}. Leave the number out to see those "
            "that have been issued; a draft is issued in the browser first."
        )
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        for form in args.format or FORMATS:
            path = args.out / f"paper-{found.pk}.{form}"
            path.write_bytes(file_of(found, form))
            print(path)
    except OSError as error:
        raise UnreadableDocument(f"{args.out} cannot be written: {error.strerror}.") from error
    return 0
