"""Columns of text as columns of a schema: codes, dates, numbers; what cannot be read is told."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dueregard.vocabulary.labels import normalise

from .amounts import dashes, read_numbers, read_yes_no
from .dates import FORMATS, REASONS, read_dates
from .field_model import Field
from .labels import SUBTOTAL, code_list, codes_of, spread_out
from .problems import Findings
from .spellings import rarer_spellings

_DAMAGED = r"^\d(\.\d+)?[eE]\+\d+$"
#: What spreadsheets show in place of a value that a formula did not give.
_CELL_ERROR = (
    r"^#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|BUSY!"
    r"|UNKNOWN!|GETTING_DATA|ERROR!)$"
)
_REMEDIES = {
    "date_impossible": "Correct the date at its source",
    "date_unreadable": "Write dates as 2020-01-31",
    "date_two_digit_year": "Write years with four digits, or name the century in the mapping",
    "date_day_or_month": "Say in the mapping whether the day or the month comes first",
    "date_serial": "Say in the mapping that they are days as a spreadsheet counts them",
}
_NUMBERS = {
    "number_unreadable": ("this is not a number", "Write it with digits and a point"),
    "number_not_given": (
        "the source marks the figure as not given, which is not zero",
        "Leave it out, or ask the publisher for it",
    ),
    "number_not_whole": ("this is not a whole number", "Correct it, or use a field for parts"),
}


class Conversion:
    """Turns the text columns of one return into canonical columns.

    Parameters
    ----------
    findings : Findings
        Collects what is wrong.
    labels : mapping of str to mapping of str to str
        Labels the mapping settles, by field.
    date_formats : mapping of str to str
        Form of dates, by field.
    dash_is_zero : bool
        Whether a dash alone is zero.
    """

    def __init__(
        self,
        findings: Findings,
        labels: Mapping[str, Mapping[str, str]],
        date_formats: Mapping[str, str],
        *,
        dash_is_zero: bool,
    ) -> None:
        self.findings = findings
        self.labels = labels
        self.date_formats = date_formats
        self.dash_is_zero = dash_is_zero

    def column(self, one: Field, texts: pa.ChunkedArray, name: str) -> pa.Array:
        """A canonical column of shape (n,); a blank is null until it is told what it means."""
        texts = self._without_errors(one, texts, name)
        number = one.kind in ("integer", "number")
        if one.required and not number and not (one.kind == "category" and one.sensitive):
            self._required(texts, name)
        if one.kind == "category":
            return self._category(one, texts, name)
        if one.kind == "boolean":
            return self._boolean(one, texts, name)
        if one.kind in ("date", "month"):
            return self._date(one, texts, name)
        if number:
            return self._number(one, texts, name)
        if one.kind == "identifier":
            damaged = pc.match_substring_regex(texts, _DAMAGED)
            self.findings.report(
                "identifier_damaged",
                name,
                _mask(damaged),
                "the number was rounded by a spreadsheet",
                remedy="Export the column as text",
            )
        whole = texts.combine_chunks()
        if one.kind == "text":
            self._alike(whole, name)
        return pc.if_else(pc.equal(whole, ""), pa.scalar(None, pa.string()), whole)

    def _without_errors(self, one: Field, texts: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
        """Blank the cells that hold an error of a spreadsheet, unless the mapping settles it."""
        settled = pa.array(sorted(self.labels.get(one.name, {})), pa.string())
        wrong = pc.and_not(
            pc.match_substring_regex(texts, _CELL_ERROR), pc.is_in(texts, value_set=settled)
        )
        if not pc.any(wrong).as_py():
            return texts
        self.findings.report(
            "cell_error",
            name,
            _mask(wrong),
            "a formula of the spreadsheet gave an error and no value",
            remedy="Mend the formula at its source",
        )
        return pc.if_else(wrong, "", texts)

    def _required(
        self, texts: pa.ChunkedArray, name: str, nothing: np.ndarray[Any, Any] | None = None
    ) -> None:
        blank = _mask(pc.equal(texts, ""))
        self.findings.report(
            "required_missing",
            name,
            (blank if nothing is None else blank | nothing) & ~self.findings.without_value(name),
            "a value is needed and the cell has none",
            remedy="Fill it in at the source",
        )

    def _alike(self, texts: pa.Array, name: str) -> None:
        """Warn of names that a reader takes for one and a count takes for two."""
        coded = pc.dictionary_encode(texts)
        rarer = rarer_spellings(coded)
        if not rarer.any():
            return
        at = coded.indices.to_numpy(zero_copy_only=False)
        self.findings.report(
            "alike_names",
            name,
            rarer[at],
            "the name differs from a more frequent one in capitals, spaces or signs that cannot "
            "be seen alone; the two are counted apart",
            remedy="Write them alike at the source",
            severity="warning",
        )

    def _category(self, one: Field, texts: pa.ChunkedArray, name: str) -> pa.Array:
        coded = pc.dictionary_encode(texts.combine_chunks())
        values = coded.dictionary.to_pylist()
        codes, unknown = codes_of(values, one, self.labels.get(one.name, {}))
        at = coded.indices.to_numpy(zero_copy_only=False)
        if unknown:
            strange = set(unknown)
            self.findings.report(
                "unknown_label",
                name,
                np.array([value in strange for value in values], dtype=bool)[at],
                f"{len(unknown)} labels are not known"
                if len(unknown) > 1
                else "a label is not known",
                allowed=code_list(one).allowed,
                remedy="Settle the label in the mapping",
            )
        self._subtotals(np.array([code == SUBTOTAL for code in codes], dtype=bool)[at], name)
        return spread_out([None if code == SUBTOTAL else code for code in codes], coded)

    def _subtotals(self, mask: np.ndarray[Any, Any], name: str) -> None:
        self.findings.report(
            "subtotal",
            name,
            mask,
            "the row is a sum of other rows",
            remedy="Nothing to do: sums are worked out anew",
        )

    def _boolean(self, one: Field, texts: pa.ChunkedArray, name: str) -> pa.Array:
        coded = pc.dictionary_encode(texts.combine_chunks())
        settled = self.labels.get(one.name, {})
        read = [
            ({"true": True, "false": False}.get(settled[text]), True)
            if text in settled
            else read_yes_no(text)
            for text in coded.dictionary.to_pylist()
        ]
        at = coded.indices.to_numpy(zero_copy_only=False)
        self.findings.report(
            "unknown_label",
            name,
            np.array([not known for _, known in read], dtype=bool)[at],
            "a label is not known",
            allowed="yes, no, true, false, y, n, 1, 0 or blank",
            remedy="Settle the label in the mapping",
        )
        return pc.take(pa.array([value for value, _ in read], pa.bool_()), coded.indices)

    def _date(self, one: Field, texts: pa.ChunkedArray, name: str) -> pa.Array:
        if one.kind == "month":
            texts = pc.replace_substring_regex(texts, r"^(\d{4}-\d{2})$", r"\1-01")
        dates, wrong = read_dates(texts, self.date_formats.get(one.name))
        for rule, mask in wrong.items():
            allowed = ", ".join(FORMATS[:3])
            self.findings.report(
                rule, name, mask, REASONS[rule], allowed=allowed, remedy=_REMEDIES[rule]
            )
        if one.minimum is not None:
            early = pc.less(dates, pa.scalar(datetime.date(int(one.minimum), 1, 1)))
            self.findings.report(
                "date_too_early",
                name,
                _mask(early),
                "the date is too long ago",
                allowed=f"from {int(one.minimum)} on",
                remedy="Check the century",
            )
        return pc.strftime(dates, "%Y-%m") if one.kind == "month" else dates

    def _number(self, one: Field, texts: pa.ChunkedArray, name: str) -> pa.Array:
        if one.codes or self.labels.get(one.name):
            texts = self._scale(one, texts)
        numbers, wrong = read_numbers(
            texts, whole=one.kind == "integer", dash_is_zero=self.dash_is_zero
        )
        if one.required:
            absent = _mask(pc.is_null(numbers))
            for mask in wrong.values():
                absent &= ~mask
            dashed = absent & dashes(texts)
            if dashed.any():
                wrong["number_not_given"] = wrong.get("number_not_given", False) | dashed
            self._required(texts, name, absent & ~dashed)
        for rule, mask in wrong.items():
            message, remedy = _NUMBERS[rule]
            soft = rule == "number_not_given" and not one.required
            self.findings.report(
                rule, name, mask, message, remedy=remedy, severity="warning" if soft else "error"
            )
        outside = np.zeros(len(numbers), dtype=bool)
        if one.minimum is not None:
            outside |= _mask(pc.less(numbers, one.minimum))
        if one.maximum is not None:
            outside |= _mask(pc.greater(numbers, one.maximum))
        low = "" if one.minimum is None else f"from {one.minimum:g}"
        high = "" if one.maximum is None else f" to {one.maximum:g}"
        self.findings.report(
            "number_outside",
            name,
            outside,
            "the number is outside its bounds",
            allowed=f"{low}{high}".strip(),
            remedy="Correct it at the source",
        )
        return numbers

    def _scale(self, one: Field, texts: pa.ChunkedArray) -> pa.ChunkedArray:
        """Answers in words as the numbers of their scale."""
        known = {normalise(t): c.code for c in one.codes for t in (c.label, *c.synonyms)}
        settled = self.labels.get(one.name, {})
        coded = pc.dictionary_encode(texts.combine_chunks())
        values = coded.dictionary.to_pylist()
        read = [settled.get(value) or known.get(normalise(value), value) for value in values]
        return pa.chunked_array([spread_out(list(read), coded)])


def fill_blanks(one: Field, codes: pa.Array, columns: Mapping[str, pa.Array]) -> pa.Array:
    """The codes of a category with every blank given its kind of missing."""
    known = code_list(one)
    blank = pc.is_null(codes)
    filled = pc.fill_null(codes, known.blank(one.blank))
    for rule in one.blank_when:
        meets = np.ones(len(codes), dtype=bool)
        for name, values in rule.when.items():
            if name not in columns:
                meets[:] = False
            else:
                meets &= _mask(pc.is_in(columns[name], value_set=pa.array(values)))
        there = pc.and_(blank, pa.array(meets))
        filled = pc.if_else(there, known.blank(rule.kind), filled)
    return filled


def _mask(condition: Any) -> np.ndarray[Any, Any]:
    if isinstance(condition, pa.ChunkedArray):
        condition = condition.combine_chunks()
    found = pc.fill_null(condition, False).to_numpy(zero_copy_only=False)
    return np.asarray(found, dtype=bool)
