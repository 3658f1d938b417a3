"""Trackers, minutes and responses of invented bodies, in layouts that text and tables take."""

import io
import json
import textwrap

import docx
import pikepdf
import pytest
import typst

from dueregard import papers
from dueregard.papers.actions import read_action


def read(text):
    return papers.read_bytes(textwrap.dedent(text).strip().encode())


def told(document, *names):
    return [tuple(getattr(item, name) for name in names) for item in document.tracked_items]


def test_plain_paragraphs_below_a_titled_recommendation_are_progress():
    document = read("""
        The review – implementation of recommendations

        Report: 4
        Date: 6 July 2006
        By: Clerk

        A. Recommendation

        That Members note the report.

        B. Supporting information

        1. The stocktaking is in the appendix.

        Appendix 1

        Progress on recommendations

        Recommendation 61: Records of stops

        A new form is in use for all stops.

        Training is complete.

        Recommendation 62: Publication

        Figures are on the website.
    """)
    assert told(document, "ref", "text", "progress") == [
        (
            "61",
            "Records of stops",
            ("A new form is in use for all stops.", "Training is complete."),
        ),
        ("62", "Publication", ("Figures are on the website.",)),
    ]


def test_what_a_recommendation_asks_below_its_title_is_wording():
    document = read("""
        Culture review: progress update

        Recommendation 1: Vetting

        The force should vet every transferee.

        All were vetted by May.

        Recommendation 2: Training

        The force should train supervisors.

        Half are trained.
    """)
    assert told(document, "text", "text_more", "progress") == [
        ("Vetting", ("The force should vet every transferee.",), ("All were vetted by May.",)),
        ("Training", ("The force should train supervisors.",), ("Half are trained.",)),
    ]


def test_blocks_that_begin_with_the_wording():
    document = read("""
        Inspection recommendation tracker

        Recommendation: Forces should make sure that vetting is reviewed.
        Report: An inspection of vetting
        Reference: 2022/014
        Lead: DCC
        Status: Not yet complete
        Force update: The manager has begun.
        Target date: Q2 2023/24

        Recommendation: Forces should publish data.
        Report: An inspection of vetting
        Reference: 2022/015
        Lead: ACC (Crime)
        Status: Closed
        Force update: It is published.
        Target date: September 2023
    """)
    assert told(document, "ref", "owner", "status", "progress", "due", "due_printed") == [
        ("2022/014", "DCC", "in_progress", ("The manager has begun.",), None, "Q2 2023/24"),
        (
            "2022/015",
            "ACC (Crime)",
            "completed",
            ("It is published.",),
            "2023-09",
            "September 2023",
        ),
    ]
    assert document.header.report_number is None


def test_owners_in_brackets_below_and_behind_a_dash_and_a_key_on_one_line():
    document = read("""
        Culture review – action plan

        Recommendation 1 (HMICFRS): Confidential reporting
        [Head of HR]
        By when: March 2024
        RAG: Green

        Recommendation 2 (Local): Staff survey — Owner: Head of Communications
        By when: Q4 2023/24
        RAG: Amber

        Key: Green – on target; Amber – behind schedule; Red – not started
    """)
    assert told(document, "ref", "owner", "status", "due") == [
        ("1", "Head of HR", "in_progress", "2024-03"),
        ("2", "Head of Communications", "overdue", None),
    ]
    assert document.tracked_items[0].text == "Confidential reporting"


def test_actions_stand_below_their_objectives():
    document = read("""
        EQUALITY ACTION PLAN 2012-2016: SIX MONTHLY UPDATE

        Objective 1 – Hate crime

        Action 1.1 Raise awareness of reporting centres
        Owner: Chief Inspector Communities
        Timescale: by March 2013
        Update: Six centres are open.
        BRAG: Blue

        Objective 2 – Workforce

        Action 2.1 Mentoring
        Owner: HR
        Update: Delayed by the freeze.
        BRAG: Red

        BRAG key
        Blue – complete and evidenced
        Green – on schedule
        Red – behind schedule
    """)
    assert told(document, "ref", "parent", "status") == [
        ("Objective 1", None, None),
        ("Action 1.1", "Objective 1", "completed"),
        ("Objective 2", None, None),
        ("Action 2.1", "Objective 2", "overdue"),
    ]


