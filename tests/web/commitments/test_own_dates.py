"""Whoever answers for an item decides neither when it is due nor who answers for it."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse

from dueregard.web.commitments import services as s
from dueregard.web.commitments.actions import actions_for, owner_rows
from dueregard.web.core.clock import today
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.organisation.models import PostHolding

pytestmark = pytest.mark.django_db


def days(number):
    return today() + datetime.timedelta(days=number)


def in_words(register, item, user):
    item.refresh_from_db()
    offered = actions_for(item, user)
    links = [link for row in owner_rows(item, user) for link in row.actions]
    return [link.text for link in (*offered.main, *offered.more, *links)]


@pytest.mark.parametrize("post", ["owner_post", "deputy_post"])
def test_neither_owner_nor_deputy_moves_the_date(register, post):
    posts = {"owner_post": register.world.posts["south_officer"]}
    posts[post] = register.world.posts["north_lead"]
    item = register.item(due_on=days(-5), **posts)
    with pytest.raises(NotPermitted, match="Ask for more time"):
        s.set_due_date(commitment=item, due_on=days(500), reason="easier", by=register.owner)
    item.refresh_from_db()
    assert item.due_on == days(-5)


def test_owner_sets_no_first_date_either(register):
    item = register.item()
    with pytest.raises(NotPermitted, match="Ask the equality officer"):
        s.set_due_date(commitment=item, due_on=days(500), by=register.owner)


def test_officer_who_holds_the_owner_post_does_not_move_the_date(register):
    post = register.world.posts["south_officer"]
    PostHolding.objects.create(post=post, user=register.officer, acting=True, starts_on=days(-10))
    item = register.item(owner_post=post, due_on=days(5))
    with pytest.raises(NotPermitted, match="another person decides"):
        s.set_due_date(commitment=item, due_on=days(50), reason="x", by=register.officer)


def test_lead_still_moves_dates_of_items_others_answer_for(register):
    item = register.item(due_on=days(5), owner_post=register.world.posts["north_officer"])
    s.set_due_date(commitment=item, due_on=days(9), reason="Agreed", by=register.owner)
    assert item.due_on == days(9)


def test_owner_is_not_offered_what_another_decides(register):
    item = register.item(due_on=days(5))
    words = in_words(register, item, register.owner)
    assert "Ask for more time" in words and "Hand it back" in words
    assert not {"Name who answers", "Set the due date", "Change"} & set(words)
    assert "Set the due date" in in_words(register, item, register.officer)


@pytest.mark.parametrize("name", ["assign", "set_due_date"])
def test_page_is_closed_to_the_owner(client, register, name):
    item = register.item(due_on=days(5))
    client.force_login(register.owner)
    assert client.get(reverse(f"commitments:{name}", args=[item.pk])).status_code == 403


def test_owner_does_not_give_the_item_away(register):
    item = register.item()
    south = register.world.posts["south_officer"]
    with pytest.raises(NotPermitted, match="Hand it back"):
        s.assign(commitment=item, owner_post=south, by=register.owner)
    with pytest.raises(NotPermitted, match="Hand it back"):
        s.assign_many(commitments=[item], owner_post=south, reason="x", by=register.owner)


def test_owner_does_not_grant_what_the_deputy_asked(register):
    item = register.item(due_on=days(5), deputy_post=register.world.posts["north_officer"])
    deputy = register.person("contributor")
    request = s.request_extension(commitment=item, to_date=days(9), reason="x", by=deputy)
    with pytest.raises(NotPermitted, match="another person decides"):
        s.decide_extension(request=request, granted=True, by=register.owner)


def test_date_is_not_set_past_a_request_that_waits(client, register):
    item = register.item(due_on=days(5))
    request = s.request_extension(
        commitment=item, to_date=days(9), reason="Late data", by=register.owner
    )
    with pytest.raises(Refused, match="Decide on that request first"):
        s.set_due_date(commitment=item, due_on=days(50), reason="x", by=register.officer)
    client.force_login(register.officer)
    page = client.get(reverse("commitments:set_due_date", args=[item.pk])).content.decode()
    assert reverse("commitments:decide_extension", args=[request.pk]) in page
    assert "Save</button>" not in page


def test_granting_never_brings_a_later_date_forward(register):
    import uuid

    item = register.item(due_on=days(5))
    request = s.request_extension(
        commitment=item, to_date=days(9), reason="Late data", by=register.owner
    )
    # A paper taken in meanwhile gave a later date.
    s.set_due_date(commitment=item, due_on=days(50), batch=uuid.uuid4(), by=register.officer)
    with pytest.raises(Refused, match="no earlier"):
        s.decide_extension(request=request, granted=True, by=register.officer)
    item.refresh_from_db()
    assert item.due_on == days(50)
