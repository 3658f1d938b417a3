"""``dueregard analyse`` in a process of its own: Ctrl-C, progress on a terminal, exit codes."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from returns_of_an_authority import write_authority

from dueregard.cli.main import main


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("authority")
    write_authority(folder)
    return folder


def command(authority: Path, out: Path, *more: str) -> list[str]:
    files = [str(authority / "leavers.csv"), "--plan", str(authority / "plan.yaml")]
    return ["analyse", *files, "--out", str(out), *more]


def started(arguments: list[str], terminal: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "dueregard", *arguments],
        stdout=subprocess.PIPE,
        stderr=terminal,
        start_new_session=True,
    )


def read_until(terminal: int, word: bytes) -> bytes:
    """Read what a terminal shows until a word is there or the process is gone."""
    seen = b""
    while word not in seen:
        try:
            part = os.read(terminal, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    return seen


@pytest.mark.parametrize("when", ["Receiving", "Protecting", "Writing"])
def test_ctrl_c_leaves_nothing_half_written(authority: Path, tmp_path: Path, when: str) -> None:
    ours, theirs = pty.openpty()
    process = started(command(authority, tmp_path / "out"), theirs)
    os.close(theirs)
    try:
        assert when.encode() in read_until(ours, when.encode())
        process.send_signal(signal.SIGINT)
        told = read_until(ours, b"Stopped.")
        process.communicate()
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert process.returncode == 130
    assert b"Stopped." in told and b"Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_progress_is_shown_on_a_terminal_and_wiped(authority: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = started(command(authority, tmp_path / "out"), theirs)
    os.close(theirs)
    try:
        seen = read_until(ours, b"\0")
        printed, _ = process.communicate()
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert process.returncode == 0
    for word in (b"Receiving leavers", b"Counting", b"Protecting", b"Writing"):
        assert word in seen
    assert seen.endswith(b"\r\x1b[K")
    assert b"Receiving" not in printed and b"leavers: " in printed


def test_nothing_is_said_meanwhile_without_a_terminal(
    authority: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(authority, tmp_path / "out", "--json")) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    told = json.loads(printed.out)
    assert told["policy"] == "published 1"
    assert told["findings"] == sum(told["verdicts"].values())
    assert told["taken_in"]["staff_in_post"] == {"rows_read": 1500, "rows_kept": 1500}
    assert told["questions"] == ["leaving.resignation-by-unit"]


@pytest.mark.parametrize(
    ("changed", "code", "told"),
    [
        (("policy: published", "policy: lenient"), 10, "lenient: there is no such file"),
        (("{units: unit}", "{units: station}"), 10, "station"),
        (("leaving.resignation", "leaving.resignations"), 2, "There is no measure"),
        (("staff.csv", "people.csv"), 11, "people.csv: there is no such file"),
        (
            ("policy: published", "policy: {preset: published, must_publish: [{}]}"),
            13,
            "",
        ),
    ],
)
def test_what_cannot_be_done_has_its_exit_code(
    authority: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    changed: tuple[str, str],
    code: int,
    told: str,
) -> None:
    plan = authority / "changed.yaml"
    plan.write_text((authority / "plan.yaml").read_text("utf-8").replace(*changed), "utf-8")
    files = [str(authority / "leavers.csv"), "--plan", str(plan)]
    assert main(["analyse", *files, "--out", str(tmp_path / "out")]) == code
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_place_of_the_folder_is_refused_before_any_work(
    authority: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    out.write_text("mine", "utf-8")
    assert main(command(authority, out)) == 2
    assert "it is a file; name a folder" in capsys.readouterr().err
    assert out.read_text("utf-8") == "mine"