def test_themes_between_items_are_headings():
    document = read("""
        Recommendation tracker
        As at 30 June 2025

        1. Recruitment
        1.1 The service should publish its shortlisting data.
        Status: Complete
        Owner: Director of People
        2. Culture
        2.1 The service should survey staff yearly.
        Status: Not started
        Owner: Chief of Staff
        Due: 31.12.2025
    """)
    assert [heading.text for heading in document.subheadings] == ["1. Recruitment", "2. Culture"]
    assert told(document, "ref", "status", "due", "notes") == [
        ("1.1", "completed", None, ()),
        ("2.1", "not_started", "2025-12-31", ()),
    ]
    assert document.header.as_at == "2025-06-30"


FIXED = """
    Tracker of recommendations

    Ref     Recommendation                          Lead             Due         Status
    P1      The force should improve its call       ACC Operations   31/03/2023  Complete
            handling times.
    P2      The force should record ethnicity.      Head of Data     30/06/2023  On track
    C3      The force should review crimes.         Supt Crime       01/02/2023  Overdue

    The next report is due in May.
"""
ROWS = [
    (
        "P1",
        "The force should improve its call handling times.",
        "ACC Operations",
        "2023-03-31",
        "completed",
    ),
    ("P2", "The force should record ethnicity.", "Head of Data", "2023-06-30", "in_progress"),
    ("C3", "The force should review crimes.", "Supt Crime", "2023-02-01", "overdue"),
]


def test_columns_of_fixed_width():
    document = read(FIXED)
    assert told(document, "ref", "text", "owner", "due", "status") == ROWS
    assert document.tables[0].columns == ("Ref", "Recommendation", "Lead", "Due", "Status")


def test_figures_in_columns_of_fixed_width():
    document = read("""
        Stop and search statistics 2022/23

        Table 1: Searches by ethnicity

        Ethnicity    Searches    Population    Rate per 1,000
        White           4,210       512,300               8.2
        Black             310        12,100              25.6
        Mixed             120         9,800              12.2
        Total           4,640       534,200               8.7

        Source: Home Office
    """)
    (table,) = document.tables
    assert table.columns == ("Ethnicity", "Searches", "Population", "Rate per 1,000")
    assert table.rows[1] == ("Black", "310", "12,100", "25.6")
    assert document.tracked_items == ()


def test_paragraphs_with_wide_spaces_are_no_table():
    document = read("""
        A note on the building

        The lift   is out of order until Monday, and    the stairs are to be used by everybody.
        Please     take care on the stairs when they    are wet, since two people have slipped.
        Ask the    desk for help with heavy boxes, or   for a trolley, which is kept downstairs.
    """)
    assert document.tables == ()


def test_cells_one_a_line_under_known_headings():
    cells = (
        "Ref|Action|Lead|Deadline|Status|A1|Publish pay data|HR Director|March 2016|On track|"
        "A2|Review dress code|Head of Policy|January 2016|Complete"
    )
    document = papers.read_bytes(
        ("Equality action plan\n\n" + cells.replace("|", "\n") + "\n").encode()
    )
    assert told(document, "ref", "text", "owner", "due", "status") == [
        ("A1", "Publish pay data", "HR Director", "2016-03", "in_progress"),
        ("A2", "Review dress code", "Head of Policy", "2016-01", "completed"),
    ]


def test_an_objective_above_its_actions_is_not_their_wording():
    document = read("""
        Equality action plan

        Objective | Action | Lead | Timescale | Progress
        Improve recruitment | Train panel members | Head of Resourcing | March 2024 | Begun in May
        Improve recruitment | Use diverse panels | Head of Resourcing | June 2024 | Not started
    """)
    assert told(document, "text", "status") == [
        ("Train panel members", None),
        ("Use diverse panels", "not_started"),
    ]


def test_actions_behind_dashes():
    document = read("""
        Grievance review: progress

        Report: 8
        Date: 12 March 2009
        By: Director of Human Resources

        A. Recommendation

        That the Board notes progress.

        B. Supporting information

        1. Progress is as follows:

        (a) Train mediators – Head of Learning – by March 2009 – complete
        (b) Set a 28 day limit – Head of HR – by June 2009 – in progress
    """)
    assert told(document, "ref", "text", "owner", "due", "status") == [
        ("a", "Train mediators", "Head of Learning", "2009-03", "completed"),
        ("b", "Set a 28 day limit", "Head of HR", "2009-06", "in_progress"),
    ]


