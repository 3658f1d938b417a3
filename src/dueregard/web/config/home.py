"""The home folder of an installation and the secrets in it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def home_folder() -> Path:
    """Return the folder named by ``DUEREGARD_HOME``.

    Raises
    ------
    ImproperlyConfigured
        If the variable is missing: an installation never guesses where its data are.
    """
    name = os.environ.get("DUEREGARD_HOME")
    if not name:
        raise ImproperlyConfigured(
            "DUEREGARD_HOME is not set. Name the home folder of the installation, "
            "for example with: dueregard serve --home DIR"
        )
    return Path(name).resolve()


def secret_key(home: Path) -> str:
    """Return the secret key from the environment or the home folder.

    Raises
    ------
    ImproperlyConfigured
        If neither holds one; ``create_home`` makes it, nothing defaults it.
    """
    if key := os.environ.get("DUEREGARD_SECRET_KEY"):
        return key
    path = home / "secret_key"
    if path.is_file():
        return path.read_text(encoding="ascii").strip()
    raise ImproperlyConfigured(
        f"{home} is not a Due Regard home folder: it has no secret_key. "
        "Create it with: dueregard serve --home DIR"
    )


def create_home(home: Path) -> None:
    """Create the folder and its secret key, readable by its owner alone; keep what is there."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in ("evidence", "mail", "static"):
        (home / name).mkdir(mode=0o700, exist_ok=True)
    path = home / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64))
