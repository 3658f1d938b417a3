"""The rules of every write: what is refused, what is kept, what is recorded."""

from __future__ import annotations

import datetime
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from dueregard.web.audit.models import Event
from dueregard.web.commitments import services as s
from dueregard.web.commitments.facts import wrong_facts
from dueregard.web.commitments.models import (
    Challenge,
    Closure,
    Commitment,
    Entry,
    ExtensionRequest,
    HandBack,
    Round,
    StoredFile,
)
from dueregard.web.commitments.status import Status, sentence, status_of
from dueregard.web.core import search
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import Conflict, NotPermitted, Refused

pytestmark = pytest.mark.django_db
OLD = datetime.date(2011, 5, 26)


def days(number: int) -> datetime.date:
    return today() + datetime.timedelta(days=number)


# Entries and rounds


def test_statement_goes_into_the_open_round_in_the_name_of_the_owner_post(register):
    item, round_ = register.item(), register.round()
    entry = s.add_progress(commitment=item, text="  Begun.  ", by=register.owner)
    assert (entry.round, entry.author_post, entry.text) == (round_, item.owner_post, "Begun.")


def test_closed_round_takes_nothing_more(register):
    item, round_ = register.item(), register.round()
    s.close_round(round=round_, by=register.officer)
    for say in (s.add_progress, s.add_next_step, s.add_note):
        with pytest.raises(Refused, match="is closed"):
            say(commitment=item, text="Late.", round=round_, by=register.owner)
    with pytest.raises(Refused, match="is closed"):
        s.raise_challenge(commitments=[item], text="Late?", round=round_, by=register.member)
    with pytest.raises(Refused, match="is closed"):
        s.report_closure(
            commitment=item, kind="as_made", statement="x", round=round_, by=register.officer
        )
    with pytest.raises(Refused, match="closed already"):
        s.close_round(round=round_, by=register.officer)
    assert not Entry.objects.exists()


def test_closed_round_takes_what_its_own_import_brings(register):
    batch = uuid.uuid4()
    register.round("Now")
    item = register.item(batch=batch)
    old = register.round("2011", opens_on=OLD, state="closed", batch=batch)
    entry = s.add_progress(
        commitment=item, text="As printed.", round=old, batch=batch, said_on=OLD,
        attribution="Report 6a", by=register.officer,
    )  # fmt: skip
    assert (entry.round, entry.author_post) == (old, None)
    with pytest.raises(Refused, match="is closed"):
        s.add_progress(
            commitment=item, text="Other.", round=old, batch=uuid.uuid4(), by=register.officer
        )


def test_rounds_stand_in_the_order_of_their_days(register):
    now = register.round("Now")
    register.round("2011", opens_on=OLD, state="closed")
    now.refresh_from_db()
    assert list(Round.objects.order_by("position").values_list("name", flat=True)) == [
        "2011",
        "Now",
    ]


def test_only_one_round_is_open(register):
    register.round("Spring")
    with pytest.raises(Refused, match="still open"):
        register.round("Summer")


def test_statement_is_not_dated_in_the_future(register):
    with pytest.raises(Refused, match="still to come"):
        s.add_progress(commitment=register.item(), text="x", said_on=days(2), by=register.owner)


@pytest.mark.parametrize("text", ["", "   ", "\x00\n"])
def test_empty_statement_is_refused(register, text):
    with pytest.raises(Refused, match="Enter"):
        s.add_progress(commitment=register.item(), text=text, by=register.owner)


@pytest.mark.parametrize(
    ("text", "flagged"),
    [("As challenges", True), ("See ‘Challenges’", True), ("Meet the panel in June", False)],
)
def test_next_step_that_points_elsewhere_is_flagged_not_refused(register, text, flagged):
    step = s.add_next_step(commitment=register.item(), text=text, by=register.owner)
    assert step.points_elsewhere is flagged


def test_correction_stands_beside_what_it_corrects(register):
    entry = s.add_progress(commitment=register.item(), text="Thre.", by=register.owner)
    made = s.correct_entry(entry=entry, text="Three.", by=register.owner)
    entry.refresh_from_db()
    assert (entry.text, made.corrects, made.said_on) == ("Thre.", entry, entry.said_on)
    with pytest.raises(Refused, match="corrected already"):
        s.correct_entry(entry=entry, text="Four.", by=register.owner)


