from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People who sign in, and the roles and permissions there are."""

    name = "dueregard.web.accounts"
    label = "accounts"
    verbose_name = "Accounts"
