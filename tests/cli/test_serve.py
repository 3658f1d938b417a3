"""Serving a home folder: the first run, the next ones, taken ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from dueregard.cli import main as cli
from dueregard.cli.serve import FIRST_PORT, MORE_PORTS, address_of, bind
from dueregard.exceptions import UsageError

FIRST_RUN = {
    "DUEREGARD_AUTHORITY": "Wessamere Police Authority",
    "DUEREGARD_ADMIN_NAME": "First Administrator",
    "DUEREGARD_ADMIN_EMAIL": "first@wessamere.example",
    "DUEREGARD_ADMIN_PASSWORD": "marble kettle orbit",
}


def environment(**more: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("DUEREGARD_", "DATABASE_"))}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "PYTHONWARNINGS": "ignore", **more}


def start(home: Path, *arguments: str, **env: str) -> tuple[subprocess.Popen[str], str, float]:
    """Start the server; return it, the line it prints when ready, and the seconds it took."""
    began = time.monotonic()
    server = subprocess.Popen(
        [sys.executable, "-m", "dueregard", "serve", "--home", str(home), *arguments],
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    for line in server.stdout:
        if "running at" in line:
            return server, re.search(r"http://\S+", line)[0], time.monotonic() - began
    server.wait(30)
    pytest.fail(f"the server did not start: {server.stderr.read()}")


def stop(server: subprocess.Popen[str]) -> None:
    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0
    server.stdout.close()
    server.stderr.close()


def test_first_run_and_second(tmp_path, record_property):
    home = tmp_path / "home"
    server, address, _ = start(home, **FIRST_RUN)
    try:
        page = urllib.request.urlopen(f"{address}accounts/login/", timeout=20)
        text = page.read().decode()
        assert "Wessamere Police Authority" in text
        assert "script-src 'self'" in page.headers["Content-Security-Policy"]
        css = re.search(r'href="(/static/[^"]+\.css)"', text)[1]
        assert urllib.request.urlopen(address.rstrip("/") + css, timeout=20).status == 200
    finally:
        stop(server)
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert stat.S_IMODE((home / "secret_key").stat().st_mode) == 0o600
    with sqlite3.connect(home / "dueregard.sqlite3") as database:
        people = database.execute("SELECT email, password FROM accounts_user").fetchall()
    database.close()
    assert people[0][0] == "first@wessamere.example"
    assert people[0][1].startswith("argon2")
    server, address, seconds = start(home)
    try:
        assert (
            "Wessamere"
            in urllib.request.urlopen(f"{address}accounts/login/", timeout=20).read().decode()
        )
    finally:
        stop(server)
    record_property("second_start_seconds", round(seconds, 2))


def test_no_administrator_is_guessed(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "dueregard", "serve", "--home", str(tmp_path / "home")],
        env=environment(DUEREGARD_ADMIN_NAME="Only a name"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "DUEREGARD_ADMIN_PASSWORD" in done.stderr
    assert "DUEREGARD_ADMIN_NAME" not in done.stderr
    assert "Traceback" not in done.stderr


def test_weak_password_is_refused(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "dueregard", "serve", "--home", str(tmp_path / "home")],
        env=environment(**{**FIRST_RUN, "DUEREGARD_ADMIN_PASSWORD": "password"}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode != 0
    assert "too short" in done.stderr
    assert "Traceback" not in done.stderr


def test_not_another_folder(tmp_path, capsys):
    (tmp_path / "letter").write_text("mine")
    assert cli.main(["serve", "--home", str(tmp_path)]) == 2
    assert "not a Due Regard home folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [tmp_path / "letter"]


def test_taken_port():
    first = bind("127.0.0.1", None)
    second = bind("127.0.0.1", None)
    try:
        one, other = first.getsockname()[1], second.getsockname()[1]
        assert FIRST_PORT <= one < other < FIRST_PORT + MORE_PORTS
        with pytest.raises(UsageError, match=f"Port {one} on 127.0.0.1 cannot be used"):
            bind("127.0.0.1", one)
        assert address_of(first) == f"http://127.0.0.1:{one}/"
    finally:
        first.close()
        second.close()


@pytest.mark.parametrize("port", [-1, 65536])
def test_no_such_port(port):
    with pytest.raises(UsageError, match="is not a port"):
        bind("127.0.0.1", port)


def test_free_port_that_was_asked_for():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    listener = bind("127.0.0.1", port)
    assert listener.getsockname()[1] == port
    listener.close()


def test_home_must_be_named(monkeypatch, capsys):
    monkeypatch.delenv("DUEREGARD_HOME")
    assert cli.main(["serve"]) == 2
    assert "Name the home folder" in capsys.readouterr().err