def test_after_its_round_closed_only_an_officer_corrects(register):
    item, round_ = register.item(), register.round()
    entry = s.add_progress(commitment=item, text="Thre.", by=register.owner)
    s.close_round(round=round_, by=register.officer)
    with pytest.raises(NotPermitted, match="only an equality officer"):
        s.correct_entry(entry=entry, text="Three.", by=register.owner)
    assert s.correct_entry(entry=entry, text="Three.", by=register.officer).round == round_


def test_scrutineer_does_not_correct_the_deliverer(register):
    entry = s.add_progress(commitment=register.item(), text="Thre.", by=register.owner)
    with pytest.raises(NotPermitted):
        s.correct_entry(entry=entry, text="Three.", by=register.member)


# Challenges


def test_one_answer_answers_every_item(register):
    items = [register.item() for _ in range(3)]
    challenge = s.raise_challenge(commitments=items, text="Why?", by=register.member)
    s.answer_challenge(challenge=challenge, text="Because.", by=register.owner)
    for item in items:
        item.refresh_from_db()
        assert item.open_challenges == 0
    assert Event.objects.filter(kind="commitments.challenge", verb="answer").count() == 1


def test_same_words_on_another_item_are_one_challenge(register):
    first, second = register.item(), register.item()
    challenge = s.raise_challenge(commitments=[first], text="Why so SLOW?", by=register.member)
    again = s.raise_challenge(commitments=[second], text="Why  so slow?", by=register.member)
    assert again == challenge
    assert set(challenge.commitments.all()) == {first, second}
    s.answer_challenge(challenge=challenge, text="Staff.", by=register.owner)
    other = s.raise_challenge(commitments=[first], text="Why so slow?", by=register.member)
    assert other != challenge


def test_restricted_item_never_shares_a_challenge_with_an_open_one(register):
    hidden, shown = register.item(restricted=True), register.item()
    secret = s.raise_challenge(commitments=[hidden], text="Why?", by=register.member)
    assert s.raise_challenge(commitments=[shown], text="Why?", by=register.member) != secret


def test_answered_challenge_takes_no_further_item(register):
    item, other = register.item(), register.item()
    challenge = s.raise_challenge(commitments=[item], text="Why?", by=register.member)
    s.answer_challenge(challenge=challenge, text="Because.", by=register.owner)
    with pytest.raises(Refused, match="has been answered"):
        s.link_challenge(challenge=challenge, commitment=other, by=register.member)


# Due dates and owners


def test_first_due_date_stays_on_record(register):
    item = register.item(due_on=days(5))
    s.set_due_date(commitment=item, due_on=days(50), reason="Agreed", by=register.officer)
    assert (item.original_due_on, item.due_on) == (days(5), days(50))
    with pytest.raises(Refused, match="why the due date changes"):
        s.set_due_date(commitment=item, due_on=days(60), by=register.officer)


def test_more_time_is_granted_by_another(register):
    item = register.item(due_on=days(5))
    request = s.request_extension(
        commitment=item, to_date=days(30), reason="Late data", by=register.owner
    )
    with pytest.raises(Refused, match="waiting already"):
        s.request_extension(commitment=item, to_date=days(40), reason="x", by=register.owner)
    with pytest.raises(NotPermitted, match="another person"):
        s.decide_extension(request=request, granted=True, by=register.owner)
    s.decide_extension(request=request, granted=True, by=register.officer)
    item.refresh_from_db()
    assert (item.due_on, item.original_due_on) == (days(30), days(5))
    with pytest.raises(Refused, match="decided already"):
        s.decide_extension(request=request, granted=False, reason="x", by=register.officer)


def test_declining_takes_a_reason_and_moves_nothing(register):
    item = register.item(due_on=days(5))
    request = s.request_extension(
        commitment=item, to_date=days(30), reason="Late data", by=register.owner
    )
    with pytest.raises(Refused, match="why not"):
        s.decide_extension(request=request, granted=False, by=register.officer)
    s.decide_extension(request=request, granted=False, reason="Too late", by=register.officer)
    item.refresh_from_db()
    assert item.due_on == days(5)


