"""Forms of the organisation. They read what was written; the services decide."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission, Role
from dueregard.web.core.forms import DateField, DueForm, VersionedFormMixin
from dueregard.web.organisation.models import Body, Post, Unit
from dueregard.web.organisation.queries import post_choices, unit_choices

LAST_DAY = "The last day included."


def _users() -> Any:
    return User.objects.filter(is_active=True).order_by("name", "pk")


class BodyNameForm(VersionedFormMixin, DueForm):
    """What a body is called."""

    name = forms.CharField(label="Name", max_length=200)
    short_name = forms.CharField(
        label="Short name", max_length=40, help_text="Initials, for example."
    )
    kind = forms.ChoiceField(label="Kind", choices=Body.Kind.choices)
    aliases = forms.CharField(
        label="Other names",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What papers also call it, one name on each line.",
    )

    def clean_aliases(self) -> list[str]:
        """Return the names, one a line."""
        return [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]


class BodyForm(BodyNameForm):
    """A new body."""

    starts_on = DateField(label="From", help_text="The first day it was there.")


class UnitNameForm(VersionedFormMixin, DueForm):
    """What a unit is called."""

    name = forms.CharField(label="Name", max_length=200)
    kind = forms.ChoiceField(label="Kind", choices=Unit.Kind.choices)
    code = forms.CharField(
        label="Code", max_length=40, required=False, help_text="What other systems call it."
    )


class UnitForm(UnitNameForm):
    """A new unit, and where it stands."""

    body = forms.ModelChoiceField(
        label="Body", queryset=Body.objects.filter(ends_on=None), empty_label=None
    )
    parent = forms.TypedChoiceField(label="Under", coerce=int, empty_value=None, required=False)
    starts_on = DateField(label="From", help_text="The first day it was there.")

    def __init__(self, *args: Any, user: User, whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self, "parent", user, whole=whole)


class MoveForm(DueForm):
    """Where a unit stands from a day on."""

    parent = forms.TypedChoiceField(label="Under", coerce=int, empty_value=None, required=False)
    on = DateField(label="From", help_text="The first day in the new place.")

    def __init__(self, *args: Any, user: User, whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_units(self, "parent", user, whole=whole)


class EndForm(DueForm):
    """The last day of something."""

    ends_on = DateField(label="Last day", help_text=LAST_DAY)


class EndUnitForm(EndForm):
    """The last day of a unit, despite posts that go on."""

    despite_open_posts = forms.BooleanField(
        label="End the unit although posts in it go on", required=False
    )


class EndBodyForm(EndForm):
    """The last day of a body, and which one took over."""

    successor = forms.ModelChoiceField(
        label="Taken over by", queryset=Body.objects.all(), required=False, empty_label="None"
    )


class PostNameForm(VersionedFormMixin, DueForm):
    """What a post is called."""

    title = forms.CharField(label="Title", max_length=200)


class PostForm(PostNameForm):
    """A new post."""

    starts_on = DateField(label="From", help_text="The first day of the post.")


class EndPostForm(EndForm):
    """The last day of a post, and which post takes over."""

    successor = forms.ModelChoiceField(
        label="Taken over by", queryset=Post.objects.none(), required=False, empty_label="None"
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        assert isinstance(field, forms.ModelChoiceField)
        others = Post.objects.filter(ends_on=None).exclude(pk=post.pk)
        field.queryset = others.select_related("unit")
        field.label_from_instance = lambda each: f"{each.title}, {each.unit.name}"  # type: ignore[method-assign,assignment]


class TermForm(DueForm):
    """From when until when."""

    starts_on = DateField(label="From", help_text="The first day.")
    ends_on = DateField(
        label="Until", required=False, help_text="Leave empty when no end is known."
    )


class HoldingForm(TermForm):
    """Who holds a post."""

    field_order = ("user", "starts_on", "ends_on", "acting")
    user = forms.ModelChoiceField(
        label="Who holds the post", queryset=User.objects.none(), empty_label="Choose a person"
    )
    acting = forms.BooleanField(
        label="Acting, while the holder is away",
        required=False,
        help_text="Whoever is acting answers for the post meanwhile.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = _users()  # type: ignore[attr-defined]


class PersonsPostForm(TermForm):
    """Which post somebody holds."""

    field_order = ("post", "starts_on", "ends_on", "acting")
    post = forms.TypedChoiceField(label="Post", coerce=int)
    acting = forms.BooleanField(label="Acting, while the holder is away", required=False)

    def __init__(self, *args: Any, units: frozenset[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a post"), *post_choices(units)]
        self.fields["post"].choices = choices  # type: ignore[attr-defined]


class PersonForm(DueForm):
    """Who somebody is."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(
        label="Email address", max_length=254, help_text="They sign in with it."
    )


class RoleForm(TermForm):
    """What somebody is, and where."""

    field_order = ("role", "unit", "starts_on", "ends_on")
    role = forms.ChoiceField(label="Role", choices=Role.choices, widget=forms.RadioSelect)
    unit = forms.TypedChoiceField(
        label="In which unit", coerce=int, help_text="The role reaches every unit below as well."
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose a unit"), *unit_choices(user, Permission.MANAGE_PEOPLE)]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]


class DayForm(DueForm):
    """The day on which to look at the organisation."""

    on = DateField(label="As it stood on")


def _offer_units(form: DueForm, name: str, user: User, *, whole: bool) -> None:
    first = [("", "No other unit: at the top" if whole else "Choose a unit")]
    choices = [*first, *unit_choices(user, Permission.MANAGE_ORGANISATION)]
    field = form.fields[name]
    field.choices = choices  # type: ignore[attr-defined]
    field.required = not whole
