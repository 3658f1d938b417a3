"""Recommendations and actions that a paper reports on, in whatever layout it prints them."""

from dueregard.papers.tracker.items import Item, flatten
from dueregard.papers.tracker.tree import read_tree

__all__ = ["Item", "flatten", "read_tree"]