def test_hand_back_moves_the_item_when_another_accepts(register):
    item = register.item()
    handed = s.hand_back(commitment=item, reason="Not ours", by=register.owner)
    with pytest.raises(NotPermitted, match="another person"):
        s.decide_hand_back(hand_back=handed, accepted=True, by=register.owner)
    south = register.world.posts["south_officer"]
    s.decide_hand_back(hand_back=handed, accepted=True, new_owner_post=south, by=register.officer)
    item.refresh_from_db()
    assert item.owner_post == south


def test_second_saver_gets_both_versions(register):
    item = register.item()
    mine = Commitment.objects.get(pk=item.pk)
    south = register.world.posts["south_officer"]
    s.assign(commitment=item, owner_post=None, by=register.officer, expected_version=1)
    with pytest.raises(Conflict) as raised:
        s.assign(commitment=mine, owner_post=south, by=register.officer, expected_version=1)
    assert raised.value.submitted["owner_post"] == south
    assert raised.value.current.owner_post is None


def test_what_is_said_does_not_make_an_editor_lose(register):
    item = register.item()
    s.add_progress(commitment=item, text="Begun.", by=register.owner)
    s.assign(commitment=item, owner_post=None, by=register.officer, expected_version=1)


def test_stale_object_is_never_written_over_newer_facts(register):
    item = register.item()
    stale = Commitment.objects.get(pk=item.pk)
    s.raise_challenge(commitments=[item], text="Why?", by=register.member)
    s.add_progress(commitment=stale, text="Begun.", by=register.owner)
    assert stale.open_challenges == 1
    assert wrong_facts() == []


# Closure


def propose(register, item, **facts):
    values = {
        "kind": "as_made",
        "statement": "The figures are out.",
        "by": register.owner,
    }
    if "evidence" not in facts:
        values["evidence"] = [register.evidence(item)]
    return s.propose_closure(commitment=item, **{**values, **facts})


def test_closing_takes_evidence_and_a_second_person(register):
    item = register.item()
    with pytest.raises(Refused, match="Choose the evidence"):
        propose(register, item, evidence=[])
    closure = propose(register, item)
    with pytest.raises(NotPermitted):
        s.verify_closure(closure=closure, by=register.owner)
    s.verify_closure(closure=closure, by=register.verifier)
    item.refresh_from_db()
    assert status_of(item) == Status.COMPLETED
    assert "and verified" in sentence(item, today())


def test_verifier_does_not_verify_what_their_own_post_answers_for(register):
    from dueregard.web.organisation.models import PostHolding

    item = register.item()
    closure = propose(register, item)
    PostHolding.objects.create(
        post=item.owner_post, user=register.verifier, starts_on=OLD, acting=True
    )
    with pytest.raises(NotPermitted, match="answer for"):
        s.verify_closure(closure=closure, by=register.verifier)


def test_reported_closure_waits_for_evidence_and_a_verifier(register):
    item = register.item()
    closure = s.report_closure(
        commitment=item, kind="as_made", statement="Completed", effective_on=OLD,
        by=register.officer,
    )  # fmt: skip
    item.refresh_from_db()
    assert (item.closure_state, item.closed_on) == ("reported", OLD)
    with pytest.raises(Refused, match="no evidence"):
        s.verify_closure(closure=closure, by=register.verifier)
    register.evidence(item)
    s.verify_closure(closure=closure, by=register.verifier)
    item.refresh_from_db()
    assert item.closure_state == "verified"


def test_closing_with_challenges_open_is_flagged(register):
    item = register.item()
    closure = propose(register, item)
    s.raise_challenge(commitments=[item], text="Really?", by=register.member)
    s.verify_closure(closure=closure, by=register.verifier)
    assert closure.challenges_open == 1


def test_refused_closure_opens_the_way_to_another(register):
    item = register.item()
    closure = propose(register, item)
    with pytest.raises(Refused, match="closure already"):
        propose(register, item)
    s.refuse_closure(closure=closure, reason="No figures for staff", by=register.verifier)
    item.refresh_from_db()
    assert item.closure_state == ""
    propose(register, item)


