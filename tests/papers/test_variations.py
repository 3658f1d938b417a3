"""Papers of invented bodies in the layouts that other authorities and other years use."""

import textwrap

import pytest

from dueregard import papers


def read(text):
    return papers.read_bytes(textwrap.dedent(text).strip().encode())


def told(document, *names):
    return [tuple(getattr(item, name) for name in names) for item in document.tracked_items]


def test_capitals_item_number_and_numbered_sections():
    document = read("""
        NORTHSHIRE POLICE AUTHORITY

        EQUALITY AND DIVERSITY COMMITTEE

        12 May 2008

        Item No 7

        REPORT OF THE CHIEF CONSTABLE

        RACE EQUALITY SCHEME: PROGRESS ON RECOMMENDATIONS

        1. PURPOSE OF REPORT

        1.1 To inform Members of progress.

        2. RECOMMENDATIONS

        2.1 It is RECOMMENDED that Members:

        (a) note the progress made; and

        (b) agree to a further report in six months.

        3. PROGRESS

        3.1 Recommendation 1: Training should be given to all staff.

        Lead: Head of Training
        Status: Complete
        Update: All staff have been trained.

        3.2 Recommendation 2: The scheme should be reviewed each year.

        Lead: Head of Equality
        Status: In progress
        Next steps: Finish the review by July 2008.

        4. FINANCIAL IMPLICATIONS

        4.1 None.
    """)
    header = document.header
    assert document.kind == "committee_report"
    assert (header.report_number, header.date, header.by) == ("7", "2008-05-12", "CHIEF CONSTABLE")
    assert header.body == "EQUALITY AND DIVERSITY COMMITTEE"
    assert header.title == "RACE EQUALITY SCHEME: PROGRESS ON RECOMMENDATIONS"
    assert header.summary == ("To inform Members of progress.",)
    assert document.recommendations.intro == "It is RECOMMENDED that Members:"
    assert [item.ref for item in document.recommendations.items] == ["a", "b"]
    assert [section.label for section in document.sections] == ["1", "2", "3", "4"]
    assert document.numbered_paragraphs.numbers == ("3.1", "3.2")
    assert told(document, "ref", "owner", "status") == [
        ("1", "Head of Training", "completed"),
        ("2", "Head of Equality", "in_progress"),
    ]
    assert document.tracked_items[1].next_steps == ("Finish the review by July 2008.",)


COUNCIL = """
    Report to: Trust Board
    Date: 5th November 2021
    Agenda item: 9
    Report title: Action plan update
    Report of: Director of Workforce
    Author: Equality Lead, Tel: 01234 567890

    Purpose of report

    To update the Board.

    Recommendation

    The Board is asked to:

    - note progress; and
    - approve the revised dates.

    Action | Lead | By when | Status | Update
    ---|---|---|---|---
    1. Widen shortlisting panels | Head of Resourcing | March 2022 | On track | Panels trained
    2. Publish pay data | Director of Finance | Dec 2021 | Complete | Published
    3. Mentoring scheme | OD Lead | April 2022 | Not started | -

    Risks

    There is a risk of delay.
"""


def test_labels_of_a_trust_and_a_table_of_actions():
    document = read(COUNCIL)
    header = document.header
    assert (header.report_number, header.date, header.body) == ("9", "2021-11-05", "Trust Board")
    assert (header.by, header.author) == ("Director of Workforce", "Equality Lead")
    assert document.recommendations.intro == "The Board is asked to:"
    assert told(document, "ref", "text", "owner", "status", "status_printed", "due") == [
        (
            "1",
            "Widen shortlisting panels",
            "Head of Resourcing",
            "in_progress",
            "On track",
            "2022-03",
        ),
        ("2", "Publish pay data", "Director of Finance", "completed", "Complete", "2021-12"),
        ("3", "Mentoring scheme", "OD Lead", "not_started", "Not started", "2022-04"),
    ]
    assert document.tracked_items[2].progress == ()
    assert [one.kind for one in document.implications] == ["risk"]


def test_numbers_without_dots_and_a_short_reference():
    document = read("""
        Recommendations tracker – Fair Treatment Review

        Position as at 31 March 2019

        R1 The force should publish its workforce data every quarter.
        Owner: Director of People
        RAG: Green
        Target date: June 2019
        Progress to date: Two quarters are on the website.

        R2 The force should set up an advisory group.
        Owner: ACC Local Policing
        RAG: Red
        Target date: 31/01/2019
        Next steps: First meeting to be held.

        R3 The force should review exit interviews.
        Owner: Director of People
        RAG: Blue

        Key
        Blue = complete
        Green = on track
        Red = overdue
    """)
    assert document.kind == "tracker"
    assert document.header.title == "Recommendations tracker – Fair Treatment Review"
    assert document.header.as_at == "2019-03-31"
    assert told(document, "ref", "status_printed", "status", "due") == [
        ("R1", "Green", "in_progress", "2019-06"),
        ("R2", "Red", "overdue", "2019-01-31"),
        ("R3", "Blue", "completed", None),
    ]


