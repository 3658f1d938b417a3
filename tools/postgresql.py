"""A throw-away PostgreSQL cluster from the machine's own binaries, also when run as root."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


class NoPostgresql(Exception):
    """There is no server to be had; the message says what is missing."""


def find_binaries() -> Path:
    """Return the folder that holds ``initdb`` and ``pg_ctl``, the newest version first."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoPostgresql(
        "PostgreSQL is not installed (on Debian or Ubuntu: apt-get install postgresql)"
    )


def _owner() -> str | None:
    """Return the account to run the server as: PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    raise NoPostgresql("PostgreSQL cannot run as root and there is no other account")


def _run(command: list[str], owner: str | None, home: Path) -> None:
    done = subprocess.run(
        command,
        user=owner,
        env={"PATH": os.environ.get("PATH", ""), "HOME": str(home), "LC_ALL": "C.UTF-8"},
        cwd=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoPostgresql(f"{Path(command[0]).name} failed: {done.stderr.strip()[-500:]}")


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster on a socket in a temporary folder and yield its address."""
    binaries = find_binaries()
    owner = _owner()
    # Under /tmp, not under a private home: another account must be able to enter it.
    folder = Path(tempfile.mkdtemp(prefix="dueregard-pg-", dir="/tmp"))
    data = folder / "data"
    try:
        if owner:
            shutil.chown(folder, owner)
        folder.chmod(0o755)
        _run(
            [str(binaries / "initdb"), "-D", str(data), "-U", "dueregard", "-A", "trust",
             "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
            owner, folder,
        )  # fmt: skip
        options = (
            f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off "
            "-c synchronous_commit=off"
        )
        _run(
            [str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"),
             "-o", options, "start"],
            owner, folder,
        )  # fmt: skip
        try:
            yield f"postgresql://dueregard@/postgres?host={folder}"
        finally:
            _run(
                [str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"],
                owner,
                folder,
            )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
