"""How fast papers are read: run with ``make bench``.

Figures to reach, on one core: the 2011 report as text in 20 ms, as DOCX and as PDF in 80 ms each,
a thousand reports in one process in 25 s with flat memory.
"""

import resource
import sys
from pathlib import Path

import pytest

from dueregard import papers

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "papers"))

import rebuilt  # noqa: E402 - stands beside the tests

FORMS = ("docx", "odt", "html", "pdf", "tagged_pdf")


@pytest.fixture(scope="module")
def seeds():
    folder = ROOT.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("the folder ../shared with the real documents is not here")
    return folder


@pytest.fixture(scope="module")
def report(seeds):
    return next(seeds.glob("001_*.txt"))


def test_text(benchmark, report):
    data = report.read_bytes()
    assert len(benchmark(papers.read_bytes, data).tracked_items) == 50


@pytest.mark.parametrize("form", FORMS)
def test_form(benchmark, report, form):
    data = getattr(rebuilt, f"as_{form}")(report)
    assert len(benchmark(papers.read_bytes, data).tracked_items) == 50


def test_thousand_reports(benchmark, seeds):
    reports = [path.read_bytes() for path in sorted(seeds.glob("00[0-3]_*.txt"))]

    def read_all():
        start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for at in range(1000):
            papers.read_bytes(reports[at % len(reports)])
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start

    grown = benchmark.pedantic(read_all, rounds=1, iterations=1)
    benchmark.extra_info["memory grown, KiB"] = grown


def test_five_hundred_pages(benchmark, report):
    data = b"\n".join([report.read_bytes()] * 36)
    assert len(benchmark.pedantic(papers.read_bytes, (data,), rounds=1).lines) > 13_000
