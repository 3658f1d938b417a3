from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """What needs attention, search over everything, and the home page by role."""

    name = "dueregard.web.overview"
    label = "overview"
    verbose_name = "Overview"

    def ready(self) -> None:
        """Put the pages of this app into the navigation."""
        from dueregard.web.accounts.permissions import Permission
        from dueregard.web.core.registry import NavigationItem, navigation

        audit = str(Permission.VIEW_AUDIT)
        navigation.register("home", NavigationItem("Home", "overview:home", 10))
        # The checks of the record are reached from the audit record: one line of links is enough.
        navigation.register(
            "audit",
            NavigationItem("Audit", "overview:audit_list", 90, audit, prefixes=("/checks/",)),
        )