def test_a_colour_without_a_key_means_nothing_certain():
    document = read("""
        Action tracker

        R1 Publish the data.
        Owner: Director of People
        RAG: Green

        R2 Set up a group.
        Owner: Director of People
        RAG: Red
    """)
    assert told(document, "status", "status_printed") == [(None, "Green"), (None, "Red")]


def test_owners_in_brackets_before_and_at_the_end():
    document = read("""
        Fairness review

        Report:13
        Date: 14 October2010
        By: Clerk

        A. Recommendation

        That members note the report.

        B. Supporting information

        Recommendation 1 [MPA responsible for implementation]
        Change the scheme. This means:

        (a) writing a new scheme (Lead: Head of Policy)

        Progress so far

        1. Written.

        (b) printing it

        2. Action completed.

        Recommendation 2 (Training Directorate)
        Train everybody. This means:

        (a) training sergeants

        3. See next recommendation.

        (b) training inspectors

        Progress to date

        4. Half are trained.

        Challenges

        Will the other half be trained?

        5. This paragraph closes the report.
    """)
    assert document.header.report_number == "13"
    assert document.header.date == "2010-10-14"
    assert told(document, "ref", "parent", "owner", "status") == [
        ("1", None, "MPA", None),
        ("1(a)", "1", "Head of Policy", "in_progress"),
        ("1(b)", "1", None, "completed"),
        ("2", None, "Training Directorate", None),
        ("2(a)", "2", None, "pointer"),
        ("2(b)", "2", None, "in_progress"),
    ]
    assert document.tracked_items[-1].challenges == ("Will the other half be trained?",)
    assert document.tracked_items[-1].paragraphs == (4,)
    assert document.numbered_paragraphs.count == 5


def test_responses_and_paragraphs_as_progress():
    document = read("""
        Report 4 of the 6 Mar 08 meeting of the Policing Committee and details responses.

        Response to recommendations

        Report: 4
        Date: 6 March 2008
        By: Commissioner

        A. Recommendation

        That members note the report

        B. Supporting information

        Recommendation 1

        1. That the Service should improve recording.

        Response

        2. Completed. A new form has been brought in.

        Recommendation 2

        3. That the Service should publish figures monthly.

        Response

        4. Rejected. Figures are published each quarter.
    """)
    assert told(document, "ref", "text", "status", "status_printed", "paragraphs") == [
        ("1", "That the Service should improve recording.", "completed", "Completed", (1, 2)),
        ("2", "That the Service should publish figures monthly.", "rejected", "Rejected", (3, 4)),
    ]


def test_minutes_with_plain_numbers_and_resolutions():
    document = read("""
        Notes of the Diversity Forum held on 3 May 2005

        Present

        Chair: A Person
        B Person
        C Person

        In attendance

        D Person (clerk)

        1 Minutes of last meeting

        Agreed as a true record.

        2 Recommendations of the review

        Members discussed the report.

        RESOLVED –

        (i) That the report be noted; and

        (ii) That a further report be brought in June.

        3 Date of next meeting

        7 July 2005
    """)
    header = document.header
    assert document.kind == "minutes"
    assert (header.date, header.body) == ("2005-05-03", "Diversity Forum")
    assert [minute.minute for minute in document.minutes] == ["1", "2", "3"]
    assert [item.ref for item in document.resolutions] == ["i", "ii"]
    assert len(document.minutes[1].resolved) == 2
    assert [group.count for group in document.attendance] == [3, 1]
    assert document.recommendations.items == ()


def test_a_tracker_in_an_appendix():
    document = read("""
        Report: 7
        Date: 5 April 2007
        Title: Gender equality scheme
        Committee: Diversity Board
        By: Director of Resources

        1. Summary
        The scheme is attached.

        2. Recommendations
        (1) That the scheme be approved.

        3. Supporting Information
        3.1 The Act places a duty on the Authority.

        Appendix 1
        Action plan

        Action: Carry out an equal pay review
        Lead: Head of HR
        Timescale: March 2008

        Action: Review flexible working
        Lead: Head of HR
        Timescale: June 2008
    """)
    assert told(document, "text", "owner", "due") == [
        ("Carry out an equal pay review", "Head of HR", "2008-03"),
        ("Review flexible working", "Head of HR", "2008-06"),
    ]
    assert [appendix.heading for appendix in document.appendices] == ["Appendix 1"]


def test_a_strategy_of_another_body():
    document = read("""
        Single Equality Scheme 2009-2012

        Foreword

        We are proud to publish our scheme. It covers all the strands and says what we will do
        over the next three years to make the service fairer for all who use it or work in it.

        Our objectives

        We will:

        • publish data each year
        • consult communities before policies change

        Race

        • Review stop and search

        Disability

        • Make all front counters accessible by 2011
    """)
    assert document.kind == "strategy"
    assert document.header.period == ("2009", "2012")
    assert [(one.strand, one.text) for one in document.activities] == [
        (None, "publish data each year"),
        (None, "consult communities before policies change"),
        ("Race", "Review stop and search"),
        ("Disability", "Make all front counters accessible by 2011"),
    ]


