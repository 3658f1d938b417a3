from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    """Sources, their recommendations as a tree, responses, links and imports of papers."""

    name = "dueregard.web.recommendations"
    label = "recommendations"
    verbose_name = "Recommendations"

    def ready(self) -> None:
        """Tell the registries what this app knows."""
        from dueregard.web.recommendations import presenting, providers
        from dueregard.web.recommendations.imports import registrations

        presenting.register()
        providers.register()
        registrations.register()
