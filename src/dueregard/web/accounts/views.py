"""The pages of sign-in: allauth's, with our forms and our templates."""

from __future__ import annotations

from collections.abc import Callable
from smtplib import SMTPException
from typing import TypeVar

from allauth.account import views as allauth
from django.http import HttpResponse, HttpResponseBase

from dueregard.web.accounts import forms

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class SignInView(allauth.LoginView):
    """Who are you?"""

    form_class = forms.SignInForm
    template_name = "accounts/sign_in.html"


class SignOutView(allauth.LogoutView):
    """Do you want to sign out?"""

    template_name = "accounts/sign_out.html"


class InactiveView(allauth.AccountInactiveView):
    """Why can I not sign in?"""

    template_name = "accounts/inactive.html"


class PasswordChangeView(allauth.PasswordChangeView):
    """What is your new password?"""

    form_class = forms.ChangePasswordForm
    template_name = "accounts/password_change.html"

    def get_default_success_url(self) -> str:
        """Go on to what needs attention."""
        return "/"


class PasswordSetView(allauth.PasswordSetView):
    """What is your first password?"""

    form_class = forms.SetPasswordForm
    template_name = "accounts/password_set.html"

    def get_default_success_url(self) -> str:
        """Go on to what needs attention."""
        return "/"


class PasswordResetView(allauth.PasswordResetView):
    """Where shall the link be sent?"""

    form_class = forms.ResetPasswordForm
    template_name = "accounts/password_reset.html"

    def form_valid(self, form: forms.ResetPasswordForm) -> HttpResponse:
        """Send the link; when no post goes out, say so and what to do instead."""
        try:
            return super().form_valid(form)
        except (SMTPException, OSError):
            form.add_error(
                None,
                "No email can be sent at the moment. Ask an administrator for a sign-in link.",
            )
            return self.form_invalid(form)


class PasswordResetDoneView(allauth.PasswordResetDoneView):
    """Where is my link?"""

    template_name = "accounts/password_reset_done.html"


class PasswordFromLinkView(allauth.PasswordResetFromKeyView):
    """What is your new password? (by a one-use link)"""

    form_class = forms.ResetPasswordKeyForm
    template_name = "accounts/password_from_link.html"


class PasswordFromLinkDoneView(allauth.PasswordResetFromKeyDoneView):
    """Did it work?"""

    template_name = "accounts/password_from_link_done.html"


def signed_in_only(view: V) -> V:
    """Mark a view of allauth that lets in whoever is signed in, for the test of permissions."""
    view.needs_permission = None  # type: ignore[attr-defined]
    return view
