"""Fixtures every test may use: the shared folder of real documents, a home folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents and reference facts that stands beside the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        message = "the folder ../shared with the real documents is not here"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(autouse=True)
def _fast_passwords(settings) -> None:
    """Hash passwords quickly: tests of sign-in need a hash, not its cost."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
