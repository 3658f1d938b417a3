"""The stored form of a paper: the same bytes for the same paper, clear errors otherwise."""

from __future__ import annotations

import json

import pytest

from dueregard.exceptions import UnusableDocument
from dueregard.papers.assembly import (
    document_of_json,
    from_dict,
    from_json_bytes,
    is_stored_paper,
    to_dict,
)
from dueregard.rendering.json import render_paper


def test_a_stored_paper_comes_back_equal_and_gives_the_same_bytes(sample_paper):
    stored = render_paper(sample_paper)

    assert from_json_bytes(stored) == sample_paper
    assert render_paper(from_json_bytes(stored)) == stored


def test_the_bytes_do_not_depend_on_the_order_of_keys(sample_paper):
    shuffled = json.dumps(dict(reversed(to_dict(sample_paper).items())), indent=2).encode()

    assert render_paper(from_json_bytes(shuffled)) == render_paper(sample_paper)
    assert is_stored_paper(shuffled)


def test_a_stored_paper_reads_as_a_document(sample_paper):
    document = document_of_json(render_paper(sample_paper))

    assert document.kind == "committee_report"
    assert document.header.date == "2025-10-16"
    assert [(item.ref, item.parent, item.status) for item in document.tracked_items][:3] == [
        ("1", None, None),
        ("1(a)", "1", "completed"),
        ("1(b)", "1", "in_progress"),
    ]
    assert document.coverage.lines == document.coverage.attached == 1


def _damaged(paper, change):
    stored = to_dict(paper)
    change(stored)
    return stored


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (lambda stored: stored.pop("format"), "format"),
        (lambda stored: stored.update(version=99), "99"),
        (lambda stored: stored.update(paper=None), "paper"),
        (lambda stored: stored["paper"].pop("header"), "header"),
        (lambda stored: stored["paper"].update(colour="red"), "colour"),
        (lambda stored: stored["paper"]["header"].update(date="26 May"), "paper.header.date"),
        (lambda stored: stored["paper"]["header"].update(title=7), "paper.header.title"),
        (lambda stored: stored["paper"].update(summary="text"), "paper.summary"),
        (lambda stored: stored["paper"]["tracked"][0].update(status="fine"), "tracked[0].status"),
        (lambda stored: stored["paper"]["counts"][0].update(number=True), "counts[0].number"),
        (lambda stored: stored["paper"]["supporting"][0].update(type="picture"), "supporting[0]"),
    ],
)
def test_what_does_not_fit_is_refused_and_its_place_named(sample_paper, change, named):
    with pytest.raises(UnusableDocument) as refused:
        from_dict(_damaged(sample_paper, change))

    assert named in refused.value.message


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[]", b"null", b'{"format":"other"}', b"\xff\xfe", b"[" * 100_000]
)
def test_other_bytes_are_refused_in_one_sentence(data):
    with pytest.raises(UnusableDocument):
        from_json_bytes(data)
