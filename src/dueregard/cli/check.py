"""``dueregard check``: gaps and contradictions in the record of an installation."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from dueregard.cli import serve
from dueregard.exceptions import UnreadableDocument

if TYPE_CHECKING:
    from dueregard.web.core.registry import RecordProblem

#: The exit code when the record has errors: it opened, but is not as it should be.
FOUND = 10


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--home", metavar="DIR", type=Path, required=True, help="its home folder")
    parser.add_argument("--json", action="store_true", help="print the problems as JSON")


def run(args: argparse.Namespace) -> int:
    """Run every check of the record; return 10 when one of them found an error."""
    open_existing(args.home)
    from dueregard.web.core import registry

    problems = [problem for provide in registry.record_checks for problem in provide()]
    if args.json:
        print(json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1))
    else:
        print(in_words(problems))
    return FOUND if any(problem.severity == "error" for problem in problems) else 0


def open_existing(home: Path) -> None:
    """Open a home folder that is there; never make one.

    Raises
    ------
    UnreadableDocument
        If ``home`` is not the home folder of an installation.
    """
    if not (home / "secret_key").is_file():
        raise UnreadableDocument(
            f"{home} is not a Due Regard home folder. Name the folder that was given to "
            "dueregard serve with --home."
        )
    serve.open_home(home)
    serve.prepare_database()


def in_words(problems: list[RecordProblem]) -> str:
    """Return the problems, errors first, one line each."""
    if not problems:
        return "Nothing was found: the record has no gaps that the checks know."
    ordered = sorted(problems, key=lambda each: (each.severity != "error", each.code, each.href))
    lines = [f"{each.severity:<8} {each.code}: {each.sentence} ({each.href})" for each in ordered]
    return "\n".join([*lines, f"{len(problems)} found."])