def test_a_status_that_reads_like_a_protective_marking():
    document = read("""
        Internal inspection – recommendations update

        Recommendation 1
        Recommendation
        A learning log should be kept.
        Owner
        Head of Standards
        Status
        Open
        Update
        Log being designed.
    """)
    assert told(document, "status_printed", "status") == [("Open", "in_progress")]


@pytest.mark.parametrize(
    ("line", "ref", "owner", "due", "text"),
    [
        (
            "Action: Head of Training to publish the figures by 30 April 2014.",
            None,
            "Head of Training",
            "30 April 2014",
            "Head of Training to publish the figures by 30 April 2014.",
        ),
        ("ACTION (HoE): provide a glossary", None, "HoE", None, "provide a glossary"),
        ("Action 3: Print it. Owner: Clerk. Deadline: 3 May 2011", "Action 3", "Clerk",
         "3 May 2011", "Print it."),
        ("ACTION 12/04 [JK] – write to us", "Action 12/04", "JK", None, "write to us"),
        ("Action for Head of HR: send minutes", None, "Head of HR", None, "send minutes"),
        ("Action: circulate figures (Head of HR)", None, "Head of HR", None,
         "circulate figures (Head of HR)"),
    ],
)  # fmt: skip
def test_actions_of_minutes(line, ref, owner, due, text):
    item = read_action(line, 1)
    assert (item.ref, item.owners, item.due, item.text) == (ref, [owner], due, text)


@pytest.mark.parametrize("line", ["Action was taken.", "Action plan: progress", "Actions speak"])
def test_what_is_no_action(line):
    assert read_action(line, 1) is None


def test_minutes_with_people_and_actions_on_one_line():
    document = read("""
        Minutes of the meeting of the Equality Panel held on Tuesday 4 March 2014 at County Hall.

        Present: Councillor Bee (Chair), Councillor Dee, E Eff and G Aitch.

        Officers present: J Kay (Head of Equality), L Em (Clerk)

        Apologies: N Oh

        1. Hate crime update

        Members asked about reporting rates.

        Action: Head of Equality to circulate the figures by 30 April 2014.

        RESOLVED, that – the report be noted.

        2. Workforce monitoring

        Members asked for a further report.

        ACTION: Clerk
    """)
    assert [(one.heading, one.count) for one in document.attendance] == [
        ("Present", 4),
        ("Officers present", 2),
    ]
    assert told(document, "owner", "due", "text") == [
        (
            "Head of Equality",
            "2014-04-30",
            "Head of Equality to circulate the figures by 30 April 2014.",
        ),
        ("Clerk", None, "Members asked for a further report."),
    ]
    assert [one.text for one in document.resolutions] == ["that the report be noted."]


def test_a_date_is_no_more_than_its_label_says():
    labelled = "Update\n\n{}: 5 May 2011\nReport to: Equality Board\n\nRecommendation\n\nTo note.\n"
    dated = papers.read_bytes(labelled.format("Date").encode()).header
    assert (dated.date, dated.meeting_date) == ("2011-05-05", None)
    met = papers.read_bytes(labelled.format("Meeting date").encode()).header
    assert (met.date, met.meeting_date) == (None, "2011-05-05")


def test_a_date_beside_the_committee_is_when_it_meets():
    document = read("""
        OFFICE OF THE POLICE AND CRIME COMMISSIONER FOR NORTHSHIRE

        JOINT AUDIT COMMITTEE

        REPORT OF THE CHIEF EXECUTIVE

        14 December 2022

        AGENDA ITEM 9

        INSPECTION RECOMMENDATIONS

        1. Purpose of this report

        1.1 To give an update.

        2. Recommendation

        2.1 The Committee is recommended to note the report.

        3. Background

        3.1 There are 12 recommendations. Of these 3 are complete, 5 are open and 2 are late.
    """)
    header = document.header
    assert header.title == "INSPECTION RECOMMENDATIONS"
    assert header.body == "JOINT AUDIT COMMITTEE"
    assert header.date == header.meeting_date == "2022-12-14"
    assert header.summary == ("To give an update.",)
    assert [i.message for i in document.issues if i.code == "sum_mismatch"] == [
        "The parts add to 10; the total is printed as 12."
    ]


