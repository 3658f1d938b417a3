"""The status in a paper is the status of the register, whatever has been done to an item."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.web.commitments import services
from dueregard.web.commitments.models import Commitment
from dueregard.web.commitments.states import Status
from dueregard.web.commitments.status import is_overdue, status_of
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import Refused
from dueregard.web.governance.assembling import assemble
from dueregard.web.governance.assembling.moments import moment_of
from dueregard.web.governance.assembling.record import read_record
from dueregard.web.governance.assembling.standing import read_earlier, standing

WORDS = {
    Status.COMPLETED: "completed",
    Status.REJECTED: "rejected",
    Status.CLOSED: None,
    Status.POINTER: "pointer",
    Status.IN_PROGRESS: "in_progress",
    Status.NOT_STARTED: "not_started",
}


def act(register, item: Commitment, name: str) -> None:
    """Do one thing to an item through the services; what they refuse does not happen."""
    people = register.world.people
    officer, verifier = people["equality_officer"], people["verifier"]
    live = item.closures.filter(state__in=["proposed", "reported", "verified"]).first()
    try:
        if name == "progress":
            services.add_progress(commitment=item, text="Something was done.", by=officer)
        elif name == "report":
            services.report_closure(
                commitment=item,
                kind="as_made",
                statement="Done.",
                effective_on=today(),
                by=officer,
                round=register.rounds[1],
            )
        elif name == "reject":
            services.report_closure(
                commitment=item,
                kind="rejected",
                statement="Not to be done.",
                effective_on=today(),
                by=officer,
                round=register.rounds[1],
            )
        elif name == "late":
            services.set_due_date(
                commitment=item,
                due_on=today() - datetime.timedelta(days=1),
                reason="Agreed late.",
                by=officer,
            )
        elif name == "later":
            services.set_due_date(
                commitment=item,
                due_on=today() + datetime.timedelta(days=9),
                reason="More time.",
                by=officer,
            )
        elif name == "reopen":
            services.reopen(commitment=item, reason="It came back.", by=officer)
        elif live is not None and name == "verify":
            services.verify_closure(closure=live, by=verifier, reason="Seen.")
        elif live is not None and name == "refuse":
            services.refuse_closure(closure=live, reason="Not done.", by=verifier)
    except Refused:
        return


ACTS = ["progress", "report", "reject", "late", "later", "reopen", "verify", "refuse"]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(ACTS), max_size=7))
def test_the_paper_says_what_the_register_says(bare_register, acts):
    register = bare_register
    number = f"x{register.source.recommendations.count()}"
    made = register.item(number, "Do something.")
    for name in acts:
        act(register, Commitment.objects.get(pk=made.pk), name)
    item = Commitment.objects.get(pk=made.pk)
    record = read_record(register.source)
    now = moment_of(register.rounds[1], record.rounds, today())
    [leaf] = [leaf for leaf in record.leaves() if leaf.reference == number]
    expected = "overdue" if is_overdue(item, today()) else WORDS[status_of(item)]
    assert standing(leaf, now).status == expected, (acts, connection.vendor)


def test_what_was_closed_last_round_and_reopened_since_is_said_to_be_reopened(bare_register):
    register = bare_register
    made = register.item("1", "Do something.")
    people = register.world.people
    # A closed round takes what the import that made it brings, and nothing else.
    spring = register.rounds[0]
    spring.batch = uuid.uuid4()
    spring.save()
    services.report_closure(
        commitment=made.commitment,
        kind="as_made",
        statement="Done.",
        effective_on=datetime.date(2026, 4, 1),
        by=people["equality_officer"],
        round=register.rounds[0],
        batch=spring.batch,
    )
    services.reopen(
        commitment=Commitment.objects.get(pk=made.pk),
        reason="It came back.",
        by=people["equality_officer"],
    )
    record = read_record(register.source)
    then = moment_of(register.rounds[0], record.rounds, today())
    [leaf] = record.leaves()
    assert standing(leaf, then, read_earlier(record, then)).status == "completed"
    assert standing(leaf, moment_of(register.rounds[1], record.rounds, today())).status != (
        "completed"
    )
    supporting = "\n".join(str(block) for block in assemble(register.paper()).supporting)
    assert "reopened: 1" in supporting


@pytest.mark.parametrize("later", [True, False])
def test_a_due_date_that_was_moved_counts_as_it_was_then(bare_register, later):
    register = bare_register
    officer = register.world.people["equality_officer"]
    before, after = datetime.date(2026, 5, 1), datetime.date(2026, 12, 31)
    made = register.item("1", "Do something.")
    services.set_due_date(
        commitment=made.commitment,
        due_on=before,
        reason="First.",
        by=officer,
        at=datetime.datetime(2026, 3, 3, tzinfo=datetime.UTC),
    )
    if later:
        services.set_due_date(
            commitment=Commitment.objects.get(pk=made.pk),
            due_on=after,
            reason="More time.",
            by=officer,
            at=datetime.datetime(2026, 7, 1, tzinfo=datetime.UTC),
        )
    record = read_record(register.source)
    then = moment_of(register.rounds[0], record.rounds, datetime.date(2026, 8, 1))
    [leaf] = record.leaves()
    assert standing(leaf, then, read_earlier(record, then)).status == "overdue"
