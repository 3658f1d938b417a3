"""What this app tells lower pages through the registries of ``core``."""

from __future__ import annotations

from dueregard.web.accounts.permissions import Permission
from dueregard.web.commitments import finding, presenting, record_checks
from dueregard.web.commitments.attention import attention
from dueregard.web.core import registry
from dueregard.web.core.registry import NavigationItem, NotificationKind


def register() -> None:
    """Register everything (once, when the app is ready)."""
    registry.attention.register("commitments", attention)
    registry.search.register("entry", finding.entries)
    registry.search.register("challenge", finding.challenges)
    registry.search.register("evidence", finding.evidence)
    registry.record_checks.register("commitments", record_checks.problems)
    registry.notification_kinds.register(
        "round-reminder", NotificationKind("round-reminder", "A reporting round waits for you")
    )
    registry.navigation.register(
        "commitments:update_many",
        NavigationItem(
            "My items", "commitments:update_many", 12, permission=Permission.REPORT.value
        ),
    )
    registry.navigation.register(
        "commitments:challenge_list",
        NavigationItem(
            "Challenges", "commitments:challenge_list", 30, permission=Permission.VIEW.value
        ),
    )
    presenting.register()
