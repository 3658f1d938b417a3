"""The layers of the design hold: import-linter's contracts, and a library without Django."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


LIBRARY = (
    "exceptions",
    "vocabulary",
    "frameworks",
    "statistics",
    "tables",
    "disclosure",
    "measures",
    "papers",
    "rendering",
    "returns",
    "analysis",
    "cli.main",
)
WEB = ("django", "allauth", "axes", "csp")
ROWS = ("ibis", "duckdb", "pyspark", "pyarrow")


def import_without(module: str, refused: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    program = (
        "import sys\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.split('.')[0] in {set(refused)!r}:\n"
        "            raise ImportError(name + ' must not be imported here')\n"
        "sys.meta_path.insert(0, Refuse())\n"
        f"import dueregard.{module}\n"
    )
    return subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("module", LIBRARY)
def test_library_half_imports_without_django(module: str) -> None:
    done = import_without(module, WEB)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "module", ["vocabulary", "frameworks", "statistics", "tables", "disclosure", "measures"]
)
def test_statistics_and_disclosure_need_no_engine(module: str) -> None:
    done = import_without(module, ROWS)
    assert done.returncode == 0, done.stderr


def test_every_write_module_keeps_business_rules_out_of_signals() -> None:
    """No domain signals: a receiver would be a rule that no service shows."""
    offenders = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src" / "dueregard" / "web").rglob("*.py")
        if "django.db.models.signals" in path.read_text(encoding="utf-8")
        or "django.dispatch" in path.read_text(encoding="utf-8")
    ]
    assert offenders == []


def test_no_module_is_named_after_nothing() -> None:
    """Names are the field's: a module called utils says nothing."""
    forbidden = {"utils.py", "helpers.py", "manager.py", "misc.py"}
    found = [p.name for p in (ROOT / "src").rglob("*.py") if p.name in forbidden]
    assert found == []


def test_requirement_files_name_no_address() -> None:
    """Exact pins with hashes, and no index: the files work wherever packages come from."""
    for path in (ROOT / "requirements").glob("*.txt"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert not [line for line in lines if "://" in line], path.name
        pins = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert pins and all("==" in line for line in pins), path.name


def test_every_dependency_says_why_it_is_here() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    start = project.index("dependencies = [")
    stop = project.index("[tool.hatch")
    for line in project[start:stop].splitlines():
        if line.strip().startswith('"'):
            assert "#" in line and len(line.split("#", 1)[1].strip()) > 10, line
