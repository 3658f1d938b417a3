"""The real progress report of 2011 goes into the register, end to end."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dueregard.web.commitments.models import Challenge, Commitment, Entry, Round
from dueregard.web.commitments.status import count
from dueregard.web.recommendations.imports.forms import SetupForm
from dueregard.web.recommendations.imports.services import (
    accept_import,
    decide_all,
    receive_paper,
    start_import,
    undo_import,
)
from dueregard.web.recommendations.models import PaperImport, Recommendation, Source
from dueregard.web.recommendations.states import LinkKind, RowMatch

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2011, 6, 1)


@pytest.fixture
def report(shared: Path) -> bytes:
    return next((shared / "seeds").glob("001_*.txt")).read_bytes()


def confirmed(upload_name: str, data: bytes, world) -> PaperImport:
    """What an officer does who confirms every suggestion."""
    officer = world.person("equality_officer")
    paper = receive_paper(upload=SimpleUploadedFile(upload_name, data), by=officer)
    blank = SetupForm(paper=paper, user=officer)
    answers = {name: blank.get_initial_for_field(field, name) for name, field in blank.fields.items()}
    answers = {name: value for name, value in answers.items() if value is not None}
    answers["owner_body"] = str(world.force.pk)
    answers.setdefault("unit", str(world.authority_unit.pk))
    answers["said_on"] = answers["said_on"].isoformat()
    form = SetupForm(answers, paper=paper, user=officer)
    assert form.is_valid(), form.errors
    return start_import(paper=paper, setup=form.setup(), by=officer)


def test_the_whole_report(report: bytes, world) -> None:
    officer = world.person("equality_officer")
    started = confirmed("001.txt", report, world)
    assert Counter(started.rows.values_list("match", flat=True)) == {RowMatch.NEW: 50}
    decide_all(paper_import=started, matches=[RowMatch.NEW], decision="accept", by=officer)
    accepted = accept_import(paper_import=started, by=officer)
    source = Source.objects.get()
    counts = count(Commitment.objects.filter(recommendation__source=source), TODAY)
    print(accepted.outcome, source.title, Round.objects.get().name)
    assert (counts.total, counts.completed, counts.in_progress, counts.pointer) == (41, 16, 24, 1)
