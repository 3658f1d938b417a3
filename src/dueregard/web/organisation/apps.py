from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Bodies, the dated tree of units, posts, who holds them, who has which role where."""

    name = "dueregard.web.organisation"
    label = "organisation"
    verbose_name = "Organisation"

    def ready(self) -> None:
        """Register what the organisation knows."""
        from dueregard.web.organisation import presenting, providers

        presenting.register()
        providers.register()
