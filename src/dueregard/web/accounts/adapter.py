"""How sign-in behaves here: nobody signs up by themselves, guessing is counted in one place."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from dueregard.web.accounts import services
from dueregard.web.accounts.models import User
from dueregard.web.core.text import fold


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by a visitor."""

    error_messages: ClassVar[dict[str, str]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "The email address or the password is not right. Check both and try again."
        ),
        "enter_current_password": "This is not the password you have now.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return False: there is no sign-up."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave counting failures to axes, which counts in the database, for all processes."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password; axes counts failures by the address as it is saved.

        Otherwise every spelling of an address would have its own count.
        """
        email = str(credentials.get("email", ""))
        user = User.objects.filter(email_folded=fold(email)).only("email").first()
        login = user.get_username() if user else fold(email)
        found: User | None = super().authenticate(request, **credentials, login=login)
        return found

    def set_password(self, user: User, password: str) -> None:
        """Set a password through the service, so that it leaves its event."""
        services.set_password(user=user, password=password, by=user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send one of our own messages, in our own words."""
        super().send_mail(template_prefix.replace("account/", "accounts/", 1), email, context)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        """Say what happened in our own words; where we have none, say nothing."""
        if message_template is not None:
            message_template = message_template.replace("account/", "accounts/", 1)
        super().add_message(request, level, message_template, *args, **kwargs)
