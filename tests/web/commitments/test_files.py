"""Files are told by content, bounded, kept once, scanned."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.web.commitments.files import kind_of, open_file, path_of, scanners, store
from dueregard.web.commitments.models import StoredFile
from dueregard.web.commitments.states import ScanState
from dueregard.web.core.exceptions import Refused


def packed(**parts: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, content in parts.items():
            package.writestr(name.replace("__", "/"), content)
    return held.getvalue()


ODS = b"application/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize(
    ("data", "extension"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"<!doctype html><p>x", "html"),
        (b"  <HTML><body>", "html"),
        (b"a,b\n1,2\n3,4\n", "csv"),
        ("Plain words, with £ and “quotes”.".encode("cp1252"), "txt"),
        ("Plain words".encode("utf-16"), "txt"),
        (b'{"a": 1}', "json"),
        (b"From: a@b.example\nTo: c@d.example\nSubject: x\n\nbody", "eml"),
        (packed(**{"word__document.xml": b"<w/>"}), "docx"),
        (packed(mimetype=ODS), "ods"),
        (packed(whatever=b"x"), None),
        (b"PK\x03\x04 broken", None),
        (b"MZ\x90\x00\x03", None),
        (b"\x7fELF\x00\x01", None),
        (b"", None),
    ],
)
def test_kind_is_told_by_content(data, extension):
    kind = kind_of(data)
    assert (kind.extension if kind else None) == extension


def test_office_files_are_told_by_their_parts_and_macros_refused():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    assert kind_of(held.getvalue()).extension == "docx"
    with zipfile.ZipFile(held, "a") as package:
        package.writestr("word/vbaProject.bin", "x")
    assert kind_of(held.getvalue()) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_told_without_an_error(data):
    kind_of(data)
    kind_of(b"PK\x03\x04" + data)


@pytest.fixture
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_stored_file_is_private_and_can_be_opened(folder, upload):
    stored = store(upload())
    assert path_of(stored).stat().st_mode & 0o077 == 0
    with open_file(stored) as file:
        assert file.read() == b"%PDF-1.7 figures"
    assert stored.path == f"{stored.sha256[:2]}/{stored.sha256}"


@pytest.mark.django_db
def test_lost_content_is_brought_back_by_the_same_file(folder, upload):
    stored = store(upload())
    path_of(stored).unlink()
    with pytest.raises(Refused, match="missing"):
        open_file(stored)
    assert store(upload()) == stored
    assert path_of(stored).is_file()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"), [(b"", "empty"), (b"MZ\x00\x01", "not a kind"), (b"x" * 50, "MB at most")]
)
def test_unfit_file_is_refused_and_leaves_nothing(folder, upload, settings, content, words):
    settings.EVIDENCE_MAX_BYTES = 40
    with pytest.raises(Refused, match=words) as raised:
        store(upload(content, "x.pdf"))
    assert raised.value.field == "file"
    assert not StoredFile.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


HTML = b"<html><script>alert(1)</script></html>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "fake.pdf"),
        (HTML, "fake.txt"),
        (b"%PDF-1.7 x", "fake.docx"),
        (b"a,b\n1,2\n", "f.png"),
    ],
)
def test_file_that_is_not_what_its_name_says_is_refused(folder, upload, content, name):
    with pytest.raises(Refused, match="not what its name says") as raised:
        store(upload(content, name))
    assert raised.value.field == "file"
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "page.HTM"),
        (b"\xff\xd8\xff\xe0", "photo.jpeg"),
        (b"a,b\n1,2\n3,4\n", "figures.txt"),
        (b"Plain words", "figures.csv"),
        (b"%PDF-1.7 x", "minutes of 12.3.2026"),
    ],
)
def test_file_with_a_fitting_or_telling_nothing_name_is_kept(folder, upload, content, name):
    assert store(upload(content, name)).size == len(content)


@pytest.mark.django_db
@pytest.mark.parametrize("says", [ScanState.CLEAN, ScanState.NOT_SCANNED])
def test_scanner_is_asked_before_a_file_is_kept(folder, upload, monkeypatch, says):
    seen = []
    monkeypatch.setitem(scanners._providers, "test", lambda path: seen.append(path) or says)
    assert store(upload()).scan_state == says
    assert seen[0].parent.parent == folder


@pytest.mark.django_db
def test_file_the_scanner_refuses_is_not_kept(folder, upload, monkeypatch):
    monkeypatch.setitem(scanners._providers, "test", lambda path: ScanState.REFUSED)
    with pytest.raises(Refused, match="virus scan"):
        store(upload())
    assert [path for path in folder.rglob("*") if path.is_file()] == []
