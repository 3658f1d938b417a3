"""Fixtures every test may use: the shared folder of real documents, a home folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# No deadlines: a busy machine is no fault of the code. Continuous integration always tries the
# same examples, so that a red run can be repeated; developers try new ones each time.
settings.register_profile(
    "dueregard",
    deadline=None,
    max_examples=1000 if os.environ.get("DUEREGARD_TEST_FULL") == "1" else 100,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=os.environ.get("CI") == "true",
)
settings.load_profile("dueregard")

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


@pytest.fixture(scope="session", autouse=True)
def _flush_despite_triggers() -> Iterator[None]:
    """Let Django empty the tables after a test with real transactions.

    The audit record refuses to be emptied, as it should; for the flush between two tests
    alone the triggers are taken off and put back.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    from dueregard.web.audit import triggers

    teardown = TransactionTestCase._fixture_teardown

    def without_triggers(case: TransactionTestCase) -> None:
        with connection.schema_editor(atomic=False) as editor:
            triggers.remove(None, editor)
        teardown(case)
        with connection.schema_editor(atomic=False) as editor:
            triggers.install(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_triggers)
        yield


@pytest.fixture(autouse=True)
def _fast_passwords(settings) -> None:
    """Hash passwords quickly: tests of sign-in need a hash, not its cost."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