def test_reopened_item_keeps_its_closure_on_record(register):
    item = register.closed()
    with pytest.raises(Refused, match="is closed"):
        s.add_progress(commitment=item, text="More.", by=register.owner)
    closure = s.reopen(commitment=item, reason="The figures were wrong", by=register.verifier)
    assert (closure.state, closure.decided_at is not None) == ("reopened", True)
    s.add_progress(commitment=item, text="More.", by=register.owner)
    item.refresh_from_db()
    assert status_of(item) == Status.IN_PROGRESS


def test_kinds_take_what_they_need(register):
    item, other = register.item("1"), register.item("2")
    with pytest.raises(Refused, match="item it is merged into"):
        propose(register, item, kind="merged")
    with pytest.raises(Refused, match="Only a merged item"):
        propose(register, item, merged_into=other)
    with pytest.raises(Refused, match="body that takes it over"):
        propose(register, item, kind="transferred")
    propose(register, item, kind="merged", merged_into=other, evidence=[])
    with pytest.raises(Refused, match="itself merged into"):
        propose(register, other, kind="merged", merged_into=item, evidence=[])


@pytest.mark.parametrize("facts", [{"is_leaf": False}, {"is_pointer": True}])
def test_only_a_leaf_of_its_own_is_closed(register, facts):
    item = register.item()
    Commitment.objects.filter(pk=item.pk).update(**facts)
    with pytest.raises(Refused):
        propose(register, item)


# Evidence


def test_evidence_is_one_of_three(register, upload):
    item = register.item()
    with pytest.raises(Refused, match="exactly one"):
        register.evidence(item, link="https://example.org/")
    with pytest.raises(Refused, match="Choose a file"):
        register.evidence(item, text="")
    with pytest.raises(Refused, match="web address"):
        register.evidence(item, text="", link="javascript:alert(1)")


def test_same_file_is_kept_once(register, upload):
    item, other = register.item(), register.item()
    register.evidence(item, text="", file=upload())
    register.evidence(other, text="", file=upload(name="again.pdf"))
    assert StoredFile.objects.count() == 1


def test_evidence_of_a_restricted_item_is_not_public(register):
    hidden, shown = register.item(restricted=True), register.item()
    with pytest.raises(Refused, match="cannot be public"):
        register.evidence(hidden, visibility="public")
    public = register.evidence(shown, visibility="public")
    with pytest.raises(Refused, match="cannot be public"):
        s.use_evidence(evidence=public, commitment=hidden, by=register.owner)


def test_newer_version_leaves_the_earlier(register):
    evidence = register.evidence(register.item())
    s.add_evidence_version(evidence=evidence, text="Thirteen.", by=register.owner)
    assert list(evidence.versions.values_list("number", "text")) == [
        (2, "Thirteen."),
        (1, "Twelve of thirty."),
    ]


def test_evidence_a_closure_rests_on_alone_is_not_withdrawn(register):
    item = register.closed()
    evidence = item.evidence.get()
    with pytest.raises(Refused, match="rests on this alone"):
        s.withdraw_evidence(evidence=evidence, reason="Wrong", by=register.owner)
    s.reopen(commitment=item, reason="Wrong figures", by=register.verifier)
    s.withdraw_evidence(evidence=evidence, reason="Wrong", by=register.owner)
    assert evidence.withdrawn_at is not None


def test_expired_evidence_does_not_verify(register):
    item = register.item()
    piece = register.evidence(item, expires_on=today())
    closure = propose(register, item, evidence=[piece])
    type(piece).objects.filter(pk=piece.pk).update(expires_on=days(-1))
    with pytest.raises(Refused, match="expired"):
        s.verify_closure(closure=closure, by=register.verifier)


def test_request_is_met_once(register):
    item = register.item()
    asked = s.request_evidence(commitment=item, what="The minute", by=register.member)
    evidence = register.evidence(register.item())
    s.meet_evidence_request(request=asked, evidence=evidence, by=register.owner)
    assert item.evidence.get() == evidence
    with pytest.raises(Refused, match="met already"):
        s.meet_evidence_request(request=asked, evidence=evidence, by=register.owner)
    with pytest.raises(Refused, match="met already"):
        s.withdraw_evidence_request(request=asked, by=register.member)


# Batches


