"""The whole organisation on a day."""

from __future__ import annotations

import datetime
from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.clock import today
from dueregard.web.core.components import TreeNode
from dueregard.web.organisation.access import access_of, needs, signed_in
from dueregard.web.organisation.forms import DayForm
from dueregard.web.organisation.models import Body, Post, Unit, current
from dueregard.web.organisation.tree import UnitTree, unit_tree


@needs(Permission.VIEW)
def overview(request: HttpRequest) -> HttpResponse:
    """What is there, and what stands under what?"""
    form = DayForm(request.GET if "on_day" in request.GET or "on" in request.GET else None)
    chosen = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    on = chosen or today()
    access = access_of(signed_in(request))
    context = {
        "form": form if form.is_bound else DayForm(initial={"on": on}),
        "on": on,
        "is_today": on == today(),
        "nodes": tree_nodes(on),
        "bodies": Body.objects.filter(current(on)),
        "may_change": access.may(Permission.MANAGE_ORGANISATION),
        "may_add_body": access.may(Permission.MANAGE_ORGANISATION)
        or access.may(Permission.MANAGE_SOURCES),
        "may_manage_people": access.may(Permission.MANAGE_PEOPLE),
    }
    return render(request, "organisation/overview.html", context)


def tree_nodes(on: datetime.date) -> list[TreeNode]:
    """Return the tree of units on a day, with what is in each (three queries)."""
    tree = unit_tree(on)
    units = Unit.objects.in_bulk(tree.parents)
    posts = Counter(Post.objects.filter(current(on)).values_list("unit_id", flat=True))
    return [_node(units, posts, tree, root) for root in tree.roots()]


def _node(units: dict[int, Unit], posts: Counter[int], tree: UnitTree, pk: int) -> TreeNode:
    unit, count = units[pk], posts[pk]
    words = f"{unit.get_kind_display()}, {count or 'no'} {'post' if count == 1 else 'posts'}"
    below = [_node(units, posts, tree, child) for child in tree.children.get(pk, ())]
    return TreeNode("", unit.name, unit.get_absolute_url(), note=words, children=below)
