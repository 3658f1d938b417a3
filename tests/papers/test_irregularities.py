"""Figures that do not agree, and wording that changes within a paper."""

import textwrap

import pytest

from dueregard import papers


def issues(text, code):
    document = papers.read_bytes(textwrap.dedent(text).strip().encode())
    return [(issue.line, issue.message) for issue in document.issues if issue.code == code]


def report(*paragraphs):
    head = "A paper\n\nReport: 5\nDate: 5 May 2011\nBy: Clerk\n\nA. Recommendation\n\nTo note.\n\n"
    return head + "B. Supporting information\n\n" + "\n\n".join(paragraphs) + "\n"


TABLE = (
    "Rank | Men | Women\n---|---|---\nConstable | 400 | 150\nSergeant | 80 | 20\nTotal | {} | 170"
)


def test_a_total_that_is_not_the_sum():
    found = issues(report("1. The table:", TABLE.format(490)), "sum_mismatch")
    assert found == [
        (19, "The total of “Men” is printed as 490; the rows above add to 480."),
    ]
    assert issues(report("1. The table:", TABLE.format(480)), "sum_mismatch") == []


def test_shares_and_rates_are_not_added():
    table = "Rank | Rate | Share %\n---|---|---\nPC | 4 | 30\nPS | 6 | 60\nTotal | 5 | 45"
    assert issues(report("1. The table:", table), "sum_mismatch") == []


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("1. Of the applicants, 12 of 40 (30%) were women.", False),
        ("1. Of the applicants, 12 of 40 (35%) were women.", True),
        ("1. Women are 26.1% (812 of 3,110) of officers.", False),
        ("1. Women are 28% (812 of 3,110) of officers.", True),
    ],
)
def test_a_share_and_its_parts(sentence, wrong):
    assert bool(issues(report(sentence), "sum_mismatch")) is wrong


def test_a_share_that_no_whole_number_gives():
    sentence = (
        "1. There are currently {} people in the pool, of which 78.5% are men and 1.5% are new."
    )
    (found,) = issues(report(sentence.format(209)), "base_not_whole")
    assert found[1] == "No whole number is 1.5% of 209: 3 is 1.4%, 4 is 1.9%."
    assert issues(report(sentence.format(200)), "base_not_whole") == []


def test_abbreviations():
    text = report(
        "1. The CRT met the Staff Support Forum (SSF) and the VLU.",
        "2. The Culture Review Team (CRT) and the SSF agree. ALL staff and all teams may speak.",
    )
    messages = [message for _, message in issues(text, "undefined_abbreviation")]
    assert messages == [
        "“CRT” is used before it is written out in line 15.",
        "“VLU” is never written out.",
    ]


def test_a_list_of_abbreviations_defines_them():
    text = report("1. The VLU met.") + "\nList of abbreviations\n\nVLU – Visitor Liaison Unit\n"
    assert issues(text, "undefined_abbreviation") == []


def test_names_in_two_forms():
    text = report(
        "1. The Directorate of Citizen Focus and Culture (DCFC) met the Equality & Fairness Board.",
        "2. The Diversity and Citizen Focus Command (DCFC) met the Equality and Fairness Board.",
    )
    assert [message for _, message in issues(text, "name_variant")] == [
        "“DCFC” is written out as “Diversity and Citizen Focus Command” here and as "
        "“Directorate of Citizen Focus and Culture” in line 13.",
        "“Equality and Fairness Board” is “Equality & Fairness Board” in line 13.",
    ]


def test_lists_in_two_styles():
    mixed = "1. We found:\n\n• one thing.\n• another\n• a third\n• a fourth.\n\n2. More."
    even = "1. We found:\n\n• one thing;\n• another;\n• a third; and\n• a fourth.\n\n2. More."
    assert [line for line, _ in issues(report(mixed), "list_style_mixed")] == [15]
    assert issues(report(even), "list_style_mixed") == []
