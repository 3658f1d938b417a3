from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """What needs attention, search over everything, and the home page by role."""

    name = "dueregard.web.overview"
    label = "overview"
    verbose_name = "Overview"
