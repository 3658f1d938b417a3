from django.apps import AppConfig


class CommitmentsConfig(AppConfig):
    """What recommendations and actions have in common: owner, rounds, entries, challenges, evidence, closure."""

    name = "dueregard.web.commitments"
    label = "commitments"
    verbose_name = "Commitments"
