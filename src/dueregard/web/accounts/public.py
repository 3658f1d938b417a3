"""The addresses that need no sign-in: every other one says what it needs."""

PUBLIC_URL_NAMES: frozenset[str] = frozenset(
    {
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "core:accessibility",
        "core:help",
        "overview:health",
    }
)
