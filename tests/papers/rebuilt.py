"""A paper of plain text set again as DOCX, ODT, HTML and PDF, the way people set them."""

import html
import io
import json
import re

import docx
import pikepdf
import typst
from odfdo import Document as Odf
from odfdo import Header, ListItem, Paragraph, Row, Table
from odfdo import List as OdfList

from dueregard import papers

_SECTION = re.compile(r"^[A-F]\. [A-Z]")
_SUB = re.compile(r"^(?:\d+\. )?(?:Recommendation \d+$|Appendix|List of abbreviations|Summary$)")
_VOICE = re.compile(r"^(?:Progress (?:so far|to date)\.?|Challenges|Next [Ss]teps)$")


def blocks(path):
    """Yield (kind, text or rows) for each line of a text paper."""
    document = papers.read(path)
    tables = {table.line: table for table in document.tables}
    rows = {line for table in document.tables for line in table.row_lines}
    for number, line in enumerate(path.read_text("utf-8").split("\n"), start=1):
        text = line.strip()
        if number in tables:
            table = tables[number]
            yield "table", [list(table.columns), *map(list, table.rows)]
        elif not text or number in rows:
            continue
        elif text == document.header.title:
            yield "title", text
        elif _SECTION.match(text):
            yield "h1", text
        elif _SUB.match(text):
            yield "h2", text
        elif _VOICE.match(text):
            yield "h3", text
        elif text.startswith("• "):
            yield "bullet", text[2:]
        else:
            yield "p", text


def as_docx(path, *, headings=True):
    document = docx.Document()
    styles = {"title": "Title", "h1": "Heading 1", "h2": "Heading 2", "h3": "Heading 3"}
    for kind, content in blocks(path):
        if kind == "table":
            table = document.add_table(rows=0, cols=len(content[0]))
            for row in content:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif kind == "bullet":
            document.add_paragraph(content, style="List Bullet")
        else:
            style = styles.get(kind) if headings else None
            document.add_paragraph(content, style=style or "Normal")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_odt(path):
    document = Odf("text")
    body = document.body
    body.clear()
    listed = None
    levels = {"title": 1, "h1": 1, "h2": 2, "h3": 3}
    for kind, content in blocks(path):
        if kind == "bullet":
            if listed is None:
                listed = OdfList()
                body.append(listed)
            listed.append(ListItem(content))
            continue
        listed = None
        if kind == "table":
            table = Table("Table")
            for values in content:
                row = Row()
                row.set_values(values)
                table.append_row(row)
            body.append(table)
        elif kind in levels:
            body.append(Header(levels[kind], content))
        else:
            body.append(Paragraph(content))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(path):
    tags = {"title": "h1", "h1": "h2", "h2": "h3", "h3": "h4", "p": "p"}
    out = ["<!DOCTYPE html><html lang='en'><head><title>A paper</title></head><body><main>"]
    listed = False
    for kind, content in blocks(path):
        if (kind == "bullet") != listed:
            out.append("</ul>" if listed else "<ul>")
            listed = not listed
        if kind == "table":
            rows = ["".join(f"<td>{html.escape(cell)}</td>" for cell in row) for row in content]
            out.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        elif kind == "bullet":
            out.append(f"<li>{html.escape(content)}</li>")
        else:
            out.append(f"<{tags[kind]}>{html.escape(content)}</{tags[kind]}>")
    out.append("</ul>" if listed else "")
    return ("\n".join(out) + "</main></body></html>").encode()


_TEMPLATE = """
#set page(
  margin: 2.2cm,
  header: [Example Police Authority],
  footer: context [Page #counter(page).display() of #counter(page).final().first()],
)
#set text(size: 11pt)
#for item in json(bytes(sys.inputs.data)) {
  let (kind, content) = item
  if kind == "table" {
    table(columns: content.at(0).len(), stroke: none, ..content.flatten())
  } else if kind == "bullet" {
    list(content)
  } else if kind == "p" {
    par(content)
  } else {
    heading(level: (title: 1, h1: 2, h2: 3, h3: 4).at(kind), content)
  }
}
"""


def as_tagged_pdf(path):
    data = json.dumps(list(blocks(path)), ensure_ascii=False)
    return typst.compile(_TEMPLATE.encode(), sys_inputs={"data": data})


def as_pdf(path):
    """The same without its tags, as older programs write PDF: only places on a page are left."""
    with pikepdf.open(io.BytesIO(as_tagged_pdf(path))) as pdf:
        del pdf.Root.StructTreeRoot
        del pdf.Root.MarkInfo
        out = io.BytesIO()
        pdf.save(out)
    return out.getvalue()
