"""The people who sign in, or who answer by a link without ever signing in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from dueregard.web.accounts.permissions import Permission, deciders
from dueregard.web.core.text import fold


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the person with this address."""
        return self.get(email_folded=fold(username or ""))

    def create_user(self, email: str, name: str, password: str | None = None, **extra: Any) -> User:
        """Create a person; without a password nobody can sign in as them.

        Only services call this, so that the record of who was added is never missing.
        """
        user = self.model(email=email.strip(), email_folded=fold(email), name=name.strip(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person: name and address; what they may do comes from roles and posts they hold."""

    email = models.EmailField("email address", unique=True)
    email_folded = models.CharField(max_length=254, unique=True, editable=False)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField("can sign in", default=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    must_change_password = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    #: Personal columns: audit events hold a reference to their values, never the values.
    PERSONAL: ClassVar[tuple[str, ...]] = ("email", "email_folded", "name")
    #: Columns that never enter the audit record, not even by reference.
    UNRECORDED: ClassVar[tuple[str, ...]] = ("password", "last_login")

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Return whether the person may do ``perm`` anywhere (services check where).

        Accounts do not know units: the app that does registers itself as a decider.
        """
        return self.is_active and any(may(self, Permission(perm)) for may in deciders)

    def clean(self) -> None:
        """Keep the folded address in step with the address."""
        super().clean()
        self.email_folded = fold(self.email)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, the address in lower case (sign-in looks for it so) and folded in step."""
        self.email = self.email.strip().lower()
        self.email_folded = fold(self.email)
        super().save(*args, **kwargs)