def imported(register, batch):
    old = register.round("2011", opens_on=OLD, state="closed", batch=batch)
    item = register.item("I", batch=batch)
    values = {"round": old, "batch": batch, "by": register.officer}
    s.add_progress(commitment=item, text="As printed.", said_on=OLD, **values)
    s.raise_challenge(commitments=[item], text="Printed?", raised_on=OLD, **values)
    s.report_closure(
        commitment=item, kind="as_made", statement="Completed", effective_on=OLD, **values
    )
    return item


def test_undone_batch_leaves_nothing_but_the_record(register):
    kept = register.item("K", due_on=days(9))
    shared = s.raise_challenge(commitments=[kept], text="Printed?", by=register.member)
    batch = uuid.uuid4()
    imported(register, batch)
    s.set_due_date(commitment=kept, due_on=days(99), batch=batch, by=register.officer)
    assert shared.items.count() == 2
    assert s.built_on_batch(batch) == []
    s.undo_batch(batch=batch, by=register.officer)
    kept.refresh_from_db()
    assert (kept.due_on, kept.open_challenges) == (days(9), 1)
    assert list(Commitment.objects.all()) == [kept]
    assert not Entry.objects.exists()
    assert not Round.objects.exists()
    assert not search.matching("printed", kind="entry").exists()
    assert search.matching("printed", kind="challenge").get().reference == "K"
    assert wrong_facts() == []


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda r, i: s.add_note(commitment=i, text="x", by=r.owner), "has a later statement"),
        (lambda r, i: r.evidence(i), "has evidence"),
        (
            lambda r, i: s.answer_challenge(
                challenge=Challenge.objects.get(), text="x", by=r.owner
            ),
            "has had a challenge answered",
        ),
        (
            lambda r, i: s.refuse_closure(closure=Closure.objects.get(), reason="x", by=r.verifier),
            "has had its closure decided",
        ),
        (
            lambda r, i: s.assign(commitment=i, owner_post=None, by=r.officer),
            "has been changed since",
        ),
        (
            lambda r, i: s.request_evidence(commitment=i, what="x", by=r.member),
            "has been asked for evidence",
        ),
    ],
)
def test_batch_that_was_built_on_is_not_undone(register, build, words):
    batch = uuid.uuid4()
    item = imported(register, batch)
    build(register, item)
    assert s.built_on_batch(batch) == [f"I {words}."]
    with pytest.raises(Refused, match=words):
        s.undo_batch(batch=batch, by=register.officer)
    assert Commitment.objects.filter(pk=item.pk).exists()


# The record


def test_every_write_leaves_its_event(register):
    item = register.item(due_on=days(3))
    before = Event.objects.count()
    s.add_progress(commitment=item, text="x", by=register.owner)
    s.raise_challenge(commitments=[item], text="x?", by=register.member)
    s.request_extension(commitment=item, to_date=days(9), reason="x", by=register.owner)
    register.evidence(item)
    s.assign(commitment=item, owner_post=None, by=register.officer)
    assert Event.objects.count() - before == 5


def test_refused_write_leaves_no_event_and_no_row(register):
    item = register.item()
    before = Event.objects.count()
    with pytest.raises(Refused):
        s.request_extension(commitment=item, to_date=days(9), reason="x", by=register.owner)
    assert Event.objects.count() == before


def test_reminder_is_one_message_a_person_and_hides_restricted_wording(register, mailoutbox):
    register.item("1", title="Open wording")
    register.item("2", title="SECRET wording", restricted=True)
    register.item("3", owner_post=register.world.posts["south_officer"])
    round_ = register.round(due_on=days(4))
    posts = list(register.world.posts.values())
    assert s.remind(round=round_, posts=posts, by=register.officer) == 2
    texts = {message.to[0]: message.body for message in mailoutbox}
    assert "Open wording" in texts["unit_lead@wessamere.example"]
    assert "SECRET" not in texts["unit_lead@wessamere.example"]
    assert Event.objects.filter(verb="remind").count() == 1


def test_nobody_is_reminded_of_what_they_have_reported(register, mailoutbox):
    item, round_ = register.item(), register.round()
    s.add_progress(commitment=item, text="Begun.", by=register.owner)
    with pytest.raises(Refused, match="None of them"):
        s.remind(round=round_, posts=[item.owner_post], by=register.officer)
    assert mailoutbox == []


# Constraints of the database, past the services


def refused_by_the_database(make):
    with pytest.raises(IntegrityError), transaction.atomic():
        make()


