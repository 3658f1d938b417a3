"""The facts columns say what entries, challenges and closures say, whatever was done before."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.web.commitments import services as s
from dueregard.web.commitments.facts import facts_of, wrong_facts
from dueregard.web.commitments.models import Challenge, Closure, Commitment, Entry, Evidence
from dueregard.web.commitments.record_checks import problems
from dueregard.web.commitments.states import RoundState, Status
from dueregard.web.commitments.status import count, counts_of, in_status, overdue, status_of
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import NotPermitted, Refused

pytestmark = pytest.mark.django_db

ACTS = (
    "progress",
    "next_step",
    "correct",
    "challenge",
    "challenge_both",
    "link",
    "answer",
    "propose",
    "report",
    "verify",
    "refuse",
    "withdraw",
    "reopen",
    "close_round",
    "evidence",
)


def do(register, act: str, item: Commitment, other: Commitment, number: int) -> None:
    """Do one thing if the register allows it; a refusal must change nothing."""
    r, text = register, f"Words {number}"
    challenge = Challenge.objects.order_by("-pk").first()
    closure = Closure.objects.filter(commitment=item).order_by("-pk").first()
    entry = Entry.objects.filter(commitment=item).order_by("-pk").first()
    if act == "progress":
        s.add_progress(commitment=item, text=text, by=r.owner)
    elif act == "next_step":
        s.add_next_step(commitment=item, text=text, by=r.owner)
    elif act == "correct" and entry:
        s.correct_entry(entry=entry, text=text, by=r.owner)
    elif act == "challenge":
        s.raise_challenge(commitments=[item], text=f"Why {number % 3}?", by=r.member)
    elif act == "challenge_both":
        s.raise_challenge(commitments=[item, other], text=f"Why {number % 3}?", by=r.member)
    elif act == "link" and challenge:
        s.link_challenge(challenge=challenge, commitment=item, by=r.member)
    elif act == "answer" and challenge:
        s.answer_challenge(challenge=challenge, text=text, by=r.owner)
    elif act == "propose":
        pieces = Evidence.objects.filter(commitments=item)[:1]
        s.propose_closure(
            commitment=item, kind="as_made", statement=text, evidence=pieces, by=r.owner
        )
    elif act == "report":
        s.report_closure(commitment=item, kind="rejected", statement=text, by=r.officer)
    elif act == "verify" and closure:
        s.verify_closure(closure=closure, by=r.verifier)
    elif act == "refuse" and closure:
        s.refuse_closure(closure=closure, reason=text, by=r.verifier)
    elif act == "withdraw" and closure:
        s.withdraw_closure(closure=closure, by=r.owner)
    elif act == "reopen":
        s.reopen(commitment=item, reason=text, by=r.officer)
    elif act == "close_round":
        from dueregard.web.commitments.models import Round

        open_ = Round.objects.filter(state=RoundState.OPEN).first()
        if open_:
            s.close_round(round=open_, by=r.officer)
        else:
            r.round(f"Round {number}")
    elif act == "evidence":
        r.evidence(item)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.lists(st.tuples(st.sampled_from(ACTS), st.booleans()), max_size=25))
def test_facts_agree_with_the_entries_after_any_sequence(register, data):
    from django.db import transaction

    with transaction.atomic():
        items = [register.item("A"), register.item("B")]
        for number, (act, second) in enumerate(data):
            item = items[1 if second else 0]
            before = Commitment.objects.in_bulk()
            try:
                with transaction.atomic():
                    do(register, act, item, items[0 if second else 1], number)
            except (Refused, NotPermitted):
                after = Commitment.objects.in_bulk()
                assert [vars_of(c) for c in before.values()] == [vars_of(c) for c in after.values()]
            assert wrong_facts() == []
        check_status(items)
        transaction.set_rollback(True)
    register.made.clear()


def vars_of(commitment: Commitment) -> dict[str, object]:
    return {field.attname: field.value_from_object(commitment) for field in commitment._meta.fields}


def check_status(items: list[Commitment]) -> None:
    """Every way of asking for the status gives the same answer."""
    rows = list(Commitment.objects.filter(pk__in=[item.pk for item in items]))
    for row in rows:
        in_words = status_of(row)
        found = [
            status
            for status in Status
            if Commitment.objects.filter(in_status(status), pk=row.pk).exists()
        ]
        assert found == [in_words]
    total = sum(
        (counts_of(row, today()) for row in rows), start=type(counts_of(rows[0], today()))()
    )
    assert count(Commitment.objects.filter(pk__in=[row.pk for row in rows]), today()) == total


@pytest.mark.parametrize("closure_state", ["", "proposed", "reported", "verified"])
@pytest.mark.parametrize(
    "kind", ["as_made", "differently", "merged", "superseded", "transferred", "rejected"]
)
@pytest.mark.parametrize("flags", [{}, {"is_pointer": True}, {"is_leaf": False}])
def test_every_state_has_exactly_one_status(register, closure_state, kind, flags):
    import datetime

    item = register.item()
    for progress in (False, True):
        Commitment.objects.filter(pk=item.pk).update(
            closure_state=closure_state,
            closure_kind=kind if closure_state else "",
            has_progress=progress,
            due_on=today() - datetime.timedelta(days=1),
            **flags,
        )
        item.refresh_from_db()
        found = [x for x in Status if Commitment.objects.filter(in_status(x)).exists()]
        assert found == [status_of(item)]
        late = counts_of(item, today()).overdue if item.is_leaf else 0
        assert Commitment.objects.filter(overdue(today())).count() == late
        assert count(Commitment.objects.all(), today()) == counts_of(item, today())


def test_check_of_the_record_finds_facts_that_differ(register):
    item = register.item()
    assert list(problems()) == []
    Commitment.objects.filter(pk=item.pk).update(has_progress=True, open_challenges=3)
    found = list(problems())
    assert [problem.code for problem in found] == ["facts-differ"]
    assert "open challenges" in found[0].sentence
    assert facts_of([item.pk])[item.pk].open_challenges == 0


def test_check_of_the_record_finds_what_was_taken_away(register, upload):
    from dueregard.web.commitments.files import path_of

    item = register.closed()
    register.evidence(register.item(), text="", file=upload())
    assert list(problems()) == []
    from dueregard.web.commitments.models import StoredFile

    path_of(StoredFile.objects.get()).unlink()
    Evidence.objects.filter(commitments=item).update(withdrawn_at=item.created_at)
    codes = {problem.code for problem in problems()}
    assert codes == {"file-missing", "closed-without-evidence"}
