"""``dueregard``: one command, one subcommand for each thing it does.

Each subcommand is a module with ``add_arguments(parser)`` and ``run(args)``; it is imported
only when asked for, so that reading a paper never waits for the web half.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from dueregard import __version__
from dueregard.exceptions import DueRegardError

#: Subcommand → what it does, in one line. The module has the subcommand's name, or that of
#: `MODULES`.
COMMANDS: dict[str, str] = {
    "demo": "start a demonstration with an invented authority",
    "serve": "run an installation kept in a home folder",
    "read": "read a committee paper, minutes, a tracker or a strategy",
    "report": "write an issued board paper to files",
    "import": "take in a monitoring return: suggest a mapping, check rows, keep a snapshot",
    "analyse": "analyse a monitoring return as a plan says, and write what may be shown",
    "protect": "make tables of counts safe to publish",
    "attack": "find what an outsider can deduce from releases",
    "backup": "write everything in a home folder to one file",
    "restore": "make a home folder from a backup",
    "check": "check the record for gaps and contradictions",
}

#: Subcommands that are words of the language, and the modules they are in.
MODULES = {"import": "import_return"}


def _module(command: str) -> Any:
    return import_module(f"dueregard.cli.{MODULES.get(command, command)}")


def build_parser(command: str | None = None) -> argparse.ArgumentParser:
    """Return the parser; only ``command``'s module is imported for its arguments."""
    parser = argparse.ArgumentParser(
        prog="dueregard",
        description="One system of record and analysis for the public sector equality duty.",
    )
    parser.add_argument("--version", action="version", version=f"dueregard {__version__}")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        sub = subparsers.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:] + "."
        )
        if name == command:
            _module(name).add_arguments(sub)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code.

    Exit codes: 0 done, 1 internal, 2 usage, 10 opened but not usable, 11 cannot be opened,
    12 not permitted, 13 refused by disclosure policy or found unsafe.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = next((a for a in arguments if a in COMMANDS), None)
    args = build_parser(command).parse_args(arguments)
    try:
        code: int = _module(args.command).run(args)
    except DueRegardError as error:
        print(error.message, file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    return code


if __name__ == "__main__":
    raise SystemExit(main())