def test_database_keeps_the_second_person_and_the_one_living_closure(register):
    item, now = register.item(), timezone.now()
    closure = propose(register, item)

    def same_person():
        Closure.objects.filter(pk=closure.pk).update(
            state="verified", verified_by=closure.proposed_by, decided_at=now
        )

    def two_alive():
        Closure.objects.create(
            commitment=item, kind="as_made", state="reported", statement="x",
            proposed_at=now, effective_on=today(),
        )  # fmt: skip

    refused_by_the_database(same_person)
    refused_by_the_database(two_alive)


def test_database_keeps_requests_whole(register):
    item, now = register.item(due_on=days(2)), timezone.now()
    request = s.request_extension(commitment=item, to_date=days(9), reason="x", by=register.owner)
    handed = s.hand_back(commitment=item, reason="x", by=register.owner)
    refused_by_the_database(
        lambda: ExtensionRequest.objects.filter(pk=request.pk).update(
            state="granted", decided_by=request.requested_by, decided_at=now
        )
    )
    refused_by_the_database(
        lambda: HandBack.objects.filter(pk=handed.pk).update(state="granted", decided_at=None)
    )
    refused_by_the_database(
        lambda: HandBack.objects.filter(pk=handed.pk).update(
            state="granted", decided_by=handed.handed_back_by, decided_at=now
        )
    )


def test_database_keeps_one_open_round_and_no_empty_statement(register):
    item, round_ = register.item(), register.round()
    entry = s.add_progress(commitment=item, text="x", by=register.owner)
    refused_by_the_database(lambda: Entry.objects.filter(pk=entry.pk).update(text=""))
    refused_by_the_database(
        lambda: Round.objects.create(
            scope_kind=round_.scope_kind, scope_id=1, name="b", position=9, opens_on=today()
        )
    )


def test_imported_closure_is_the_papers_word_not_the_officers(register):
    from dueregard.web.audit import presenters
    from dueregard.web.audit.models import Event
    from dueregard.web.commitments.ending_voices import closure_voice

    batch = uuid.uuid4()
    round_ = register.round("Report of 26 May 2011", opens_on=OLD, state="closed", batch=batch)
    values = {"kind": "as_made", "statement": "x", "round": round_, "batch": batch}
    named, unnamed = register.item(batch=batch), register.item(batch=batch)
    cited = s.report_closure(
        commitment=named, attribution="Report 6a of 26 May 2011", by=register.officer, **values
    )
    plain = s.report_closure(commitment=unnamed, by=register.officer, **values)
    voice = closure_voice(cited, None)
    assert (voice.author, voice.kind) == ("Report 6a of 26 May 2011", "Reported complete")
    assert [row.value for row in voice.facts] == ["The paper does not say how"]
    assert closure_voice(plain, None).author == "Paper of the round “Report of 26 May 2011”"
    events = Event.objects.filter(verb="report", object_id=cited.pk)
    (line,) = presenters.present(events)
    assert "reported complete in Report 6a of 26 May 2011" in str(line)
    register.evidence(named)
    s.verify_closure(closure=cited, by=register.verifier)
    assert closure_voice(cited, None).kind == "Reported complete"


def test_same_file_is_evidence_for_an_item_once(register, upload):
    item, other = register.item("1"), register.item("2")
    first = register.evidence(item, text="", file=upload())
    with pytest.raises(Refused, match="evidence for 1 already, as “Promotion figures”"):
        register.evidence(item, title="Again", text="", file=upload(name="again.pdf"))
    with pytest.raises(Refused, match="same file as version 1"):
        s.add_evidence_version(evidence=first, file=upload(), by=register.owner)
    assert item.evidence.count() == 1
    register.evidence(other, text="", file=upload())
    s.withdraw_evidence(evidence=first, reason="Wrong year", by=register.owner)
    register.evidence(item, title="Again", text="", file=upload())
    assert item.evidence.count() == 2


def test_closure_an_owner_proposed_is_theirs(register):
    from dueregard.web.commitments.ending_voices import closure_voice

    item = register.closed()
    voice = closure_voice(item.closures.get(), None)
    assert voice.kind == "Closure proposed"
    assert voice.author == register.owner.name
    assert [row.value for row in voice.facts] == ["As made"]
