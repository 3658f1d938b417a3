"""Whatever is asked in whatever order: no unit stands below itself, no two terms overlap."""

from __future__ import annotations

import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.web.core.exceptions import Refused
from dueregard.web.organisation import services
from dueregard.web.organisation.models import PostHolding, Unit, UnitPlacement
from dueregard.web.organisation.tree import lasting_tree, unit_tree

START = datetime.date(2020, 1, 1)
days = st.integers(0, 40).map(lambda n: START + datetime.timedelta(days=n))
few = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def transactional_rollback(db):
    """Undo what one example did before the next."""

    class Undo:
        def __enter__(self):
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def __exit__(self, *error):
            transaction.set_rollback(True)
            self.atomic.__exit__(*error)

    return Undo


@few
@given(moves=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), days), max_size=8))
def test_no_unit_stands_below_itself(world, transactional_rollback, moves):
    with transactional_rollback():
        admin = world.person("administrator")
        units = [world.force_unit, world.north, world.south]
        for name in ("One", "Two"):
            units.append(
                services.create_unit(
                    body=world.force,
                    name=name,
                    kind="team",
                    parent=world.north,
                    starts_on=datetime.date(2010, 1, 1),
                    by=admin,
                )
            )
        for child, parent, on in moves:
            try:
                services.move_unit(unit=units[child], parent=units[parent], on=on, by=admin)
            except Refused:
                continue
        for on in {START, *(move[2] for move in moves), START + datetime.timedelta(days=50)}:
            tree = unit_tree(on)
            assert set(tree.parents) == set(Unit.objects.values_list("pk", flat=True))
            assert {unit for unit, _ in tree.walk()} == set(tree.parents)
            assert tree.parents == lasting_tree(on).parents
            for unit in tree.parents:
                assert unit not in tree.ancestors(unit)
        for unit in units:
            last = None
            for placement in UnitPlacement.objects.filter(unit=unit).order_by("starts_on"):
                if last is not None:
                    assert last.ends_on == placement.starts_on - datetime.timedelta(days=1)
                last = placement


@few
@given(
    terms=st.lists(
        st.tuples(days, st.one_of(st.none(), st.integers(-2, 10)), st.booleans()), max_size=8
    )
)
def test_terms_never_overlap(world, transactional_rollback, terms):
    with transactional_rollback():
        admin = world.person("administrator")
        post = services.create_post(unit=world.north, title="Under test", starts_on=START, by=admin)
        wanted = 0
        for starts_on, length, acting in terms:
            ends_on = None if length is None else starts_on + datetime.timedelta(days=length)
            try:
                services.hold_post(
                    post=post,
                    user=admin,
                    starts_on=starts_on,
                    ends_on=ends_on,
                    acting=acting,
                    by=admin,
                )
                wanted += 1
            except Refused:
                continue
        held = list(PostHolding.objects.filter(post=post))
        assert len(held) == wanted
        for offset in range(60):
            on = START + datetime.timedelta(days=offset)
            for acting in (True, False):
                assert sum(h.acting == acting and h.is_current(on) for h in held) <= 1
