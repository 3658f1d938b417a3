"""Who may do what: every service for every role, against one table."""

from __future__ import annotations

import datetime

import pytest

from dueregard.web.accounts.permissions import Role
from dueregard.web.commitments import services as s
from dueregard.web.commitments.access import may_see, visible_to
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import NotPermitted, Refused

pytestmark = pytest.mark.django_db

OFFICER, LEAD, MEMBER, VERIFIER = "equality_officer", "unit_lead", "scrutineer", "verifier"
CONTRIBUTOR, POLICY, ANALYST = "contributor", "policy_manager", "analyst"
DELIVERING = {OFFICER, LEAD, CONTRIBUTOR, POLICY}
EVERYONE = set(Role.values)


def _closure(register, item):
    return s.propose_closure(
        commitment=item,
        kind="as_made",
        statement="Done.",
        evidence=[register.evidence(item)],
        by=register.person("policy_manager"),
    )


def _extension(register, item):
    later = today() + datetime.timedelta(days=9)
    return s.request_extension(
        commitment=item, to_date=later, reason="x", by=register.person("policy_manager")
    )


#: Name, how it is prepared, how it is done, the roles that may. The item has no owner post in
#: play: the permission comes from the role alone.
ACTS = [
    ("add_progress", None, lambda i, m, by: s.add_progress(commitment=i, text="x", by=by),
     DELIVERING),
    ("add_next_step", None, lambda i, m, by: s.add_next_step(commitment=i, text="x", by=by),
     DELIVERING),
    ("add_note", None, lambda i, m, by: s.add_note(commitment=i, text="x", by=by),
     DELIVERING | {MEMBER, VERIFIER}),
    ("raise_challenge", None,
     lambda i, m, by: s.raise_challenge(commitments=[i], text="x", by=by), {MEMBER}),
    ("answer_challenge",
     lambda r, i: s.raise_challenge(commitments=[i], text="y", by=r.member),
     lambda i, m, by: s.answer_challenge(challenge=m, text="x", by=by), DELIVERING),
    ("add_evidence", None,
     lambda i, m, by: s.add_evidence(commitments=[i], title="x", text="x", by=by),
     DELIVERING | {ANALYST}),
    ("add_evidence_version", lambda r, i: r.evidence(i),
     lambda i, m, by: s.add_evidence_version(evidence=m, text="x", by=by),
     DELIVERING | {ANALYST}),
    ("withdraw_evidence", lambda r, i: r.evidence(i),
     lambda i, m, by: s.withdraw_evidence(evidence=m, reason="x", by=by),
     DELIVERING | {ANALYST}),
    ("use_evidence", lambda r, i: r.evidence(r.item()),
     lambda i, m, by: s.use_evidence(evidence=m, commitment=i, by=by), DELIVERING | {ANALYST}),
    ("request_evidence", None,
     lambda i, m, by: s.request_evidence(commitment=i, what="x", by=by),
     {OFFICER, MEMBER, VERIFIER}),
    ("withdraw_evidence_request",
     lambda r, i: s.request_evidence(commitment=i, what="y", by=r.member),
     lambda i, m, by: s.withdraw_evidence_request(request=m, by=by),
     {OFFICER, MEMBER, VERIFIER}),
    ("assign", None, lambda i, m, by: s.assign(commitment=i, owner_post=None, by=by),
     {OFFICER, LEAD}),
    ("assign_many", None,
     lambda i, m, by: s.assign_many(commitments=[i], owner_post=None, reason="x", by=by),
     {OFFICER, LEAD}),
    ("set_due_date", None,
     lambda i, m, by: s.set_due_date(commitment=i, due_on=None, reason="x", by=by),
     {OFFICER, LEAD}),
    ("describe_commitment", None,
     lambda i, m, by: s.describe_commitment(commitment=i, title="x", by=by), {OFFICER}),
    ("request_extension", None,
     lambda i, m, by: s.request_extension(
         commitment=i, to_date=today() + datetime.timedelta(days=9), reason="x", by=by),
     DELIVERING),
    ("decide_extension", _extension,
     lambda i, m, by: s.decide_extension(request=m, granted=True, by=by), {OFFICER, LEAD}),
    ("propose_closure", None,
     lambda i, m, by: s.propose_closure(commitment=i, kind="rejected", statement="x", by=by),
     DELIVERING),
    ("report_closure", None,
     lambda i, m, by: s.report_closure(commitment=i, kind="as_made", statement="x", by=by),
     {OFFICER}),
    ("verify_closure", _closure, lambda i, m, by: s.verify_closure(closure=m, by=by), {VERIFIER}),
    ("refuse_closure", _closure,
     lambda i, m, by: s.refuse_closure(closure=m, reason="x", by=by), {VERIFIER}),
    ("withdraw_closure", _closure, lambda i, m, by: s.withdraw_closure(closure=m, by=by),
     DELIVERING),
    ("reopen",
     lambda r, i: s.report_closure(
         commitment=i, kind="as_made", statement="x", by=r.officer),
     lambda i, m, by: s.reopen(commitment=i, reason="x", by=by), {OFFICER, VERIFIER}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "prepare", "act", "allowed"), ACTS, ids=[a[0] for a in ACTS])