def test_figures_with_captions():
    document = read("""
        Annual workforce monitoring report 2009/10

        Table 1: Staff by ethnicity

        Ethnicity Number Percentage
        White 2310 92.1
        BME 152 6.1
        Not stated 45 1.8

        Table 2: Leavers

        Reason Men Women
        Resignation 20 35
        Retirement 41 12
        Dismissal 3 1
    """)
    assert document.kind == "statistics"
    assert document.header.title == "Annual workforce monitoring report 2009/10"
    first, second = document.tables
    assert first.caption == "Table 1: Staff by ethnicity"
    assert first.rows[2] == ("Not stated", "45", "1.8")
    assert second.columns == ("Reason", "Men", "Women")


@pytest.mark.parametrize(
    ("bullet", "ending"), [("- ", ""), ("• ", "\n"), ("  • ", "\n"), ("* ", ""), ("– ", "")]
)
def test_lists_of_every_kind(bullet, ending):
    items = ending.join(f"\n{bullet}That thing {n} be done." for n in (1, 2, 3))
    document = papers.read_bytes(
        f"A scheme\n\nReport: 1\nDate: 1 May 2001\nBy: Clerk\n\nA. Recommendations\n{items}\n\n"
        "B. Supporting information\n\n1. One.\n".encode()
    )
    assert [item.text for item in document.recommendations.items] == [
        f"That thing {n} be done." for n in (1, 2, 3)
    ]


def test_what_the_text_does_not_say_is_null():
    document = read("""
        A paper about something

        It has some words in it, but it says neither who wrote it nor when nor for whom.
    """)
    header = document.header
    assert document.kind == "other"
    assert (header.date, header.by, header.body, header.report_number) == (None,) * 4
    assert document.tracked_items == ()


def test_labels_before_a_dash_and_implications_on_one_line():
    document = read("""
        REPORT TO: Equality Committee
        DATE: 14.03.2006
        REPORT NO: 23/06
        SUBJECT: Response to recommendations
        FROM: Chief Constable

        PURPOSE

        To give members the response.

        RECOMMENDATION

        Members are recommended to note the report.

        DETAIL

        Rec 12 – Officers should explain the reason for each stop.
        Owner – Chief Inspector Operations
        Status – In Progress

        Rec 13 – Supervisors should check each form.
        Owner – Chief Inspector Operations
        Status – Complete

        IMPLICATIONS

        Financial: None
        Legal: The Act applies
    """)
    assert document.header.date == "2006-03-14"
    assert document.header.report_number == "23/06"
    assert len(document.recommendations.items) == 1
    assert told(document, "ref", "owner", "status") == [
        ("12", "Chief Inspector Operations", "in_progress"),
        ("13", "Chief Inspector Operations", "completed"),
    ]
    assert [(one.kind, one.text) for one in document.implications] == [
        ("financial", "None"),
        ("legal", "The Act applies"),
    ]


def test_blocks_without_references_under_plain_numbered_headings():
    document = read("""
        Joint Audit Panel

        Agenda item: 7

        Internal audit follow up

        Report of the Chief Finance Officer

        Date: 21 September 2018

        1 Purpose of report

        1.1 To report the position.

        2 Recommendation

        2.1 The Panel is asked to note the report.

        3 Follow up

        Recommendation
        Vetting records should be kept up to date.
        Priority: High
        Responsible officer: Head of Vetting
        Implementation date: 30 September 2018
        Current position: Implemented

        Recommendation
        Grievances should be resolved in 28 days.
        Responsible officer: Head of HR
        Implementation date: 31 December 2018
        Current position: In progress – two cases outside the limit.
    """)
    assert document.header.title == "Internal audit follow up"
    assert document.header.body == "Joint Audit Panel"
    assert [section.heading for section in document.sections][-1] == "Follow up"
    assert told(document, "ref", "owner", "due", "status") == [
        (None, "Head of Vetting", "2018-09-30", "completed"),
        (None, "Head of HR", "2018-12-31", "in_progress"),
    ]


def test_a_tracker_with_a_cell_a_paragraph():
    cells = (
        "Action|Lead|Target date|Status|Pay audit|HR|June 2007|On track|Childcare|HR|July 2007|"
        "Complete"
    )
    text = (
        "Scheme action plan\n\nReport: 5\nDate: 3 May 2007\nBy: Director\n\nA. Recommendation\n\n"
        "That members note the report.\n\nB. Supporting information\n\n1. The actions are:\n\n"
        + cells.replace("|", "\n\n")
        + "\n\n2. More will follow.\n"
    )
    document = papers.read_bytes(text.encode())
    assert told(document, "text", "owner", "due", "status") == [
        ("Pay audit", "HR", "2007-06", "in_progress"),
        ("Childcare", "HR", "2007-07", "completed"),
    ]
    assert document.numbered_paragraphs.numbers == ("1", "2")
