"""``dueregard demo``: the product with an invented authority, in a folder of its own."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
from importlib.resources import files
from pathlib import Path

from dueregard.cli import serve
from dueregard.exceptions import UsageError

#: Files that mark a folder as a demonstration: begun, and whole.
BEGUN, MARK = "demonstration.begun", "demonstration"
#: The words a demonstration's password is made of: easy to type, made anew for each folder.
WORDS = (
    "amber anchor apple arch autumn bay beacon birch breeze bridge brook candle cedar chalk cliff "
    "clover copper coral crane dawn delta dune ember fern field fjord flint forest garden glade "
    "granite grove harbour hazel heath hill island ivory juniper kestrel lagoon lantern larch "
    "ledge lilac linen maple marsh meadow mill moor moss oak ochre orchard otter pebble pine plum "
    "quay quill rain reed ridge river robin rowan saffron sage shell shore slate sparrow spruce "
    "stone stream summit swift thistle tide timber valley violet walnut willow winter"
).split()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of ``dueregard demo``."""
    parser.add_argument(
        "--home", type=Path, default=Path("var/demo"), help="its folder (default: var/demo)"
    )
    parser.add_argument("--port", type=int, help="port (default: 8000, or the next that is free)")
    parser.add_argument(
        "--load-only", action="store_true", help="make the demonstration, but do not serve it"
    )


def run(args: argparse.Namespace) -> int:
    """Make the demonstration if need be, then serve it."""
    home = args.home.resolve()
    refuse_other_home(home)
    os.environ.pop("DATABASE_URL", None)  # a demonstration is never put into a real database
    ready = (home / MARK).exists()
    if not ready:
        print("Making the demonstration (about ten seconds)…", file=sys.stderr, flush=True)
        shutil.rmtree(home, ignore_errors=True)
    serve.open_home(home)
    (home / BEGUN).touch()
    serve.prepare_database()
    if not ready:
        make(home)
    if args.load_only:
        return 0
    listener = serve.bind("127.0.0.1", args.port)
    try:
        print(welcome(home), flush=True)
        serve.serve_forever(listener)
    finally:
        listener.close()
    return 0


def refuse_other_home(home: Path) -> None:
    """Refuse a folder that holds anything but a demonstration, whole or half made."""
    if home.exists() and any(home.iterdir()) and not (home / BEGUN).exists():
        raise UsageError(
            f"{home} holds something else. The demonstration never touches another folder: "
            "name one that is empty or not there with --home."
        )


def make(home: Path) -> None:
    """Load the demonstration's content and write down its sign-ins."""
    from dueregard.web.organisation import services
    from dueregard.web.overview.demonstration import load
    from dueregard.web.overview.demonstration.content_files import content
    from dueregard.web.overview.demonstration.people import address

    password = new_password()
    organisation = content("organisation")
    administrator = services.first_administrator(
        email=address("administrator"),
        name=organisation["posts"]["systems"][0],
        password=password,
        authority_name=organisation["authority"]["name"],
    )
    load(by=administrator, password=password)
    serve.remember_authority(home, organisation["authority"]["name"])
    lines = [
        f"{role} {address(key)} {password}"
        for key, (role, _unit, _post) in first_of_each_role(organisation["people"]).items()
    ]
    sign_ins = home / "sign-ins.txt"
    sign_ins.touch(mode=0o600)
    sign_ins.write_text("\n".join(lines) + "\n", encoding="ascii")
    papers = home / "papers"
    papers.mkdir()
    report = files("dueregard.web.overview.demonstration") / "content" / "open_doors_report.txt"
    (papers / "open-doors-report.txt").write_bytes(report.read_bytes())
    (home / MARK).touch()


def new_password() -> str:
    """Return a password that is easy to type and unlike any name.

    Numbers between the words keep it clear of the rule that a password must not resemble
    the name of the person: the names here are long titles.
    """
    word, number = secrets.choice, secrets.randbelow
    return f"{word(WORDS)}-{1000 + number(9000)}-{word(WORDS)}-{1000 + number(9000)}"


def first_of_each_role(people: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return the first person of each role, in the order of the content."""
    firsts: dict[str, list[str]] = {}
    seen: set[str] = set()
    for key, person in people.items():
        if person[0] not in seen:
            seen.add(person[0])
            firsts[key] = person
    return firsts


def welcome(home: Path) -> str:
    """Return what is printed before the address: the sign-ins and a paper to try."""
    rows = [line.split() for line in (home / "sign-ins.txt").read_text("ascii").splitlines()]
    width = max(len(role) for role, _, _ in rows)
    addresses = max(len(email) for _, email, _ in rows)
    signs = [
        f"  {role:<{width}}  {email:<{addresses}}  {password}" for role, email, password in rows
    ]
    return "\n".join(
        [
            "Sign in with one of these (role, e-mail address, password):",
            *signs,
            "",
            f"A committee paper to try is in {home / 'papers'}.",
            "",
        ]
    )
