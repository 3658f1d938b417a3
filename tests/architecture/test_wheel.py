"""The wheel holds what the library reads at run time, not only its modules."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
#: Files that are no modules and are read when the library runs.
READ = {".yaml", ".ttf", ".typ", ".css", ".js", ".html", ".svg", ".csv", ".json"}


@pytest.fixture(scope="module")
def packed(tmp_path_factory) -> set[str]:
    pytest.importorskip("hatchling", reason="the builder of the package is not installed")
    folder = tmp_path_factory.mktemp("wheel")
    program = (
        "from hatchling.builders.wheel import WheelBuilder\n"
        f"print(next(WheelBuilder({str(ROOT)!r}).build(directory={str(folder)!r},"
        " versions=['standard'])))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return set(zipfile.ZipFile(done.stdout.strip()).namelist())


def test_every_file_that_is_read_is_in_it(packed) -> None:
    there = {
        str(path.relative_to(SOURCE))
        for path in (SOURCE / "dueregard").rglob("*")
        if path.suffix in READ and "__pycache__" not in path.parts
    }
    assert len(there) > 50
    assert there <= packed


@pytest.mark.parametrize(
    "kind", ["disclosure/policies", "frameworks/packs", "vocabulary/packs", "rendering/fonts"]
)
def test_packs_policies_and_fonts_are_in_it(packed, kind) -> None:
    assert any(name.startswith(f"dueregard/{kind}/") for name in packed)


def test_nothing_else_is_in_it(packed) -> None:
    assert all(name.startswith(("dueregard/", "dueregard-")) for name in packed)
    assert not any("/tests/" in name or name.endswith(".pyc") for name in packed)
