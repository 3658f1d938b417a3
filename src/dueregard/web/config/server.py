"""Opening a home folder and serving it: what ``serve`` and ``demo`` have in common."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Callable
from pathlib import Path

from dueregard.exceptions import UsageError
from dueregard.web.config.home import create_home

#: Where an installation listens unless told otherwise, and how many ports on it looks.
HOST, PORT, TRIED = "127.0.0.1", 8000, 100


def open_home(home: Path) -> None:
    """Make the home folder if need be, load the product for it and bring its schema up to date."""
    create_home(home)
    os.environ["DUEREGARD_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "dueregard.web.config.settings"
    import django

    django.setup()
    bring_up_to_date()


def bring_up_to_date() -> None:
    """Apply the migrations that have not been applied; quick when there are none."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


def listen(host: str, port: int, *, exactly: bool) -> socket.socket:
    """Return a socket bound to ``port``, or to the next free one unless ``exactly`` is asked.

    Raises
    ------
    UsageError
        If the port is taken and no other will do, or no port near it is free.
    """
    for candidate in [port] if exactly or port == 0 else range(port, port + TRIED):
        bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        # On a restart the old connections may linger; the port is still ours to take.
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, candidate))
        except OSError:
            bound.close()
            continue
        return bound
    raise UsageError(
        f"Port {port} on {host} is taken. Stop what uses it, or choose another with --port."
    )


def serve(bound: socket.socket, announce: Callable[[str], None]) -> None:
    """Serve the product on a bound socket until it is stopped; say first where."""
    from waitress.server import create_server

    from dueregard.web.config.wsgi import application

    host, port = bound.getsockname()[:2]
    server = create_server(application, sockets=[bound], threads=8, ident="Due Regard")
    announce(f"http://{f'[{host}]' if ':' in host else host}:{port}")
    with contextlib.suppress(KeyboardInterrupt):
        server.run()
    server.close()
