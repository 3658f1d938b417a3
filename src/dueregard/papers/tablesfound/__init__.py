"""Tables: real ones, bars, and those that lost their columns on the way to plain text."""

from dueregard.papers.tablesfound.find import find_tables
from dueregard.papers.tablesfound.found import FoundTable

__all__ = ["FoundTable", "find_tables"]
