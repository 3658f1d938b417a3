from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did what to what, and when: append-only events."""

    name = "dueregard.web.audit"
    label = "audit"
    verbose_name = "Audit"
