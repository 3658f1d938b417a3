"""Choices of units, bodies, posts and branches."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.core.clock import today
from dueregard.web.core.text import excerpt
from dueregard.web.organisation.models import Body, Post, Unit, current
from dueregard.web.organisation.queries import post_label, unit_choices
from dueregard.web.recommendations.models import Recommendation, Source


class UnitField(forms.TypedChoiceField):
    """A unit in which the user may manage sources, in the order of the tree."""

    def __init__(self, **options: Any) -> None:
        super().__init__(coerce=_unit, empty_value=None, **options)

    def offer(self, user: User, nothing: str = "") -> None:
        """Give the choices this user has; ``nothing`` is what no choice means."""
        choices = unit_choices(user, Permission.MANAGE_SOURCES)
        self.choices = [("", nothing or "Choose a unit"), *choices]

    def offer_and_keep(self, user: User, present: Unit) -> None:
        """Give the choices this user has, and the present unit even if it is not theirs."""
        choices = unit_choices(user, Permission.MANAGE_SOURCES)
        if present.pk not in dict(choices):
            choices.insert(0, (present.pk, present.name))
        self.choices = choices
        self.required = True

    def prepare_value(self, value: Any) -> Any:
        """Show a unit as its id."""
        return value.pk if isinstance(value, Unit) else value


def _unit(value: str) -> Unit:
    return Unit.objects.get(pk=value)


class BodyField(forms.ModelChoiceField):
    """A body that is there today."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Body.objects.order_by("name"), **options)


class PostField(forms.ModelChoiceField):
    """A post there is today, named with its unit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Post.objects.all(), **options)

    def offer(self) -> None:
        """Offer the posts there are today."""
        posts = Post.objects.filter(current(today())).select_related("unit")
        self.queryset = posts.order_by("title", "unit__name", "pk")

    def label_from_instance(self, obj: Any) -> str:
        """Name a post with its unit."""
        return post_label(obj)


class BranchField(forms.ModelChoiceField):
    """A recommendation of one source under which another can stand."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Recommendation.objects.none(),
            empty_label="Nothing: it stands at the top",
            **options,
        )

    def offer(self, source: Source, but: Recommendation | None = None) -> None:
        """Offer the recommendations of ``source``, without ``but`` and what is below it."""
        rows = Recommendation.objects.filter(source=source).select_related("commitment")
        if but is not None:
            rows = rows.exclude(place__startswith=but.place)
        self.queryset = rows.order_by("place", "pk")

    def label_from_instance(self, obj: Any) -> str:
        """Name a branch by its number and first words, indented by its depth."""
        indent = "\u2003" * obj.depth
        return f"{indent}{obj.commitment.reference} {excerpt(obj.text, words=9)}"
