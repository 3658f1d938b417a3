"""Evidence files: told by content, bounded in size, kept once, scanned by a hook."""

from dueregard.web.commitments.files.kinds import FileKind, kind_of
from dueregard.web.commitments.files.storing import open_file, path_of, scanners, store

__all__ = ["FileKind", "kind_of", "open_file", "path_of", "scanners", "store"]
