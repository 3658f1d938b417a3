"""The forms of sign-in: those of allauth, in our markup and our words."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from django import forms
from django.http import HttpRequest

from dueregard.web.core.forms import DueFormMixin

LABELS = {
    "login": "Email address",
    "email": "Email address",
    "password": "Password",
    "remember": "Stay signed in on this computer for 12 hours",
    "oldpassword": "Your password until now",
    "password1": "New password",
    "password2": "The new password again",
}
HINTS = {
    "remember": "Leave this off on a computer that others use.",
    "password1": (
        "At least 12 characters. Three words that do not belong together are easy to remember "
        "and hard to guess. It must not be a common password or hold your name or address."
    ),
}


class PlainWordsMixin(DueFormMixin):
    """Our labels and hints for the fields of an allauth form."""

    # The mixin stands before an allauth form, whose fields it finds when it is made.
    own_hints: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = {**HINTS, **self.own_hints}.get(name, "")
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.CharField):
                words = str(field.label)
                field.error_messages["required"] = f"Enter {words[0].lower()}{words[1:]}"
        for name in ("login", "email"):
            if name in self.fields:
                self.fields[name].widget.attrs.update(spellcheck="false", autocomplete="username")


class SignInForm(PlainWordsMixin, allauth.LoginForm):
    """Address and password."""


class NewPasswordMixin(PlainWordsMixin):
    """A new password, typed twice."""

    def clean(self) -> dict[str, Any]:
        """Say where the two differ, in plain words."""
        cleaned: dict[str, Any] = forms.Form.clean(self) or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords are not the same. Type both again.")
        return cleaned


class ChangePasswordForm(NewPasswordMixin, allauth.ChangePasswordForm):
    """Change the password one knows."""

    def clean_password1(self) -> str:
        """Refuse the password there is: a change that changes nothing protects nobody."""
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password):
            raise forms.ValidationError("Choose a password that is not the one you have now.")
        return password


class SetPasswordForm(NewPasswordMixin, allauth.SetPasswordForm):
    """Set a password where there is none."""


class ResetPasswordKeyForm(NewPasswordMixin, allauth.ResetPasswordKeyForm):
    """Set a password by a one-use link."""


class ResetPasswordForm(PlainWordsMixin, allauth.ResetPasswordForm):
    """Ask for a one-use link by e-mail."""

    own_hints: ClassVar[dict[str, str]] = {"email": "The address you sign in with."}

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the link, or a message that there is no account: the page tells neither apart."""
        if self.users:
            sent: str = super().save(request, **kwargs)
            return sent
        email: str = self.cleaned_data["email"]
        get_adapter().send_mail("account/email/unknown_account", email, {"request": request})
        return email
