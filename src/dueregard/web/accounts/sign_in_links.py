"""The one-use link by which somebody sets a password: handed over, or sent by e-mail."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from dueregard.web.accounts.models import User


def sign_in_link(user: User) -> str:
    """Return the path of the link; it stops working once a password was set with it.

    It is the same link as in the e-mail of a password reset, so there is one way to set a
    password and one place to guard.
    """
    return reverse(
        "account_reset_password_from_key",
        kwargs={
            "uidb36": user_pk_to_url_str(user),
            "key": default_token_generator.make_token(user),
        },
    )
