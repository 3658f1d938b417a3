"""People: added by an administrator, never by themselves; leavers leave their work behind."""

from __future__ import annotations

import datetime
import uuid

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from dueregard.web.accounts.models import User
from dueregard.web.accounts.permissions import Permission
from dueregard.web.accounts.sign_in_links import sign_in_link
from dueregard.web.audit.services import erase_personal_values, record, snapshot
from dueregard.web.core import search
from dueregard.web.core.clock import now, today
from dueregard.web.core.exceptions import NotPermitted, Refused
from dueregard.web.core.text import fold
from dueregard.web.organisation.access import access_of
from dueregard.web.organisation.models import PostHolding, RoleAssignment
from dueregard.web.organisation.services.guards import administrators_remain
from dueregard.web.organisation.services.indexing import index_person
from dueregard.web.organisation.services.posts import cut_term
from dueregard.web.organisation.services.roles import cut_role


@transaction.atomic
def add_person(
    *,
    email: str,
    name: str,
    by: User,
    password: str | None = None,
    must_change_password: bool = False,
    at: datetime.datetime | None = None,
) -> User:
    """Add a person; without a password they set their own by a link handed over to them."""
    access_of(by).require(Permission.MANAGE_PEOPLE)
    return make_person(
        email=email,
        name=name,
        by=by,
        password=password,
        must_change_password=must_change_password,
        at=at,
    )


def make_person(
    *,
    email: str,
    name: str,
    by: User | None,
    password: str | None,
    must_change_password: bool = False,
    at: datetime.datetime | None = None,
) -> User:
    """Add a person without asking who may; the caller has."""
    at = at or now()
    name, email = _tidy(name, email, but=None)
    if password is not None:
        _refuse_weak(password, User(email=email, name=name))
    user = User.objects.create_user(
        email, name, password, must_change_password=must_change_password
    )
    index_person(user, at)
    record(by=by, verb="create", instance=user, at=at)
    return user


@transaction.atomic
def edit_person(
    *, user: User, name: str, email: str, by: User, at: datetime.datetime | None = None
) -> User:
    """Change somebody's name or address."""
    require_person(by, user)
    at = at or now()
    user.refresh_from_db()
    before = snapshot(user)
    user.name, user.email = _tidy(name, email, but=user)
    user.save(update_fields=["name", "email", "email_folded"])
    index_person(user, at)
    record(by=by, verb="edit", instance=user, before=before, at=at)
    return user


@transaction.atomic
def deactivate_person(
    *,
    user: User,
    by: User,
    at: datetime.datetime | None = None,
    ends_on: datetime.date | None = None,
) -> User:
    """Let somebody go: they can no longer sign in, their terms end, their work stays.

    One event for the person and one for each term and role that ends, in one batch.
    """
    require_person(by, user)
    at, ends_on, batch = at or now(), ends_on or today(), uuid.uuid4()
    if user.pk == by.pk:
        raise Refused("You cannot deactivate yourself. Ask another administrator.")
    with administrators_remain():
        user.refresh_from_db()
        for holding in PostHolding.objects.filter(user=user).exclude(ends_on__lte=ends_on):
            cut_term(holding, ends_on=ends_on, by=by, at=at, batch=batch)
        for role in RoleAssignment.objects.filter(user=user).exclude(ends_on__lte=ends_on):
            cut_role(role, ends_on=ends_on, by=by, at=at, batch=batch)
        before = snapshot(user)
        user.is_active = False
        user.save(update_fields=["is_active"])
    record(by=by, verb="deactivate", instance=user, before=before, at=at, batch=batch)
    return user


@transaction.atomic
def reactivate_person(*, user: User, by: User, at: datetime.datetime | None = None) -> User:
    """Let somebody sign in again; roles and posts are given anew."""
    require_person(by, user)
    user.refresh_from_db()
    before = snapshot(user)
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(by=by, verb="reactivate", instance=user, before=before, at=at)
    return user


@transaction.atomic
def hand_over_sign_in_link(*, user: User, by: User, at: datetime.datetime | None = None) -> str:
    """Return the path of a one-use link by which ``user`` sets a password.

    The link works once, for three days, and stops working when another is used. The record
    says that it was made, never what it is.
    """
    require_person(by, user)
    if not user.is_active:
        raise Refused(f"{user.name} cannot sign in any more. Let them sign in again first.")
    record(by=by, verb="hand_over_sign_in_link", instance=user, before=snapshot(user), at=at)
    return sign_in_link(user)


@transaction.atomic
def require_new_password(*, user: User, by: User, at: datetime.datetime | None = None) -> User:
    """Ask somebody for a new password the next time they open a page."""
    require_person(by, user)
    user.refresh_from_db()
    before = snapshot(user)
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])
    record(by=by, verb="require_new_password", instance=user, before=before, at=at)
    return user


@transaction.atomic
def erase_person(*, user: User, by: User, at: datetime.datetime | None = None) -> User:
    """Erase who somebody was; what they did stays on record as done by a former member."""
    require_person(by, user)
    at = at or now()
    user.refresh_from_db()
    if user.is_active:
        raise Refused(f"Deactivate {user.name} first: only a leaver's name can be erased.")
    user.name = f"Former member of staff {user.pk}"
    user.email = f"erased-{user.pk}@erased.invalid"
    user.set_unusable_password()
    user.save()
    search.forget(kind="person", object_id=user.pk)
    erase_personal_values(subject=user, by=by, at=at)
    return user


def may_manage(by: User, user: User) -> bool:
    """Return whether ``by`` may manage ``user``: all they hold must be within reach.

    Otherwise an administrator of one borough could take over the sign-in of the
    administrator of the whole.
    """
    access = access_of(by)
    if not access.may(Permission.MANAGE_PEOPLE):
        return False
    if access.whole:
        return True
    going_on = {"user": user}
    roles = RoleAssignment.objects.filter(**going_on).exclude(ends_on__lt=today())
    posts = PostHolding.objects.filter(**going_on).exclude(ends_on__lt=today())
    held = {
        *roles.values_list("unit_id", flat=True),
        *posts.values_list("post__unit_id", flat=True),
    }
    return held <= access.units(Permission.MANAGE_PEOPLE)


def require_person(by: User, user: User) -> None:
    """Raise ``NotPermitted`` unless ``by`` may manage ``user``."""
    if not may_manage(by, user):
        raise NotPermitted(
            f"You may not change the sign-in of {user.name}: they have roles or posts outside the "
            "units you administer."
        )


def _tidy(name: str, email: str, *, but: User | None) -> tuple[str, str]:
    name, email = " ".join(name.split()), email.strip()
    if not name:
        raise Refused("Enter the person’s name.", field="name")
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(
            "Enter an email address in the right form, like name@example.com.", field="email"
        ) from error
    taken = User.objects.filter(email_folded=fold(email))
    if but is not None:
        taken = taken.exclude(pk=but.pk)
    if other := taken.first():
        raise Refused(
            f"{other.name} already signs in with {email}. Use another address.", field="email"
        )
    return name, email


def _refuse_weak(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from error