def test_service_lets_these_roles_and_no_others(register, name, prepare, act, allowed):
    from django.db import transaction

    item = register.item(due_on=today(), owner_post=register.world.posts["south_officer"])
    made = prepare(register, item) if prepare else None
    may = set()
    for role in EVERYONE:
        try:
            with transaction.atomic():
                act(item, made, register.person(role))
                may.add(role)
                raise UndoneError
        except UndoneError:
            pass
        except NotPermitted:
            continue
        item.refresh_from_db()
        if made is not None:
            made.refresh_from_db()
    assert may == allowed


class UndoneError(Exception):
    """Undoes what a role was allowed to do, so that the next finds the same item."""


def test_role_in_one_unit_does_not_reach_another(register):
    item = register.item(unit=register.world.south, owner_post=None)
    with pytest.raises(NotPermitted):
        s.add_progress(commitment=item, text="x", by=register.owner)


def test_owner_post_is_enough_without_any_role(register):
    from dueregard.web.organisation.models import Post, PostHolding

    start = datetime.date(2000, 1, 1)
    post = Post.objects.create(unit=register.world.south, title="Adviser", starts_on=start)
    nobody = register.person("nobody")
    PostHolding.objects.create(post=post, user=nobody, starts_on=start)
    item = register.item(owner_post=post, restricted=True)
    other = register.item()
    nobody = register.person("nobody")
    assert s.add_progress(commitment=item, text="x", by=nobody).author_post == post
    assert list(visible_to(nobody)) == [item]
    assert not may_see(nobody, other)
    for act in (
        lambda: s.assign(commitment=item, owner_post=None, by=nobody),
        lambda: s.raise_challenge(commitments=[item], text="x", by=nobody),
        lambda: s.add_progress(commitment=other, text="x", by=nobody),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_restricted_item_is_seen_by_the_right_and_by_its_owner(register):
    item = register.item(restricted=True)
    sees = {role for role in EVERYONE if may_see(register.person(role), item)}
    listed = {role for role in EVERYONE if visible_to(register.person(role)).exists()}
    assert sees == listed
    assert sees == {OFFICER, LEAD, "secretary", MEMBER, VERIFIER, "auditor"}
    with pytest.raises(NotPermitted):
        s.add_progress(commitment=item, text="x", by=register.person(CONTRIBUTOR))


def test_round_is_the_officers(register):
    register.item()
    for role in EVERYONE - {OFFICER}:
        with pytest.raises(NotPermitted):
            register.round(by=register.person(role))
    register.round()


def test_only_the_owner_hands_back(register):
    item = register.item()
    for role in EVERYONE - {LEAD}:
        with pytest.raises(NotPermitted):
            s.hand_back(commitment=item, reason="x", by=register.person(role))
    s.hand_back(commitment=item, reason="x", by=register.owner)


def test_import_needs_only_the_right_to_import(register):
    import uuid

    item = register.item()
    s.raise_challenge(commitments=[item], text="x", batch=uuid.uuid4(), by=register.officer)
    with pytest.raises(NotPermitted):
        s.raise_challenge(
            commitments=[item], text="y", batch=uuid.uuid4(), by=register.person(ANALYST)
        )


def test_nobody_speaks_for_a_post_they_do_not_hold(register):
    item = register.item()
    with pytest.raises(Refused, match="do not hold"):
        s.add_progress(
            commitment=item, text="x", author_post=register.world.posts["chair"], by=register.owner
        )
