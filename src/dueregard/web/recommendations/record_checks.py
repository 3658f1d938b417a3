"""Checks of the record: what in the register of recommendations does not add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from dueregard.web.commitments.models import Commitment, Entry
from dueregard.web.commitments.states import EntryKind
from dueregard.web.commitments.status import still_open
from dueregard.web.core.registry import RecordProblem
from dueregard.web.recommendations.models import Link, Recommendation, Response
from dueregard.web.recommendations.services.places import place_of
from dueregard.web.recommendations.states import ACYCLIC_LINKS, RESOLVING_LINKS, ResponseKind

_ITEMS = Recommendation.objects.select_related("commitment", "source", "parent__commitment")


def problems() -> Iterator[RecordProblem]:
    """Yield every problem found; each names its place and leads there."""
    yield from _branches_with_entries()
    yield from _branches_and_leaves()
    yield from _pointers_to_nothing()
    yield from _accepted_without_owner()
    yield from _rejected_but_open()
    yield from _open_parts_of_restricted()
    yield from _places()
    yield from _circles()


def _problem(
    code: str, item: Recommendation, sentence: str, severity: str = "warning"
) -> RecordProblem:
    return RecordProblem(
        code=code,
        sentence=f"{item.commitment.reference} of {item.source} {sentence}",
        href=reverse("recommendations:recommendation", args=[item.pk]),
        severity=severity,
    )


def _branches_with_entries() -> Iterator[RecordProblem]:
    said = Entry.objects.filter(commitment=OuterRef("pk")).exclude(kind=EntryKind.NOTE)
    for item in _ITEMS.filter(Exists(said), commitment__is_leaf=False):
        yield _problem(
            "branch-with-entries",
            item,
            "has parts, yet progress or next steps are recorded on it instead of on a part.",
        )


def _branches_and_leaves() -> Iterator[RecordProblem]:
    parts = Recommendation.objects.filter(parent=OuterRef("pk"))
    for item in _ITEMS.filter(~Exists(parts), commitment__is_leaf=False):
        yield _problem(
            "branch-without-parts", item, "is recorded as having parts but has none.", "error"
        )
    for item in _ITEMS.filter(Exists(parts), commitment__is_leaf=True):
        yield _problem(
            "leaf-with-parts", item, "has parts but is counted as if it had none.", "error"
        )


def _pointers_to_nothing() -> Iterator[RecordProblem]:
    onward = Link.objects.filter(origin=OuterRef("pk"), kind__in=list(RESOLVING_LINKS))
    for item in _ITEMS.filter(~Exists(onward), commitment__is_pointer=True):
        yield _problem(
            "pointer-to-nothing",
            item,
            "says that it is answered elsewhere, but nothing says where. Link it to the "
            "recommendation that answers it.",
        )


def _accepted_without_owner() -> Iterator[RecordProblem]:
    accepted = Response.objects.filter(
        recommendation=OuterRef("pk"), kind__in=[ResponseKind.ACCEPTED, ResponseKind.IN_PART]
    )
    ownerless = _open_leaves().filter(Exists(accepted), commitment__owner_post=None)
    for item in ownerless:
        yield _problem(
            "accepted-without-owner",
            item,
            "was accepted, but nobody answers for it. Name an owner.",
        )


def _rejected_but_open() -> Iterator[RecordProblem]:
    said = Response.objects.filter(recommendation=OuterRef("pk"))
    rejected = said.filter(kind=ResponseKind.REJECTED)
    others = said.exclude(kind=ResponseKind.REJECTED)
    for item in _open_leaves().filter(Exists(rejected), ~Exists(others)):
        yield _problem(
            "rejected-but-open",
            item,
            "was rejected, but it is still open. Propose its closure as rejected.",
        )


def _open_parts_of_restricted() -> Iterator[RecordProblem]:
    for item in _ITEMS.filter(parent__commitment__restricted=True, commitment__restricted=False):
        yield _problem(
            "open-part-of-restricted",
            item,
            "is a part of a restricted recommendation but is not restricted itself.",
            "error",
        )


def _places() -> Iterator[RecordProblem]:
    for item in _ITEMS.all():
        if item.place != place_of(item.parent, item.position):
            yield _problem(
                "wrong-place",
                item,
                "is not kept where its source has it. Move it to its place again.",
                "error",
            )


def _circles() -> Iterator[RecordProblem]:
    for family in (RESOLVING_LINKS, *({kind} for kind in ACYCLIC_LINKS - RESOLVING_LINKS)):
        ties = Link.objects.filter(kind__in=list(family)).values_list("origin_id", "target_id")
        stuck = in_circles(ties)
        for item in _ITEMS.filter(pk__in=stuck):
            yield _problem(
                "links-in-a-circle",
                item,
                "is linked in a circle: following its links leads back to it.",
                "error",
            )


def in_circles(ties: Iterable[tuple[int, int]]) -> set[int]:
    """Return the items that lie on a circle of ties.

    Examples
    --------
    >>> in_circles([(1, 2), (2, 3), (3, 2)])
    {2, 3}
    """
    left = set(ties)
    while True:
        # What nothing leads to, or what leads nowhere, lies on no circle.
        origins, targets = {one for one, _ in left}, {two for _, two in left}
        kept = {(one, two) for one, two in left if one in targets and two in origins}
        if kept == left:
            return {one for one, _ in left}
        left = kept


def _open_leaves() -> QuerySet[Recommendation]:
    return _ITEMS.filter(commitment__in=Commitment.objects.filter(still_open()))
