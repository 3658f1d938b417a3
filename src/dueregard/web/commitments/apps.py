from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    """Commitments: who answers for what, what was said of it, how it ended."""

    name = "dueregard.web.commitments"
    label = "commitments"
    verbose_name = "Commitments"

    def ready(self) -> None:
        """Tell the registries what this app knows."""
        from dueregard.web.commitments import providers

        providers.register()
