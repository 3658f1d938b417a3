"""The demonstration: an invented authority and the force it oversees, with their work."""

from dueregard.web.overview.demonstration.loading import load

__all__ = ["load"]
