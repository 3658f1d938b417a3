"""A chart with its text alternative and its data, drawn without a browser."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Any

import vl_convert

FONT_FOLDER = files("dueregard.rendering.charts").joinpath("fonts")
_DRAWING = threading.Lock()
_MARKS = re.compile(r' (?:role="graphics-[a-z]+"|aria-(?:label|roledescription|hidden)="[^"]*")')
_ready = False


@dataclass(frozen=True)
class Chart:
    """A chart that can be shown to everybody.

    Parameters
    ----------
    name : str
        Stem of its files, and of the identifiers in its SVG.
    title : str
        What it shows.
    alternative : str
        The text alternative: what a reader sees at a glance, in words.
    columns : tuple of str
        Headings of the data table.
    rows : tuple of tuple
        The figures drawn, as they are printed.
    notes : tuple of str
        Meaning of symbols and what to be careful about.
    specification : mapping
        The chart in Vega-Lite.

    Examples
    --------
    Charts are made by the functions of this package; see :func:`interval_plot`.
    """

    name: str
    title: str
    alternative: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    specification: Mapping[str, Any] = field(repr=False)
    notes: tuple[str, ...] = ()

    @cached_property
    def _drawn(self) -> str:
        # The chart is worked out once: page, SVG and PNG are the same drawing.
        with _DRAWING:
            _prepare()
            drawn: str = vl_convert.vegalite_to_svg(dict(self.specification))
        return drawn

    def svg(self) -> str:
        """Return the chart as accessible SVG: an image with a title and a description.

        Returns
        -------
        str
            The same for the same figures, on every machine.
        """
        # The chart is one image with one description: its marks have no roles of their own.
        start, rest = _MARKS.sub("", self._drawn).split(">", 1)
        # Width and height give way to the page on a narrow screen; the view box keeps proportions.
        return (
            f'{start} role="img" aria-labelledby="{self.name}-title {self.name}-description" '
            f'style="max-width:100%;height:auto">'
            f'<title id="{self.name}-title">{html.escape(self.title)}</title>'
            f'<desc id="{self.name}-description">{html.escape(self.alternative)}</desc>{rest}'
        )

    def png(self, *, scale: float = 2.0) -> bytes:
        """Return the chart as PNG.

        Parameters
        ----------
        scale : float
            Dots per unit of the SVG.
        """
        drawn = self._drawn
        with _DRAWING:
            dots: bytes = vl_convert.svg_to_png(drawn, scale=scale)
        return dots

    def data_table(self) -> str:
        """Return the figures as an HTML table with row and column headers."""
        heads = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in self.columns)
        body = "".join(_row(row) for row in self.rows)
        return (
            f"<table><caption>{html.escape(self.title)}</caption>"
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )

    def figure(self) -> str:
        """Return the chart, its notes and its data as one HTML figure that needs no script."""
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in self.notes)
        return (
            f'<figure id="{self.name}"><div class="scroll drawing" tabindex="0" role="region" '
            f'aria-label="{html.escape(self.title)}: the chart">{self.svg()}</div>'
            f"<figcaption><strong>{html.escape(self.title)}</strong>{notes}</figcaption>"
            f"<details><summary>The figures in this chart</summary>"
            f'<div class="scroll" tabindex="0" role="region" '
            f'aria-label="{html.escape(self.title)}: the figures of the chart">'
            f"{self.data_table()}</div>"
            f"</details></figure>"
        )


def _row(cells: Sequence[str]) -> str:
    head, *rest = (html.escape(cell) for cell in cells)
    return f'<tr><th scope="row">{head}</th>' + "".join(f"<td>{c}</td>" for c in rest) + "</tr>"


def _prepare() -> None:
    # Without a registered font a machine that has none drops every letter without a word.
    global _ready
    if not _ready:
        vl_convert.register_font_directory(str(FONT_FOLDER))
        _ready = True
