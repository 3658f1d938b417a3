"""Zip containers (DOCX, ODT) opened with limits, and their XML parsed without entities."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from lxml import etree

from dueregard.exceptions import UnreadableDocument, UnusableDocument

LARGEST_PART = 64 * 1024 * 1024
MOST_PARTS = 20_000
HIGHEST_RATIO = 400
# What the standard library raises on damaged containers.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    OverflowError,
    NotImplementedError,
)


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Open a zip container.

    Raises
    ------
    UnusableDocument
        When the container is damaged.
    UnreadableDocument
        When it holds more parts than any document.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except _DAMAGE as error:
        raise UnusableDocument(
            "The file is damaged: it begins like a DOCX or ODT file but cannot be unpacked."
        ) from error
    if len(parts) > MOST_PARTS:
        raise UnreadableDocument("The file holds far too many parts to be a document: not opened.")
    return archive


def part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return one part of the container, or ``None`` when it has none of that name.

    Raises
    ------
    UnreadableDocument
        When the part is encrypted, or unpacks to more than a document can need.
    UnusableDocument
        When the part is damaged.
    """
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.flag_bits & 0x1:
        raise UnreadableDocument("The file is encrypted: save it without a password first.")
    packed = max(info.compress_size, 1)
    if info.file_size > LARGEST_PART or (
        info.file_size > 1024 * 1024 and info.file_size / packed > HIGHEST_RATIO
    ):
        raise UnreadableDocument(
            "The file unpacks to far more than a document can hold: not opened."
        )
    try:
        with archive.open(info) as stream:
            content = stream.read(LARGEST_PART + 1)
    except _DAMAGE as error:
        raise UnusableDocument(f"The file is damaged: its part {name} cannot be read.") from error
    if len(content) > LARGEST_PART:
        raise UnreadableDocument(
            "The file unpacks to far more than a document can hold: not opened."
        )
    return content


def parse_xml(content: bytes, name: str) -> etree._Element:
    """Parse XML without entities, without network, without document type.

    Raises
    ------
    UnreadableDocument
        When the part declares entities.
    UnusableDocument
        When the part is no well-formed XML.
    """
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or _hides_doctype(content):
        raise UnreadableDocument(
            "The file declares XML entities, which no honest document does: not opened."
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnusableDocument(f"The file is damaged: its part {name} is not XML.") from error
    return root


def _hides_doctype(content: bytes) -> bool:
    """Find a document type in UTF-16, where it has a zero in every other byte."""
    return b"<\x00!\x00D\x00O\x00C" in content[:4096] or b"\x00<\x00!\x00D\x00O" in content[:4096]
