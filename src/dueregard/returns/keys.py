"""Secret keys of pseudonyms: versioned, never rotated away, readable by their owner alone."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from dueregard.exceptions import NotPermitted, UnreadableDocument

from .durable_files import PRIVATE_FILE, PRIVATE_FOLDER, sync_folder, write_whole

KEY_BYTES = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeysExposed(NotPermitted):
    """A file of keys that others than its owner can read."""


class UnusableKeys(UnreadableDocument):
    """A file of keys that is missing or not whole."""


class KeyRing:
    """The keys that identifiers are turned into pseudonyms with.

    A key is never replaced: rotating adds a version, and the old ones stay, so that snapshots
    made with them can still be linked within their version and a person can still be found in
    them for erasure. Whoever holds the file can test guesses of identifiers: keep it apart from
    the snapshots and back it up.

    Parameters
    ----------
    path : path
        The file. It is made, readable by its owner alone, when it is not there.

    Raises
    ------
    KeysExposed
        When others can read the file.
    UnusableKeys
        When it is no file of keys.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> keys = KeyRing(Path(folder.name) / "pseudonyms.key")
    >>> keys.current, keys.rotate(), keys.versions
    (1, 2, (1, 2))
    >>> keys
    <KeyRing: 2 versions; secret>
    >>> folder.cleanup()
    """

    __slots__ = ("_keys", "path")

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        try:
            self._keys: Mapping[int, bytes] = _read(self.path)
        except FileNotFoundError:
            self._keys = self._made()

    @classmethod
    def passing(cls, path: str | Path, material: bytes) -> KeyRing:
        """Make the key of a store that is thrown away when its rows have been counted.

        The key comes from the rows themselves, so that counting the same rows again gives the
        same snapshot. Such pseudonyms are no protection: never keep a store made with them.

        Parameters
        ----------
        path : path
            The file, in a folder that is removed with the store.
        material : bytes
            A checksum of the rows.

        Examples
        --------
        >>> import tempfile
        >>> folder = tempfile.TemporaryDirectory()
        >>> KeyRing.passing(Path(folder.name) / "passing.key", b"checksum")
        <KeyRing: 1 versions; secret>
        >>> folder.cleanup()
        """
        key = hashlib.blake2b(material, digest_size=KEY_BYTES, person=b"passing").digest()
        write_whole(Path(path), _written({1: key}))
        return cls(path)

    @property
    def versions(self) -> tuple[int, ...]:
        """Every version, oldest first."""
        return tuple(sorted(self._keys))

    @property
    def current(self) -> int:
        """The version that new snapshots are made with."""
        return max(self._keys)

    def key(self, version: int) -> bytes:
        """Return the key of a version.

        Raises
        ------
        UnusableKeys
            When there is no such version: the file is not the one the snapshot was made with.
        """
        try:
            return self._keys[version]
        except KeyError:
            raise UnusableKeys(
                f"{self.path} has no key of version {version}. Restore the file that the "
                "snapshot was made with."
            ) from None

    def rotate(self) -> int:
        """Add a version, from now on the current one, and return its number."""
        new = {**self._keys, self.current + 1: secrets.token_bytes(KEY_BYTES)}
        write_whole(self.path, _written(new))
        self._keys = new
        return self.current

    def _made(self) -> Mapping[int, bytes]:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        keys = {1: secrets.token_bytes(KEY_BYTES)}
        part = self.path.with_name(f".{self.path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(_written(keys))
                file.flush()
                os.fsync(file.fileno())
            # A link is never laid over a file that another process has made meanwhile.
            os.link(part, self.path)
        except FileExistsError:
            return _read(self.path)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(self.path.parent)
        return keys

    def __repr__(self) -> str:
        return f"<KeyRing: {len(self._keys)} versions; secret>"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise NotPermitted("Keys cannot be copied, stored or sent.")


def _written(keys: Mapping[int, bytes]) -> bytes:
    listed = {str(version): key.hex() for version, key in sorted(keys.items())}
    text = json.dumps({"algorithm": "BLAKE2b-128, keyed", "keys": listed}, indent=2)
    return text.encode("ascii") + b"\n"


def _read(path: Path) -> Mapping[int, bytes]:
    with path.open("rb") as file:
        if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS:
            raise KeysExposed(f"Others can read {path}. Make it private: chmod 600 {path}")
        content = file.read()
    try:
        keys = {int(v): bytes.fromhex(key) for v, key in json.loads(content)["keys"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        keys = {}
    if not keys or any(len(key) != KEY_BYTES for key in keys.values()):
        raise UnusableKeys(f"{path} is no whole file of keys. Restore it from its backup.")
    return keys
