"""``dueregard serve``: run an installation kept in a home folder.

The first run makes the folder, its secrets, the schema and the first administrator; every
later one starts at once. ``dueregard demo`` is built from the same parts.
"""

from __future__ import annotations

import argparse
import getpass
import os
import signal
import socket
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from dueregard.exceptions import DueRegardError, UnreadableDocument, UsageError

FIRST_PORT = 8000
#: How many ports after the first are tried before giving up.
MORE_PORTS = 100
THREADS = 8
#: Where the authority's name is kept, for the header of every page.
NAME_FILE = "authority_name"
#: What the first run needs, and what it asks when it may ask.
QUESTIONS = {
    "DUEREGARD_AUTHORITY": "Name of the authority",
    "DUEREGARD_ADMIN_NAME": "Name of the first administrator",
    "DUEREGARD_ADMIN_EMAIL": "Email address of the first administrator",
    "DUEREGARD_ADMIN_PASSWORD": "Password (at least 12 characters)",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--home",
        metavar="DIR",
        type=Path,
        default=os.environ.get("DUEREGARD_HOME"),
        help="home folder of the installation; made when it is not there "
        "(default: the variable DUEREGARD_HOME)",
    )
    parser.add_argument(
        "--port",
        type=int,
        help=f"port to listen on (default: {FIRST_PORT}, or the next that is free)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")


def run(args: argparse.Namespace) -> int:
    """Open the home folder, making what is missing, and serve it until stopped."""
    if args.home is None:
        raise UsageError("Name the home folder, for example: dueregard serve --home DIR")
    listener = bind(args.host, args.port)
    try:
        open_home(Path(args.home), host=args.host)
        prepare_database()
        first_run(Path(args.home))
        serve_forever(listener)
    finally:
        listener.close()
    return 0


