"""Lists as ODS, the open format many public bodies must offer.

The few parts of the package are written here directly: a library that builds each cell as an object
takes seconds for a thousand rows and stamps the file with the time.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from dueregard.rendering.spreadsheets.sheet import Sheet, Value, cell_text

_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("number", "datastyle"),
        ("config", "config"),
        ("manifest", "manifest"),
        ("meta", "meta"),
    )
)
_DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STYLES = """<office:automatic-styles>
<number:date-style style:name="day-month-year" number:language="en" \
number:country="GB"><number:day/>\
<number:text> </number:text><number:month number:style="long" number:textual="true"/>\
<number:text> </number:text><number:year number:style="long"/></number:date-style>
<style:style style:name="narrow" style:family="table-column">\
<style:table-column-properties style:column-width="4cm"/></style:style>
<style:style style:name="wide" style:family="table-column">\
<style:table-column-properties style:column-width="9cm"/></style:style>
<style:style style:name="heading" style:family="table-cell">\
<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/>\
<style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="words" style:family="table-cell">\
<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="day-month-year">\
<style:table-cell-properties style:vertical-align="top"/></style:style>
</office:automatic-styles>
"""


def write_ods(sheet: Sheet) -> bytes:
    """Return a list as ODS: real dates, the header row in view; the same list, the same bytes."""
    name = " ".join(cell_text(sheet.title).split())[:60] or "List"
    parts = {
        "mimetype": _MIME,
        "META-INF/manifest.xml": _manifest(),
        "content.xml": _content(sheet, name),
        "settings.xml": _settings(name),
        "meta.xml": _part("document-meta", f"<office:meta>{_title(name)}</office:meta>"),
        "styles.xml": _part("document-styles", "<office:styles/>"),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as package:
        for path, part in parts.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            # The standard wants the type first and readable without unpacking.
            entry.compress_type = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(entry, part)
    return written.getvalue()


def _part(kind: str, body: str) -> str:
    return f'{_DECLARED}<office:{kind} {_NAMESPACES} office:version="1.3">{body}</office:{kind}>'


def _title(name: str) -> str:
    return f'<dc:title xmlns:dc="http://purl.org/dc/elements/1.1/">{escape(name)}</dc:title>'


def _manifest() -> str:
    parts = ("content.xml", "settings.xml", "meta.xml", "styles.xml")
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{part}" manifest:media-type="text/xml"/>'
        for part in parts
    )
    whole = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
    opened = f'<manifest:manifest {_NAMESPACES} manifest:version="1.3">'
    return f"{_DECLARED}{opened}{whole}{entries}</manifest:manifest>"


def _content(sheet: Sheet, name: str) -> str:
    columns = "".join(
        f'<table:table-column table:style-name="{"wide" if column.kind == "text" else "narrow"}"/>'
        for column in sheet.columns
    )
    heading = "".join(_cell(column.label, "heading") for column in sheet.columns)
    rows = "\n".join(_rows(sheet))
    return _part(
        "document-content",
        f"{_STYLES}<office:body><office:spreadsheet>"
        f"<table:table table:name={quoteattr(name)}>{columns}"
        f"<table:table-header-rows><table:table-row>{heading}</table:table-row>"
        "</table:table-header-rows>"
        f"\n{rows}</table:table></office:spreadsheet></office:body>",
    )


def _rows(sheet: Sheet) -> Iterator[str]:
    for row in sheet.rows:
        cells = "".join(_cell(row.get(column.key), "words") for column in sheet.columns)
        yield f"<table:table-row>{cells}</table:table-row>"


def _cell(value: Value, style: str) -> str:
    """Return one cell as what it is: a date, a number, else text that no program calculates."""
    text = cell_text(value)
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, date):
        day = f'office:value-type="date" office:date-value="{text}"'
        return (
            f'<table:table-cell table:style-name="day" {day}>{_paragraphs(text)}</table:table-cell>'
        )
    if isinstance(value, (int, float)):
        number = f'office:value-type="float" office:value="{value!r}"'
        return f"<table:table-cell {number}>{_paragraphs(text)}</table:table-cell>"
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">'
        f"{_paragraphs(text)}</table:table-cell>"
    )


def _paragraphs(text: str) -> str:
    return "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))


def _spaced(line: str) -> str:
    """Escape a line; runs of spaces need elements of their own, or they collapse."""
    escaped = escape(line).replace("\t", " ").replace("  ", ' <text:s text:c="1"/>')
    return f'<text:s text:c="1"/>{escaped[1:]}' if escaped.startswith(" ") else escaped


def _settings(name: str) -> str:
    """Return the settings that keep the header row in view."""
    items = "".join(
        f'<config:config-item config:name="{key}" config:type="{kind}">{value}</config:config-item>'
        for key, kind, value in (
            ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", 1),
            ("PositionBottom", "int", 1),
            ("ActiveSplitRange", "short", 2),
        )
    )
    entry = f"<config:config-item-map-entry config:name={quoteattr(name)}>{items}"
    tables = (
        f'<config:config-item-map-named config:name="Tables">{entry}'
        "</config:config-item-map-entry></config:config-item-map-named>"
    )
    view = (
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f"{tables}</config:config-item-map-entry></config:config-item-map-indexed>"
    )
    return _part(
        "document-settings",
        f'<office:settings><config:config-item-set config:name="ooo:view-settings">{view}'
        "</config:config-item-set></office:settings>",
    )
