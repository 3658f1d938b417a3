"""The page of the command line names every argument of the commands it describes."""

from __future__ import annotations

import argparse
import re
from importlib import import_module
from pathlib import Path

import pytest

from dueregard.cli.main import COMMANDS, MODULES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "command-line.md"
SECTIONS = dict(re.findall(r"^## (\S+)\n(.*?)(?=^## |\Z)", PAGE.read_text("utf-8"), re.M | re.S))
DESCRIBED = [name for name in COMMANDS if name in SECTIONS]


def arguments(command: str) -> list[str]:
    """Return the options of a command and the names of its positional arguments."""
    parser = argparse.ArgumentParser(prog=command)
    import_module(f"dueregard.cli.{MODULES.get(command, command)}").add_arguments(parser)
    names: list[str] = []
    for action in parser._actions:  # the parser has no public way to list them
        names += action.option_strings or [str(action.metavar or action.dest)]
    return names


@pytest.mark.parametrize("command", DESCRIBED)
def test_every_argument_is_named(command: str) -> None:
    missing = [name for name in arguments(command) if name not in SECTIONS[command]]
    assert not missing


@pytest.mark.parametrize("command", DESCRIBED)
def test_no_option_is_named_that_is_not_there(command: str) -> None:
    usage = SECTIONS[command].split("```")[1]
    named = set(re.findall(r"(?<![\w-])--[a-z-]+", usage))
    assert named <= set(arguments(command))


def test_the_first_commands_are_described() -> None:
    assert {"demo", "serve", "read", "protect", "backup", "restore"} <= set(DESCRIBED)
