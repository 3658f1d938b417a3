"""A progress report of an invented authority, as the register would fill it."""

from __future__ import annotations

from datetime import date

import pytest

from dueregard.papers.assembly import (
    Abbreviation,
    Challenge,
    ChallengeAnswer,
    Change,
    CommitteePaper,
    Implication,
    NextStep,
    PaperHeader,
    PaperRecommendations,
    ProgressEntry,
    SupportingHeading,
    SupportingParagraph,
    TrackedNode,
    count_statuses,
)

AUTUMN = "Autumn 2025 round"


def _progress(author: str, day: date, *paragraphs: str) -> ProgressEntry:
    return ProgressEntry(paragraphs, date=day, author=author, round=AUTUMN)


def _promotion() -> TrackedNode:
    return TrackedNode(
        "1",
        "The Force must make every route to promotion open to all who could take it. This means:",
        owner="Deputy Chief Constable",
        children=(
            TrackedNode(
                "1(a)",
                "removing the line manager’s veto on applications for promotion;",
                owner="Director of People",
                status="completed",
                progress=(
                    _progress(
                        "Director of People",
                        date(2025, 9, 12),
                        "The promotion policy was changed on 1 July 2025. A line manager now "
                        "comments on an "
                        "application and can no longer stop it. 46 officers applied under the new "
                        "policy, 11 of them "
                        "against the advice of their manager; 4 of the 11 passed the board.",
                    ),
                ),
            ),
            TrackedNode(
                "1(b)",
                "publishing who applies, who is shortlisted and who is promoted, by protected "
                "characteristic; and",
                owner="Head of Workforce Planning",
                status="in_progress",
                due=date(2026, 3, 31),
                progress=(
                    _progress(
                        "Head of Workforce Planning",
                        date(2025, 9, 15),
                        "Figures for the sergeants’ and inspectors’ boards of 2025 have been "
                        "compiled. They cover:",
                        "• applications, shortlisting and success by sex, ethnicity, disability "
                        "and age;",
                        "• time in rank before applying; and",
                        "• the share of applicants who asked for an adjustment and were given one.",
                        "Small numbers above the rank of inspector cannot be published without "
                        "identifying people. "
                        "The figures for those ranks will be combined over three years.",
                    ),
                    _progress(
                        "Director of People",
                        date(2025, 10, 3),
                        "The staff associations have seen the draft and asked for part-time "
                        "working to be added.",
                    ),
                ),
                challenges=(
                    Challenge(
                        "How will the Force know whether officers who do not apply are put off by "
                        "the process, "
                        "rather than not ready for it?",
                        date(2025, 6, 19),
                        "Equality and Standards Committee",
                    ),
                    Challenge(
                        "Why are the figures for police staff not included?",
                        date(2025, 6, 19),
                        "Equality and Standards Committee",
                        (
                            ChallengeAnswer(
                                "Police staff posts are advertised one by one. Their figures will "
                                "be in the annual "
                                "workforce report, from April 2026.",
                                date(2025, 9, 15),
                                "Head of Workforce Planning",
                            ),
                        ),
                    ),
                ),
                next_steps=(
                    NextStep(
                        "Agree the layout with the staff associations.",
                        "Head of Workforce Planning",
                        date(2025, 12, 12),
                    ),
                    NextStep(
                        "Publish the first set of figures.", "Director of People", date(2026, 3, 31)
                    ),
                ),
            ),
            TrackedNode(
                "1(c)",
                "reviewing every temporary promotion that has lasted longer than six months, "
                "taking first:",
                owner="Head of Workforce Planning",
                progress=(
                    _progress(
                        "Head of Workforce Planning",
                        date(2025, 9, 15),
                        "There are 23 such promotions. 14 have been reviewed: 9 have ended, and 5 "
                        "have been confirmed "
                        "until a board is held.",
                    ),
                ),
                challenges=(
                    Challenge(
                        "Nine reviews are outstanding, and the date agreed has passed. What is "
                        "being done, and by when?",
                        date(2025, 10, 9),
                        "Lead Member for Equality",
                    ),
                ),
                children=(
                    TrackedNode(
                        "1(c)(i)",
                        "those that were never advertised; and",
                        status="completed",
                        progress=(
                            _progress(
                                "Head of Workforce Planning",
                                date(2025, 9, 15),
                                "All 6 have been reviewed.",
                            ),
                        ),
                    ),
                    TrackedNode(
                        "1(c)(ii)",
                        "those in specialist units.",
                        status="overdue",
                        due=date(2025, 9, 30),
                    ),
                ),
            ),
        ),
    )


