"""Two people write on one item at the same moment: neither loses what the other did.

What these tests commit cannot be flushed afterwards: the audit record refuses to be emptied, as
it should. So each has a database of its own, cloned before and dropped as a whole.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from dueregard.web.commitments import services as s
from dueregard.web.commitments.facts import wrong_facts
from dueregard.web.commitments.models import Challenge, Closure, Commitment
from dueregard.web.core.exceptions import Refused


@pytest.fixture
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """A clone of the test database, in place of the transaction other tests are undone by."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite lets one write at a time; its test database is in one connection")
    with django_db_blocker.unblock():
        connection.close()
        creation, kept = connection.creation, connection.settings_dict["NAME"]
        creation.clone_test_db(suffix="own", verbosity=0)
        connection.settings_dict["NAME"] = f"{kept}_own"
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = kept
            creation.destroy_test_db(suffix="own", verbosity=0)
            connection.close()
            connection.settings_dict["NAME"] = kept


def at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Run ``acts`` at the same moment, each on a connection of its own."""
    start = threading.Barrier(len(acts))
    raised: list[BaseException | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
        except Refused as refusal:
            raised[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_challenges_raised_at_once_are_all_counted(register):
    pk = register.item().pk
    member = register.member

    def ask(number: int) -> Callable[[], object]:
        return lambda: s.raise_challenge(
            commitments=[Commitment.objects.get(pk=pk)], text=f"Why {number}?", by=member
        )

    assert at_once(*(ask(number) for number in range(6))) == [None] * 6
    assert Commitment.objects.get(pk=pk).open_challenges == 6
    assert wrong_facts() == []


def test_challenges_on_two_items_in_either_order_do_not_block_each_other(register):
    first, second = register.item().pk, register.item().pk
    member = register.member

    def ask(text: str, *pks: int) -> Callable[[], object]:
        return lambda: s.raise_challenge(
            commitments=[Commitment.objects.get(pk=pk) for pk in pks], text=text, by=member
        )

    acts = [ask(f"Why {n}?", *((first, second) if n % 2 else (second, first))) for n in range(6)]
    assert at_once(*acts) == [None] * 6
    assert wrong_facts() == []


def test_only_one_closure_is_proposed_at_once(register):
    item = register.item()
    owner = register.owner

    def propose() -> object:
        return s.propose_closure(
            commitment=Commitment.objects.get(pk=item.pk), kind="rejected", statement="x", by=owner
        )

    raised = at_once(propose, propose, propose)
    assert sorted(type(each).__name__ for each in raised) == ["NoneType", "Refused", "Refused"]
    assert Closure.objects.count() == 1


def test_answers_at_once_leave_the_challenge_answered(register):
    item = register.item()
    challenge = s.raise_challenge(commitments=[item], text="Why?", by=register.member)
    owner = register.owner

    def answer(number: int) -> Callable[[], object]:
        return lambda: s.answer_challenge(
            challenge=Challenge.objects.get(pk=challenge.pk), text=f"So {number}.", by=owner
        )

    assert at_once(answer(1), answer(2)) == [None, None]
    assert challenge.answers.count() == 2
    assert wrong_facts() == []
