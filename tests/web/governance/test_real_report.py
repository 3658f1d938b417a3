"""From the real report of 2011, through the register, to an issued paper and back."""

from __future__ import annotations

from collections import Counter

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dueregard.papers import read_bytes
from dueregard.web.commitments.models import Round
from dueregard.web.governance.files import FORMATS, file_of
from dueregard.web.governance.services import issue_paper, prepare_paper
from dueregard.web.recommendations.imports import services as imports
from dueregard.web.recommendations.imports.setup import NewSource, Setup
from dueregard.web.recommendations.models import Source


@pytest.fixture
def issued(world, shared, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    [path] = (shared / "seeds").glob("001*.txt")
    officer = world.people["equality_officer"]
    upload = SimpleUploadedFile(path.name, path.read_bytes())
    received = imports.receive_paper(upload=upload, by=officer)
    new = NewSource(
        title=received.title,
        short_title="The inquiry",
        kind="inquiry",
        unit=world.authority_unit.pk,
        owner_body=world.force.pk,
    )
    setup = Setup(said_on=received.paper_date, new_source=new, round_name="Report of 2011")
    review = imports.start_import(paper=received, setup=setup, by=officer)
    imports.decide_all(paper_import=review, matches={"new"}, decision="accept", by=officer)
    review.refresh_from_db()
    imports.accept_import(paper_import=review, by=officer)
    source = Source.objects.get()
    paper = prepare_paper(
        source=source,
        round=Round.objects.get(scope_kind="source", scope_id=source.pk),
        unit=world.authority_unit,
        meeting_of="Equality and Standards Committee",
        meeting_on=received.paper_date,
        report_number="6a",
        title="Progress on the recommendations of the inquiry",
        by_office="Chief Executive",
        by=officer,
    )
    return issue_paper(paper=paper, by=world.people["secretary"])


@pytest.mark.parametrize("format_", list(FORMATS))
def test_what_is_issued_can_be_read_back(issued, format_):
    data = file_of(issued, format_)
    assert file_of(issued, format_) == data
    read = read_bytes(data, name=f"paper.{format_}")
    parents = {item.parent for item in read.tracked_items}
    leaves = [item for item in read.tracked_items if item.ref not in parents]
    assert (len(read.tracked_items), len(leaves)) == (50, 41)
    statuses = Counter(item.status_printed for item in leaves)
    assert statuses == {
        "Completed, not yet verified": 16,
        "In progress": 24,
        "See another recommendation": 1,
    }
    assert read.header.report_number == "6a"
    assert read.header.date == issued.meeting_on.isoformat()