def _searches() -> TrackedNode:
    return TrackedNode(
        "2",
        "The Force should be able to explain, area by area, why people of one ethnic group are "
        "stopped and searched "
        "more often than people of another. This means:",
        owner="Assistant Chief Constable (Local Policing)",
        children=(
            TrackedNode(
                "2(a)",
                "recording self-defined ethnicity for at least 95% of searches;",
                owner="Chief Superintendent, Northern Area",
                status="in_progress",
                due=date(2026, 6, 30),
                progress=(
                    _progress(
                        "Chief Superintendent, Northern Area",
                        date(2025, 9, 20),
                        "Recording rose from 78% to 88% of searches between April and August "
                        "2025, after the record "
                        "was moved to the handheld device.",
                    ),
                ),
                next_steps=(
                    NextStep(
                        "Brief the two teams below 80%.",
                        "Chief Inspector, Northern Area",
                        date(2025, 11, 28),
                    ),
                ),
            ),
            TrackedNode(
                "2(b)",
                "holding a community scrutiny panel in each area, at least four times a year.",
                owner="Head of Community Engagement",
                status="not_started",
                due=date(2026, 9, 30),
            ),
        ),
    )


def _grievances() -> TrackedNode:
    return TrackedNode(
        "3",
        "The Authority should publish each year what it has learnt from grievances and employment "
        "tribunals.",
        owner="Chief Executive",
        status="in_progress",
        due=date(2026, 5, 29),
        progress=(
            _progress(
                "Chief Executive",
                date(2025, 10, 1),
                "A first summary, covering 31 grievances and 4 tribunal claims, is being checked "
                "by the legal adviser.",
            ),
        ),
        next_steps=(
            NextStep("Bring the summary to the Committee.", "Chief Executive", date(2026, 1, 22)),
        ),
    )


@pytest.fixture(scope="session")
def sample_paper() -> CommitteePaper:
    """Three recommendations with lettered parts, one of them a level deeper, in every status."""
    tracked = (_promotion(), _searches(), _grievances())
    return CommitteePaper(
        header=PaperHeader(
            "Fairness at Work inquiry: progress on the recommendations",
            report_number="7a",
            date=date(2025, 10, 16),
            by="Chief Executive",
            body="Equality and Standards Committee",
            meeting_date=date(2025, 10, 16),
            author="Equality Officer, Wendshire Police Authority",
            contact="equality@wendshire.example, 01632 960123",
        ),
        summary=(
            "This report tells members how far the Authority and Wendshire Police have come with "
            "the three "
            "recommendations of the Fairness at Work inquiry.",
            "Two parts are completed. One is overdue: the review of long temporary promotions.",
        ),
        recommendations=PaperRecommendations(
            "That members:",
            (
                "note the progress made since the report of 19 June 2025;",
                "ask the Director of People to answer the challenges that are still open; and",
                "decide whether recommendation 1(c) needs a report of its own.",
            ),
        ),
        supporting=(
            SupportingHeading("Background"),
            SupportingParagraph(
                "The Fairness at Work inquiry reported in January 2025. It looked at three "
                "questions:",
                (
                    "who gets on in Wendshire Police, and who does not;",
                    "how fairly police powers are used; and",
                    "what the Authority and the Force learn when something goes wrong.",
                ),
            ),
            SupportingParagraph(
                "The Committee asked for a report every four months until each part is completed."
            ),
        ),
        counts=count_statuses(tracked),
        previous_report="the report of 19 June 2025",
        changes=(
            Change("1(a)", "In progress", "Completed"),
            Change("1(c)(ii)", "In progress", "Overdue"),
        ),
        tracked=tracked,
        implications=(
            Implication(
                "equality",
                "Recommendation 1 bears on race, sex, disability and age in employment. "
                "Recommendation 2 bears on race "
                "in the use of police powers.\n\nAn impact assessment of the promotion policy is "
                "due in March 2026.",
            ),
            Implication("financial", "The work is done within existing budgets."),
            Implication(
                "legal",
                "The Authority must have due regard to the aims in section 149 of the Equality "
                "Act 2010.",
            ),
            Implication("risk", ""),
        ),
        background_papers=(
            "Fairness at Work: report of the inquiry, January 2025",
            "Report 5 of 19 June 2025",
        ),
        abbreviations=(
            Abbreviation("HR", "Human Resources"),
            Abbreviation("PSED", "Public sector equality duty"),
        ),
        contact=("Wendshire Police Authority, general enquiries: 01632 960100",),
    )
