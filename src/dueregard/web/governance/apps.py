from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Board papers: assembled from the register, edited, issued and frozen."""

    name = "dueregard.web.governance"
    label = "governance"
    verbose_name = "Governance"

    def ready(self) -> None:
        """Tell the registry what this app knows."""
        from dueregard.web.governance import registrations

        registrations.register()
