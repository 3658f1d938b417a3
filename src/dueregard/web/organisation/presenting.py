"""How the organisation's events read, and what its things are called in them."""

from __future__ import annotations

from dueregard.web.accounts.permissions import Role
from dueregard.web.audit import names, presenters
from dueregard.web.audit.presenters import Reading
from dueregard.web.organisation.models import Post, PostHolding, RoleAssignment

USER, BODY, UNIT = "accounts.user", "organisation.body", "organisation.unit"
POST, HOLDING, ROLE = (
    "organisation.post",
    "organisation.postholding",
    "organisation.roleassignment",
)


def register() -> None:
    """Register sentences and names (once, when the app is ready)."""
    names.providers.register(POST, _posts)
    names.providers.register(HOLDING, _holdings)
    names.providers.register(ROLE, _roles)
    presenters.register(
        BODY,
        sentences={
            "create": "{actor} added {thing}",
            "describe": "{actor} changed what {thing} is called",
            "end": "{actor} ended {thing}",
        },
    )
    presenters.register(
        UNIT,
        sentences={
            "create": "{actor} added the unit {thing}",
            "rename": "{actor} renamed the unit {thing}",
            "move": _moved,
            "end": "{actor} ended the unit {thing}",
        },
    )
    presenters.register(
        POST,
        sentences={
            "create": "{actor} added the post {thing}",
            "rename": "{actor} changed the title of {thing}",
            "end": "{actor} ended the post {thing}",
        },
    )
    presenters.register(
        HOLDING,
        sentences={
            "create": _began_to_hold,
            "end": _stopped_holding,
            "cancel": "{actor} took out a term in a post that had not begun",
        },
        quiet=("ends_on",),  # the sentence says it
    )
    presenters.register(
        ROLE,
        sentences={
            "create": _given_role,
            "end": _ended_role,
            "cancel": "{actor} took out a role that had not begun",
        },
        quiet=("ends_on",),
    )
    presenters.register(
        USER,
        sentences={
            "create": "{actor} added {thing}",
            "edit": "{actor} changed the details of {thing}",
            "set_password": "{thing} set a new password",
            "deactivate": "{actor} deactivated {thing}",
            "reactivate": "{actor} let {thing} sign in again",
            "hand_over_sign_in_link": "{actor} made a sign-in link for {thing}",
            "require_new_password": "{actor} asked {thing} for a new password",
            "erase_personal_values": "{actor} erased who {thing} was",
        },
    )


def _moved(reading: Reading) -> str:
    parent = reading.mentioned("parent")
    place = f"under {parent}" if parent else "to the top"
    return f"{reading.actor} moved the unit {reading.thing} {place}"


def _began_to_hold(reading: Reading) -> str:
    acting = " (acting)" if reading.payload["after"].get("acting") else ""
    who, post, day = (reading.after(c) for c in ("user_id", "post_id", "starts_on"))
    return f"{reading.actor} recorded that {who} holds {post}{acting} from {day}"


def _stopped_holding(reading: Reading) -> str:
    who, post, day = (reading.after(c) for c in ("user_id", "post_id", "ends_on"))
    return f"{reading.actor} recorded that {who} holds {post} until {day}"


def _given_role(reading: Reading) -> str:
    who, role, unit = (reading.after(c) for c in ("user_id", "role", "unit_id"))
    return f"{reading.actor} gave {who} the role {role.lower()} in {unit}"


def _ended_role(reading: Reading) -> str:
    who, role, unit, day = (reading.after(c) for c in ("user_id", "role", "unit_id", "ends_on"))
    return f"{reading.actor} ended the role {role.lower()} of {who} in {unit} on {day}"


def _posts(ids: list[int]) -> dict[int, str]:
    posts = Post.objects.filter(pk__in=ids).select_related("unit")
    return {post.pk: f"{post.title}, {post.unit.name}" for post in posts}


def _holdings(ids: list[int]) -> dict[int, str]:
    held = PostHolding.objects.filter(pk__in=ids).select_related("post__unit", "user")
    return {h.pk: f"{h.user.name} as {h.post.title}, {h.post.unit.name}" for h in held}


def _roles(ids: list[int]) -> dict[int, str]:
    given = RoleAssignment.objects.filter(pk__in=ids).select_related("unit", "user")
    return {r.pk: f"{r.user.name} as {Role(r.role).label.lower()} in {r.unit.name}" for r in given}