def test_recommendations_without_a_heading():
    document = read("""
        Northshire Police Authority
        Human Resources Committee – 9 March 2010

        Joint report of the Chief Constable and the Chief Executive

        Women in policing: update

        Members are asked to:
        (a) note the report
        (b) comment on the actions

        1 Background
        1.1 The plan sets out aims.

        2 Current position
        2.1 Women are 26.1% of officers (812 of 3,110).
    """)
    assert document.kind == "committee_report"
    assert document.header.body == "Human Resources Committee"
    assert document.recommendations.intro == "Members are asked to:"
    assert [item.ref for item in document.recommendations.items] == ["a", "b"]
    assert document.header.summary == ()
    assert document.numbered_paragraphs.numbers == ("1.1", "2.1")


def test_a_strategy_promises_what_stands_below_its_priorities():
    document = read("""
        Single Equality Scheme 2010 – 2013

        Northshire Fire and Rescue Service

        Foreword

        We serve everybody.

        Priority 1: Leadership

        - Publish a statement by June 2010
        - Train managers

        Race equality

        We know that fewer people apply. We will:

        - Work with community groups
    """)
    assert document.kind == "strategy"
    assert [(one.strand, one.text) for one in document.activities] == [
        (None, "Publish a statement by June 2010"),
        (None, "Train managers"),
        ("Race", "Work with community groups"),
    ]


def test_a_press_release_issued_on_a_day():
    document = read("""
        NEWS RELEASE

        For immediate release: 12 June 2003

        Authority publishes race equality scheme

        Northshire Police Authority has today published its scheme.

        Notes to editors:

        1. The Authority has 17 members.
    """)
    assert document.kind == "press_release"
    assert document.header.date == "2003-06-12"
    assert document.header.title == "Authority publishes race equality scheme"


TITLE = "Inspection recommendations tracker – September 2024"
COLUMNS = ["Ref", "Recommendation", "Lead", "Progress", "RAG", "Due"]
CELLS = [
    [
        "1.1",
        "The service should review its vetting policy so that every transferee is vetted before "
        "they begin work.",
        "DCC",
        "Policy reviewed in May 2024. Consultation with staff groups has begun.",
        "Amber",
        "31 March 2025",
    ],
    [
        "1.2",
        "The service should publish quarterly data on the use of force by ethnicity and gender.",
        "Head of Data",
        "Data published since June.",
        "Complete",
        "June 2024",
    ],
    [
        "2.1",
        "The service should set up an external scrutiny panel with an independent chair.",
        "Director of Strategy",
        "Panel met in July 2024; the chair was appointed after open competition.",
        "On track",
        "Q2 2024/25",
    ],
]
_TYPST = """
#set page(flipped: true, margin: 2cm, footer: context [#counter(page).display()])
#heading(level: 1, sys.inputs.title)
#let rows = json(bytes(sys.inputs.rows))
#table(columns: (auto, 2fr, 1fr, 2fr, auto, 1fr), table.header(..rows.at(0)),
  ..rows.slice(1).flatten())
"""


def as_docx(rows):
    document = docx.Document()
    document.add_heading(TITLE, 0)
    table = document.add_table(rows=0, cols=len(rows[0]))
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(rows):
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f"<!DOCTYPE html><html><body><h1>{TITLE}</h1><table>{body}</table></body></html>".encode()
    )


def as_pdf(rows):
    return typst.compile(_TYPST.encode(), sys_inputs={"title": TITLE, "rows": json.dumps(rows)})


def as_untagged_pdf(rows):
    with pikepdf.open(io.BytesIO(as_pdf(rows))) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.Root.MarkInfo
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()


@pytest.mark.parametrize("times", [1, 9])
@pytest.mark.parametrize("render", [as_docx, as_html, as_pdf, as_untagged_pdf])
def test_a_tracker_is_read_alike_in_every_format(render, times):
    """Nine times over fills several pages, with the headings printed again on each."""
    areas = ("North", "South", "East", "West", "Hills", "Vale", "Coast", "Moors", "Lakes")
    rows = [
        [f"{place}{row[0]}", *row[1:3], f"{row[3]} In {area}.", *row[4:]]
        for place, area in enumerate(areas[:times], start=1)
        for row in CELLS
    ]
    document = papers.read_bytes(render([COLUMNS, *rows]))
    assert document.kind == "tracker"
    assert document.header.title == TITLE
    assert [
        [i.ref, i.text, i.owner, " ".join(i.progress), i.status_printed, i.due_printed]
        for i in document.tracked_items
    ] == rows
