"""Tables: real ones, bars, and those that lost their columns on the way to plain text."""

from dueregard.papers.tablesfound.find import FoundTable, find_tables

__all__ = ["FoundTable", "find_tables"]
