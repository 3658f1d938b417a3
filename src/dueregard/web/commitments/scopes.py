"""What a reporting round belongs to: a source, later a plan.

This app knows rounds and commitments but not what they are gathered under: a higher app
registers a provider for each kind of scope in its ``AppConfig.ready()``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from dueregard.web.commitments.models import Commitment, Round
from dueregard.web.commitments.states import RoundState
from dueregard.web.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Scope:
    """What a round belongs to, in words, with its page and the unit that keeps it."""

    title: str
    href: str
    unit_id: int


@dataclass(frozen=True)
class ScopeProvider:
    """How one kind of scope is described and what is in it; one query each."""

    describe: Callable[[list[int]], dict[int, Scope]]
    commitments: Callable[[int], QuerySet[Commitment]]
    scopes_of: Callable[[list[int]], dict[int, int]]


#: kind of scope → its provider.
scopes: Registry[ScopeProvider] = Registry("scopes of rounds")


def scope_of(round_: Round) -> Scope | None:
    """Return what the round belongs to, or None when no app knows that kind."""
    return describe(round_.scope_kind, round_.scope_id)


def describe(kind: str, scope_id: int) -> Scope | None:
    """Return the scope of a kind with an id, or None when there is no such thing."""
    provider = scopes.get(kind)
    return provider.describe([scope_id]).get(scope_id) if provider else None


def commitments_in(round_: Round) -> QuerySet[Commitment]:
    """Return the commitments the round asks about."""
    provider = scopes.get(round_.scope_kind)
    return provider.commitments(round_.scope_id) if provider else Commitment.objects.none()


def commitments_of(key: str) -> QuerySet[Commitment]:
    """Return the commitments gathered under ``kind-id``; none when there is no such thing."""
    kind, _, number = key.rpartition("-")
    provider = scopes.get(kind)
    if provider is None or not (number.isascii() and number.isdigit()):
        return Commitment.objects.none()
    return provider.commitments(int(number))


def scopes_of(commitment_ids: Iterable[int]) -> dict[int, set[tuple[str, int]]]:
    """Return what each commitment is gathered under."""
    ids = list(commitment_ids)
    found: dict[int, set[tuple[str, int]]] = {pk: set() for pk in ids}
    kinds = scopes.keys()
    for kind in kinds:
        provider = scopes.get(kind)
        if provider is not None:
            for commitment, scope_id in provider.scopes_of(ids).items():
                found[commitment].add((kind, scope_id))
    return found


def rounds_of(commitment: Commitment) -> list[Round]:
    """Return the rounds that ask about a commitment, newest first."""
    rounds: list[Round] = []
    for kind, scope_id in sorted(scopes_of([commitment.pk])[commitment.pk]):
        rounds += Round.objects.filter(scope_kind=kind, scope_id=scope_id)
    return sorted(rounds, key=lambda each: (each.opens_on, each.position), reverse=True)


def open_round_of(commitment: Commitment) -> Round | None:
    """Return the open round that asks about a commitment, if there is one."""
    for kind, scope_id in sorted(scopes_of([commitment.pk])[commitment.pk]):
        found = Round.objects.filter(
            scope_kind=kind, scope_id=scope_id, state=RoundState.OPEN
        ).first()
        if found is not None:
            return found
    return None
