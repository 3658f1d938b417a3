"""What is not a usable document gives one clear sentence and exit code 10 or 11."""

import io
import os
import resource
import struct
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib

import docx
import pikepdf
import pytest
import rebuilt
import typst
import xlsxwriter

from dueregard import papers
from dueregard.exceptions import DueRegardError, UnreadableDocument, UnusableDocument

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def unusable(data, **kwargs):
    with pytest.raises(UnusableDocument) as caught:
        papers.read_bytes(data, **kwargs)
    return one_sentence(caught.value)


def unreadable(data):
    with pytest.raises(UnreadableDocument) as caught:
        papers.read_bytes(data)
    return one_sentence(caught.value)


def one_sentence(error):
    assert error.exit_code in (10, 11)
    assert error.message.endswith(".")
    assert "\n" not in error.message
    assert len(error.message) < 200
    return error.message


def package(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def png():
    def chunk(name, content):
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\x00" + os.urandom(24) for _ in range(8)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("data", [b"", b"\n \t\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00" * 50])
def test_empty(data):
    assert "nothing to read" in unusable(data)


def test_random_bytes():
    import random

    noise = random.Random(7)
    for size in (40, 300, 5000):
        unusable(noise.randbytes(size))


def test_a_picture_is_no_paper():
    assert "picture" in unusable(png())


def test_a_spreadsheet_is_no_paper():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write(0, 0, "Recommendation")
    assert "spreadsheet" in unusable(out.getvalue())


def test_an_archive_is_no_paper():
    assert "archive" in unusable(package({"readme.txt": "A paper?"}))


def test_old_office_and_rich_text_name_what_to_do():
    assert "DOCX" in unusable(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    assert "DOCX" in unusable(b"{\\rtf1 A paper}")


def test_encrypted_office_file():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512
    assert "encrypted" in unreadable(data + "EncryptedPackage".encode("utf-16-le"))


def test_encrypted_pdf():
    plain = typst.compile(b"A committee paper")
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(plain)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "encrypted" in unreadable(out.getvalue())


def test_scanned_pdf():
    scanned = typst.compile(b"#rect(width: 5cm, height: 5cm, fill: black)")
    assert "scanned" in unusable(scanned)


@pytest.mark.parametrize("keep", [0.02, 0.3, 0.6, 0.95])
def test_truncated_files(shared, keep):
    path = next((shared / "seeds").glob("003_*.txt"))
    for form in ("docx", "odt", "pdf"):
        data = getattr(rebuilt, f"as_{form}")(path)
        try:
            document = papers.read_bytes(data[: int(len(data) * keep)])
        except DueRegardError as error:
            one_sentence(error)
        else:  # a repaired PDF may still hold pages
            assert document.coverage.lines > 0


def test_zip_bomb():
    bomb = b"<w:document %b><w:body>" % W.encode() + b" " * (80 * 1024 * 1024)
    assert "unpacks" in unreadable(package({"word/document.xml": bomb}))


def test_zip_bomb_that_lies_about_its_size():
    honest = package({"word/document.xml": b" " * (70 * 1024 * 1024)})
    true = struct.pack("<I", 70 * 1024 * 1024)
    lying = honest.replace(true, struct.pack("<I", 1000))
    with pytest.raises(DueRegardError) as caught:
        papers.read_bytes(lying)
    one_sentence(caught.value)


def test_entity_bomb():
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
        + f"]><w:document {W}><w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p></w:body></w:document>"
    )
    for encoding in ("utf-8", "utf-16"):
        content = bomb.replace("?>", f' encoding="{encoding}"?>', 1).encode(encoding)
        assert "entities" in unreadable(package({"word/document.xml": content}))


def test_external_entity_is_never_fetched(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the installation")
    for system in (secret.as_uri(), "http://127.0.0.1:9/x"):
        content = (
            f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "{system}">]>'
            f"<w:document {W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
        )
        assert "secret of" not in unreadable(package({"word/document.xml": content}))


def test_damaged_xml():
    assert "damaged" in unusable(package({"word/document.xml": b"<w:document"}))


def test_scripts_are_not_kept():
    page = b"""<!doctype html><html><head><title>T</title><script>alert('head')</script>
    <style>p{color:red}</style></head><body onload="alert('load')"><h1>Scheme report</h1>
    <script>document.write('written')</script><p>Report: 4</p><p>Date: 5 May 2011</p>
    <p>By: <a href="javascript:alert('link')">Clerk</a></p><p style="display:none">hidden</p>
    <iframe srcdoc="<p>framed</p>"></iframe><svg><script>svg()</script><text>drawn</text></svg>
    <template>kept?</template><noscript>without</noscript></body></html>"""
    document = papers.read_bytes(page)
    assert (document.header.by, document.header.report_number) == ("Clerk", "4")
    everything = str(document.as_dict()) + str(document.lines)
    for word in (
        "alert",
        "written",
        "svg()",
        "framed",
        "hidden",
        "kept?",
        "color:red",
        "javascript",
    ):
        assert word not in everything


def test_deeply_nested_pages_and_long_lines_end():
    deep = b"<html><body>" + b"<div>" * 50_000 + b"A scheme report" + b"</div>" * 50_000
    assert papers.read_bytes(deep).coverage.lines == 1
    started = time.perf_counter()
    for long in (
        "word " * 100_000,
        "(" * 200_000 + "a b c",
        "1 a " * 50_000,
        "a1" * 100_000,
        "- " * 99_999 + "abc",
    ):
        papers.read_bytes(f"A report\n\n{long}\n\nEnd of it".encode())
    assert time.perf_counter() - started < 20


def test_a_file_that_is_not_there(tmp_path):
    for path in (tmp_path / "missing.txt", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(UnreadableDocument) as caught:
            papers.read(path)
        one_sentence(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(tmp_path):
    path = tmp_path / "closed.txt"
    path.write_text("A paper")
    path.chmod(0)
    with pytest.raises(UnreadableDocument):
        papers.read(path)


def test_five_hundred_pages_in_bounded_time_and_memory(shared):
    text = next((shared / "seeds").glob("001_*.txt")).read_text("utf-8")
    long = "\n".join([text] * 36)
    tracemalloc.start()
    started = time.perf_counter()
    document = papers.read_bytes(long.encode())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert document.coverage.lines > 13_000
    assert time.perf_counter() - started < 20
    assert peak < 150 * 1024 * 1024
    pages = typst.compile(
        b"#for i in range(500) { [Page of text number #i. #lorem(300)]; pagebreak(weak: true) }"
    )
    started = time.perf_counter()
    document = papers.read_bytes(pages)
    assert document.coverage.lines >= 500
    assert time.perf_counter() - started < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 2 * 1024 * 1024


@pytest.mark.parametrize(("content", "code"), [(b"", 10), (None, 11), (b"A report\n", 0)])
def test_exit_codes_of_the_command(tmp_path, content, code):
    path = tmp_path / "paper.txt"
    if content is not None:
        path.write_bytes(content)
    run = subprocess.run(
        [sys.executable, "-m", "dueregard.cli.main", "read", str(path), "--json"],
        capture_output=True,
        text=True,
    )
    assert run.returncode == code
    assert "Traceback" not in run.stderr
    assert bool(run.stderr.strip()) == (code != 0)


def test_word_documents_show_what_word_shows():
    document = docx.Document()
    document.add_paragraph("Scheme report", style="Title")
    for text in ("first", "second"):
        document.add_paragraph(text, style="List Number")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("Report", "4a", "Date", "5 May 2011"), strict=True):
        cell.text = text
    out = io.BytesIO()
    document.save(out)
    read = papers.read_bytes(out.getvalue())
    assert [line.text for line in read.lines][1:3] == ["1. first", "2. second"]
