"""A review that was begun waits for who began it."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from import_papers import PAPER

from dueregard.web.recommendations.imports.registrations import waiting_for_review
from dueregard.web.recommendations.imports.services import (
    abandon_import,
    receive_paper,
    start_import,
)
from dueregard.web.recommendations.imports.setup import NewSource, Setup

pytestmark = pytest.mark.django_db

DAY = datetime.date(2025, 3, 4)


def test_only_who_began_a_review_is_reminded_until_it_ends(
    world, django_assert_max_num_queries
) -> None:
    officer = world.person("equality_officer")
    paper = receive_paper(upload=SimpleUploadedFile("p.txt", PAPER.encode()), by=officer)
    new = NewSource("Fair review", "Fair review", "review", world.authority_unit.pk)
    one = start_import(
        paper=paper, setup=Setup(said_on=DAY, new_source=new, round_name="Report"), by=officer
    )
    with django_assert_max_num_queries(1):
        (item,) = waiting_for_review(officer, DAY)
    assert item.href.endswith(f"/imports/{one.pk}/")
    assert "nothing of it is in the register" in item.sentence
    assert list(waiting_for_review(world.person("scrutineer"), DAY)) == []
    abandon_import(paper_import=one, by=officer)
    assert list(waiting_for_review(officer, DAY)) == []
