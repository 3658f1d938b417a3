"""A paper that was issued here and comes back says nothing new, whatever its format."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from import_papers import PAPER

from dueregard.web.commitments import services as commitments
from dueregard.web.commitments.models import Challenge, Commitment, Round
from dueregard.web.governance.files import FORMATS, file_of
from dueregard.web.governance.models import BoardPaper
from dueregard.web.governance.services import issue_paper, prepare_paper
from dueregard.web.recommendations.imports import services as imports
from dueregard.web.recommendations.imports.setup import NewSource, Setup
from dueregard.web.recommendations.models import PaperImport, Source
from dueregard.web.recommendations.states import RowMatch

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 3, 4)


def review(world: Any, name: str, data: bytes, setup: Setup) -> PaperImport:
    officer = world.person("equality_officer")
    paper = imports.receive_paper(upload=SimpleUploadedFile(name, data), by=officer)
    return imports.start_import(paper=paper, setup=setup, by=officer)


@pytest.fixture
def issued(world: Any) -> BoardPaper:
    officer = world.person("equality_officer")
    new = NewSource(
        title="Fair treatment review",
        short_title="Fair treatment",
        kind="review",
        unit=world.authority_unit.pk,
        owner_body=world.force.pk,
    )
    setup = Setup(said_on=DAY, new_source=new, round_name="Report of 4 March 2025")
    first = review(world, "paper.txt", PAPER.encode(), setup)
    imports.decide_all(paper_import=first, matches={"new"}, decision="accept", by=officer)
    first.refresh_from_db()
    imports.accept_import(paper_import=first, by=officer)
    commitments.assign(
        commitment=Commitment.objects.get(reference="1(a)"),
        owner_post=world.posts["north_lead"],
        by=officer,
    )
    commitments.answer_challenge(
        challenge=Challenge.objects.get(), text="The last one follows in May.", by=officer
    )
    source = Source.objects.get()
    paper = prepare_paper(
        source=source,
        round=Round.objects.get(scope_kind="source", scope_id=source.pk),
        unit=world.authority_unit,
        meeting_of="Equality Committee",
        meeting_on=DAY,
        report_number="8",
        title="Progress on the fair treatment review",
        by_office="Chief Executive",
        by=officer,
    )
    return issue_paper(paper=paper, by=world.person("secretary"))


def test_our_own_paper_is_unchanged(world: Any, issued: BoardPaper) -> None:
    for kind in FORMATS:
        setup = Setup(said_on=DAY, source=Source.objects.get(), round_name=f"As {kind}")
        back = review(world, f"paper.{kind}", file_of(issued, kind), setup)
        rows = list(back.rows.all())
        assert len(rows) == 5, kind
        found = {row.reference: row.differences for row in rows if row.match != RowMatch.UNCHANGED}
        assert found == {}, kind


def test_what_a_returned_paper_says_beyond_the_register_is_offered(
    world: Any, issued: BoardPaper
) -> None:
    text = file_of(issued, "txt").decode()
    assert "follows in May." in text
    text = text.replace("follows in May.", "follows in June.")
    setup = Setup(said_on=DAY, source=Source.objects.get(), round_name="Edited by hand")
    back = review(world, "edited.txt", text.encode(), setup)
    changed = back.rows.exclude(match=RowMatch.UNCHANGED)
    assert {one["text"] for row in changed for one in row.differences["notes"]["added"]} == {
        "Answer: The last one follows in June."
    }
