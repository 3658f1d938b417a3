"""The database of an installation: SQLite in its home folder, or PostgreSQL by address."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

#: WAL lets readers go on while one writes; NORMAL is durable enough in WAL mode.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
    "PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"
)


def database(home: Path) -> dict[str, Any]:
    """Return Django's settings of the database for ``home`` and ``DATABASE_URL``."""
    url = os.environ.get("DATABASE_URL")
    return postgresql(url) if url else sqlite(home / "dueregard.sqlite3")


def sqlite(path: Path) -> dict[str, Any]:
    """Return the settings of an embedded database.

    Transactions are immediate: two writers wait for each other (up to the busy timeout)
    instead of failing halfway when a reader turns writer.
    """
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS,
        },
        "TEST": {"NAME": os.environ.get("DUEREGARD_TEST_SQLITE")},
    }


def postgresql(url: str) -> dict[str, Any]:
    """Return the settings of the server named by ``postgresql://user:password@host:port/name``.

    Raises
    ------
    ImproperlyConfigured
        If the address is of another kind of database.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL must begin with postgresql://. Leave it out to use SQLite."
        )
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