def open_home(home: Path, *, host: str = "127.0.0.1") -> Path:
    """Make the home folder unless it is there, and set Django up on it.

    Raises
    ------
    UsageError
        If the folder holds something else.
    UnreadableDocument
        If it cannot be made or written.
    """
    from django.core.exceptions import ImproperlyConfigured

    from dueregard.web.config.home import create_home

    home = home.resolve()
    if home.exists() and not home.is_dir():
        raise UsageError(f"{home} is a file. Name a folder.")
    try:
        if home.exists() and not (home / "secret_key").exists() and any(home.iterdir()):
            raise UsageError(
                f"{home} is not empty and is not a Due Regard home folder. Name a new folder, "
                "or one that dueregard made."
            )
        create_home(home)
    except OSError as error:
        raise UnreadableDocument(f"{home} cannot be used: {error.strerror or error}.") from error
    os.environ["DUEREGARD_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "dueregard.web.config.settings"
    name = home / NAME_FILE
    if name.is_file():
        os.environ.setdefault("DUEREGARD_AUTHORITY", name.read_text(encoding="utf-8").strip())
    if host not in ("127.0.0.1", "localhost", "::1"):
        os.environ.setdefault("DUEREGARD_HOSTS", f"{host},{socket.gethostname()}")
    try:
        import django

        django.setup()
    except ImproperlyConfigured as error:
        raise UsageError(str(error)) from error
    return home


def prepare_database() -> bool:
    """Bring the schema up to date; return whether there was anything to do."""
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        if schema_is_current():
            return False
        print("Preparing the database…", flush=True)
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        raise UnreadableDocument(f"The database cannot be opened: {error}") from error
    return True


def schema_is_current() -> bool:
    """Return whether every migration there is has been applied.

    It compares names, so that a start need not import and order every migration there is.
    """
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return False
    applied = set(recorder.migration_qs.values_list("app", "name"))
    there = {
        (app.label, path.stem)
        for app in apps.get_app_configs()
        for path in Path(app.path, "migrations").glob("[0-9]*.py")
    }
    return there <= applied


def first_run(home: Path) -> bool:
    """Make the first administrator unless there is somebody; return whether it was needed."""
    from dueregard.web.accounts.models import User
    from dueregard.web.organisation.services import first_administrator

    if User.objects.exists():
        return False
    answers = _answers()
    first_administrator(
        email=answers["DUEREGARD_ADMIN_EMAIL"],
        name=answers["DUEREGARD_ADMIN_NAME"],
        password=answers["DUEREGARD_ADMIN_PASSWORD"],
        authority_name=answers["DUEREGARD_AUTHORITY"],
    )
    remember_authority(home, answers["DUEREGARD_AUTHORITY"])
    print(f"Sign in as {answers['DUEREGARD_ADMIN_EMAIL']} with the password you gave.", flush=True)
    return True


def remember_authority(home: Path, name: str) -> None:
    """Keep the authority's name for the header of every page, now and at the next start."""
    from django.conf import settings

    settings.AUTHORITY_NAME = name
    path = home.resolve() / NAME_FILE
    path.write_text(name + "\n", encoding="utf-8")
    path.chmod(0o600)


def _answers() -> dict[str, str]:
    """Return what the first run needs, from the environment or by asking; nothing is guessed."""
    given = {name: os.environ.get(name, "").strip() for name in QUESTIONS}
    missing = [name for name, value in given.items() if not value]
    if missing and not sys.stdin.isatty():
        raise UsageError(
            "This installation has no administrator yet. Start it in a terminal to be asked, or "
            f"set {', '.join(missing)} in the environment."
        )
    for name in missing:
        given[name] = _ask(name)
    return given


def _ask(name: str) -> str:
    while True:
        question = f"{QUESTIONS[name]}: "
        secret = name.endswith("PASSWORD")
        answer = getpass.getpass(question) if secret else input(question).strip()
        if secret and answer and getpass.getpass("The same again: ") != answer:
            print("The two are not the same.", file=sys.stderr)
        elif answer:
            return answer


def bind(host: str, port: int | None) -> socket.socket:
    """Return a listening socket: on ``port``, else on the first free one from 8000.

    Raises
    ------
    UsageError
        If a port was asked for and is taken, or none is free.
    """
    if port is not None and not 0 <= port <= 65535:
        raise UsageError(f"{port} is not a port. Give a number from 1 to 65535.")
    ports = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + MORE_PORTS)
    for each in ports:
        listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        try:
            if os.name == "posix":
                # A port whose last user has just left is free; one in use is still refused.
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, each))
            # Listening now keeps a second start from taking the same port meanwhile.
            listener.listen(128)
        except OSError as error:
            listener.close()
            if port is not None:
                raise UsageError(
                    f"Port {port} on {host} cannot be used: {error.strerror or error}. Give "
                    "another, or leave --port out to take the next free one."
                ) from error
        else:
            return listener
    raise UsageError(
        f"No free port from {FIRST_PORT} to {FIRST_PORT + MORE_PORTS - 1}. Name one with --port."
    )


def address_of(listener: socket.socket) -> str:
    """Return the address to open in a browser."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "127.0.0.1"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve_forever(listener: socket.socket) -> None:
    """Serve on ``listener`` until Ctrl-C or a polite signal."""
    from waitress import create_server

    from dueregard.web.config.wsgi import application

    signal.signal(signal.SIGTERM, _leave)
    try:
        server = create_server(
            application, sockets=[listener], threads=THREADS, ident="", **behind_proxy()
        )
    except OSError as error:
        raise DueRegardError(f"The server cannot start: {error}") from error
    print(f"Due Regard is running at {address_of(listener)} (stop it with Ctrl-C).", flush=True)
    server.run()


def behind_proxy() -> dict[str, object]:
    """Return what the server may believe: the headers of a proxy on this machine, with HTTPS."""
    if os.environ.get("DUEREGARD_HTTPS") != "1":
        return {}
    return {
        "trusted_proxy": "127.0.0.1",
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"},
        "clear_untrusted_proxy_headers": True,
    }


def _leave(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
