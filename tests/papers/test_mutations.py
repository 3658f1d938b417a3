"""Damaged papers never give a traceback, and every line of them is accounted for."""

import random
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard import papers
from dueregard.exceptions import DueRegardError

SETTINGS = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@cache
def sources(shared: Path):
    seeds = sorted((shared / "seeds").glob("*.txt"))
    return [
        path.read_text("utf-8") for path in (*seeds, *(shared / "reference/papers").glob("*.txt"))
    ]


def check(data: bytes):
    try:
        document = papers.read_bytes(data)
    except DueRegardError as error:
        assert error.exit_code in (10, 11)
        return None
    coverage = document.coverage
    numbers = [line.line for line in document.lines]
    assert len(numbers) == len(set(numbers)) == coverage.lines
    assert coverage.attached + len(coverage.unattached) == coverage.lines
    assert all(issue.line is None or issue.line > 0 for issue in document.issues)
    assert document.as_dict()["kind"] == document.kind
    return document


def accounted(text: str):
    document = check(text.encode())
    if document is not None:
        blank = sum(bool(line.strip()) for line in text.split("\n"))
        assert document.coverage.lines == blank
        printed = {line.strip() for line in text.split("\n")}
        assert all(line.text.strip() in printed for line in document.lines)


@given(st.integers(0, 27), st.randoms(use_true_random=False), st.data())
@SETTINGS
def test_lines_deleted_doubled_shuffled_spliced(shared, which, luck, data):
    texts = sources(shared)
    lines = texts[which % len(texts)].split("\n")
    for _ in range(data.draw(st.integers(1, 12))):
        at = luck.randrange(len(lines)) if lines else 0
        step = data.draw(st.sampled_from(["delete", "double", "shuffle", "swap", "splice", "cut"]))
        if step == "delete":
            del lines[at : at + luck.randrange(1, 20)]
        elif step == "double":
            lines[at:at] = lines[at : at + luck.randrange(1, 5)]
        elif step == "shuffle":
            part = lines[at : at + 30]
            luck.shuffle(part)
            lines[at : at + 30] = part
        elif step == "swap" and lines:
            other = luck.randrange(len(lines))
            lines[at], lines[other] = lines[other], lines[at]
        elif step == "splice":
            other = luck.choice(texts).split("\n")
            start = luck.randrange(len(other))
            lines[at:at] = other[start : start + luck.randrange(1, 40)]
        elif step == "cut" and lines:
            lines[at] = lines[at][: luck.randrange(len(lines[at]) + 1)]
    accounted("\n".join(lines))


@given(st.integers(0, 27), st.floats(0, 1), st.booleans())
@SETTINGS
def test_truncated(shared, which, share, from_start):
    text = sources(shared)[which % 28]
    at = int(len(text) * share)
    accounted(text[at:] if from_start else text[:at])


@given(st.integers(0, 27), st.randoms(use_true_random=False), st.binary(min_size=1, max_size=6))
@SETTINGS
def test_bytes_spliced(shared, which, luck, noise):
    data = bytearray(sources(shared)[which % 28].encode())
    for _ in range(luck.randrange(1, 30)):
        at = luck.randrange(len(data))
        data[at : at + luck.randrange(4)] = noise
    check(bytes(data))


@given(
    st.lists(
        st.one_of(
            st.text(max_size=60),
            st.sampled_from(
                [
                    "",
                    "A. Recommendations",
                    "B. Supporting information",
                    "Recommendation 1",
                    "(a) do it",
                    "(i) so",
                    "Progress so far",
                    "1. First",
                    "1.1 One",
                    "Owner: Me",
                    "Status",
                    "|a|b|",
                    "---|---",
                    "• x",
                    "Date:",
                    "Report: 1",
                    "By:",
                    "Summary",
                    "1 May 2011",
                    "Action 1",
                    "RESOLVED: That:-",
                    "Appendix 1",
                    "R1",
                    "[on]",
                    "Key",
                    "Red = late",
                    "12 34",
                    "a\tb\tc",
                    "Ref",
                    "Recommendation",
                    "2(a)(i) x",
                ]
            ),
        ),
        min_size=1,
        max_size=40,
    )
)
@settings(deadline=None, max_examples=250)
def test_heaps_of_labels(lines):
    check("\n".join(lines).encode())


@given(st.binary(max_size=400))
@settings(deadline=None, max_examples=150)
def test_any_bytes(data):
    check(data)


@pytest.mark.parametrize("form", ["docx", "odt", "pdf", "tagged_pdf", "html"])
def test_damaged_containers(shared, form):
    import rebuilt

    path = next((shared / "seeds").glob("003_*.txt"))
    whole = getattr(rebuilt, f"as_{form}")(path)
    luck = random.Random(3)
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(luck.randrange(1, 25)):
            at = luck.randrange(len(data))
            data[at : at + luck.randrange(3)] = luck.randbytes(luck.randrange(4))
        check(bytes(data))
