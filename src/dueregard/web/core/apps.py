from django.apps import AppConfig


class CoreConfig(AppConfig):
    """What every app stands on: registry, lists, forms, drafts, search."""

    name = "dueregard.web.core"
    label = "core"
    verbose_name = "Core"
