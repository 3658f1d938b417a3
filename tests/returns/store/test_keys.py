"""Keys are private and never rotated away; pseudonyms are keyed BLAKE2b."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import pickle
import stat
import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.exceptions import NotPermitted
from dueregard.returns import KeyRing, KeysExposed, UnusableKeys, pseudonym
from dueregard.returns.pseudonyms import with_pseudonyms


def test_the_file_is_for_its_owner_alone(keys) -> None:
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    keys.rotate()
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o600
    assert [path.name for path in keys.path.parent.iterdir()] == [keys.path.name]


def test_the_same_keys_are_read_again(keys) -> None:
    first = pseudonym("4471", keys)
    keys.rotate()
    again = KeyRing(keys.path)
    assert again.versions == (1, 2)
    assert again.current == 2
    assert pseudonym("4471", again, 1) == first
    assert pseudonym("4471", again)[2:] != first[2:]


def test_the_published_algorithm(keys) -> None:
    # RFC 7693 as Python's own library has it, with the key of the file.
    key = bytes.fromhex(json.loads(keys.path.read_text())["keys"]["1"])
    expected = hashlib.blake2b(b"4471", key=key, digest_size=16).hexdigest()
    assert pseudonym("4471", keys) == f"1:{expected}"
    assert len(key) == 32


def test_known_answer_of_keyed_blake2b() -> None:
    # Test vector of the BLAKE2 project: blake2b, key 00..3f, empty input (blake2-kat).
    digest = hashlib.blake2b(b"", key=bytes(range(64))).hexdigest()
    assert digest.startswith("10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o666])
def test_a_file_that_others_can_read_is_refused(keys, mode) -> None:
    keys.path.chmod(mode)
    with pytest.raises(KeysExposed, match="chmod 600") as caught:
        KeyRing(keys.path)
    assert caught.value.exit_code == 12


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"keys": {}}', b'{"keys": {"1": "00"}}', b'{"keys": {"1": 3}}']
)
def test_a_file_that_is_not_whole_is_refused_and_kept(keys, content) -> None:
    keys.path.write_bytes(content)
    with pytest.raises(UnusableKeys, match="Restore it"):
        KeyRing(keys.path)
    assert keys.path.read_bytes() == content


def test_a_version_that_is_not_there(keys) -> None:
    with pytest.raises(UnusableKeys, match="no key of version 9"):
        keys.key(9)


def test_rotation_that_fails_loses_nothing(keys, monkeypatch) -> None:
    before = keys.path.read_bytes()
    monkeypatch.setattr(os, "fsync", lambda descriptor: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        keys.rotate()
    assert keys.path.read_bytes() == before
    assert keys.versions == (1,)
    assert len(list(keys.path.parent.iterdir())) == 1


def test_making_that_fails_leaves_nothing(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(os, "link", lambda one, other: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        KeyRing(tmp_path / "key")
    assert not list(tmp_path.iterdir())


def test_another_process_made_them_meanwhile(tmp_path, monkeypatch) -> None:
    other = KeyRing(tmp_path / "other")
    link = os.link

    def late(part, path) -> None:
        path.write_bytes(other.path.read_bytes())
        path.chmod(0o600)
        link(part, path)

    monkeypatch.setattr(os, "link", late)
    assert pseudonym("1", KeyRing(tmp_path / "key")) == pseudonym("1", other)


def test_keys_are_not_shown_or_sent(keys) -> None:
    key = keys.key(1).hex()
    assert key not in repr(keys) + str(keys)
    for send in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(NotPermitted):
            send(keys)


@given(st.lists(st.text(max_size=12), unique_by=str.strip, max_size=30))
def test_different_people_stay_different(tmp_path_factory, identifiers) -> None:
    ring = KeyRing(tmp_path_factory.getbasetemp() / "property.key")
    table = with_pseudonyms(
        pa.table({"person": pa.array(identifiers, pa.string())}), ["person"], ring
    )
    made = table["person"].to_pylist()
    same = {unicodedata.normalize("NFC", one.strip()) for one in identifiers} - {""}
    assert len(set(made) - {None}) == len(same)
    assert made == [pseudonym(one, ring) if one.strip() else None for one in identifiers]


def test_columns_carry_the_version_of_their_key(keys) -> None:
    keys.rotate()
    table = pa.table({"person": ["1", None, " "], "unit": ["Ash", "Ash", "Ash"]})
    made = with_pseudonyms(table, ["person"], keys)
    assert made.schema.field("person").metadata == {b"pseudonym_key": b"2"}
    assert made["person"][0].as_py().startswith("2:")
    assert made["person"].to_pylist()[1:] == [None, None]
    assert made["unit"].to_pylist() == ["Ash"] * 3
