"""Set the home folder of the tests before Django reads its settings.

Loaded by ``-p tests.environment`` (see pyproject.toml), because pytest-django reads the
settings before any conftest. Tests never touch a real home folder.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_HOME = Path(tempfile.mkdtemp(prefix="dueregard-test-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)
os.environ["DUEREGARD_HOME"] = str(_HOME)
os.environ["DUEREGARD_SECRET_KEY"] = "for tests only, made public on purpose"
for _name in ("evidence", "mail", "static"):
    (_HOME / _name).mkdir()
