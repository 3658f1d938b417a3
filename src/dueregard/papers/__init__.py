"""Committee papers, minutes, trackers and strategies: read from a file, assembled for one."""

from dueregard.papers.model import Document
from dueregard.papers.reading import read, read_bytes

__all__ = ["Document", "read", "read_bytes"]
