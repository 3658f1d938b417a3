"""A mapping that is suggested: what speaks for it, what is open, and how it is confirmed."""

from __future__ import annotations

import re
from collections.abc import Mapping as Mapped
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from .dates import DateForm
from .mapping import Mapping, Spread, text_problems
from .problems import UnusableMapping
from .schema_model import Schema

#: A head with so many blank cells may be one of two rows of names.
_BLANK_HEADS = 2
Certainty = Literal["certain", "likely"]


@dataclass(frozen=True)
class ColumnSuggestion:
    """What a column may be.

    Parameters
    ----------
    column, field : str
        Column of the source, field of the schema.
    certainty : {"certain", "likely"}
        Certain when its name is the field's or a declared synonym.
    reason : str
        What speaks for it.
    """

    column: str
    field: str
    certainty: Certainty
    reason: str


@dataclass(frozen=True, repr=False)
class MappingSuggestion:
    """A mapping to look through and confirm.

    Parameters
    ----------
    mapping : Mapping
        What is suggested, not confirmed.
    columns : tuple of ColumnSuggestion
        Each column that was placed, with certainty and reason.
    unmapped : tuple of str
        Columns that were not placed.
    left_out : mapping of str to str
        Columns known and not taken in, with the reason.
    missing : tuple of str
        Required fields that no column fills.
    derived : tuple of str
        Fields that can be worked out from others.
    unknown_labels : mapping of str to tuple of str
        Field to labels that are not known; they are never those of identifiers or text.
    date_forms : mapping of str to DateForm
        Field to the form found; one without a format must be settled.
    column_forms : mapping of str to DateForm
        Column to the form of its dates, for every column that may hold dates.
    subtotals : tuple of str
        Labels whose rows look like sums of others.
    dashes : tuple of str
        Columns of counts in which a dash stands alone and may mean zero or not given.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from dueregard import returns
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "leavers.csv"
    >>> _ = path.write_text(
    ...     "Staff number,Date left,Reason,Unit,Staff type,Email\\n"
    ...     "1,31/12/2024,Resigned,Ash,Officer,a@b.example\\n"
    ... )
    >>> found = returns.suggest_mapping(returns.read_rows(path), "leavers")
    >>> found.mapping.columns["left"], found.date_forms["left"].format, list(found.left_out)
    ('Date left', 'DD/MM/YYYY', ['Email'])
    >>> found.confirm(by="Head of HR").confirmed_by
    'Head of HR'
    """

    mapping: Mapping
    schema: Schema
    columns: tuple[ColumnSuggestion, ...] = ()
    unmapped: tuple[str, ...] = ()
    left_out: Mapped[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    unknown_labels: Mapped[str, tuple[str, ...]] = field(default_factory=dict)
    date_forms: Mapped[str, DateForm] = field(default_factory=dict)
    column_forms: Mapped[str, DateForm] = field(default_factory=dict)
    subtotals: tuple[str, ...] = ()
    dashes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return (
            f"<MappingSuggestion {self.schema.id}: {len(self.columns)} columns placed, "
            f"{len(self.open_questions)} open questions; confidential>"
        )

    @property
    def open_questions(self) -> tuple[str, ...]:
        """What a person must settle before the mapping can be confirmed."""
        hint = self._hint_at_head()
        asked = [f"{name}: no column was found for it{hint}" for name in self.missing]
        for name, form in self.date_forms.items():
            if form.format is None and name not in self.mapping.date_formats:
                asked.append(f"{name}: {form.reason}; it may be {' or '.join(form.candidates)}")
        if dashed := [column for column in self.dashes if column in self._counted]:
            asked.append(
                f"dash_is_zero: a dash stands alone in {', '.join(dashed)}; does it mean zero "
                "(true), or a figure that is not given (false)?"
            )
        if self.mapping.spread:
            used = {*self.mapping.spread.columns, *self.mapping.ignored}
            asked += [
                f"column {column}: is it a level of {self.mapping.spread.field}? Name it in "
                "levels, or among the ignored"
                for column in self.unmapped
                if column not in used and column not in self.mapping.columns.values()
            ]
        return tuple(asked)

    @property
    def _counted(self) -> set[str]:
        """The columns that fill fields of numbers."""
        spread = self.mapping.spread.columns if self.mapping.spread else ()
        numbers = ("integer", "number")
        placed = self.mapping.columns.items()
        return {*spread} | {
            column
            for name, column in placed
            if name in self.schema and self.schema.field(name).kind in numbers
        }

    def _hint_at_head(self) -> str:
        """What blank heads of columns say: names may stand in two rows."""
        blank = sum(re.fullmatch(r"Column \d+", column) is not None for column in self.unmapped)
        if blank < _BLANK_HEADS:
            return ""
        return (
            f" ({blank} cells in the row of names are blank: where names stand in two rows, read "
            "the file again with header_row the lower one)"
        )

    def confirm(
        self,
        *,
        by: str,
        columns: Mapped[str, str] | None = None,
        labels: Mapped[str, Mapped[str, str]] | None = None,
        date_formats: Mapped[str, str] | None = None,
        constants: Mapped[str, str] | None = None,
        spread: Spread | None = None,
        levels: Mapped[str, str] | None = None,
        subtotals: Sequence[str] | None = None,
        ignored: Sequence[str] = (),
        dash_is_zero: bool | None = None,
    ) -> Mapping:
        """Confirm the suggestion, with what a person settles or corrects.

        Parameters
        ----------
        by : str
            Post that confirms it.
        columns : mapping, optional
            Field to column; a column ``""`` takes a field off the mapping.
        labels, date_formats, constants : mapping, optional
            Added to what was suggested.
        spread, subtotals, dash_is_zero : optional
            In place of what was suggested.
        levels : mapping of str to str, optional
            Further columns that are levels, with the level of each.
        ignored : sequence of str
            Columns left out knowingly.

        Raises
        ------
        UnusableMapping
            Naming each question that is still open and each thing that does not fit.
        """
        if not by.strip():
            raise UnusableMapping(["say which post confirms the mapping"])
        given = {"columns": columns, "date_formats": date_formats, "constants": constants}
        if wrong := text_problems({name: part or {} for name, part in given.items()}):
            raise UnusableMapping(wrong)
        own = self.mapping
        placed = {**own.columns, **(columns or {})}
        merged = {name: dict(codes) for name, codes in own.labels.items()}
        for name, codes in (labels or {}).items():
            merged.setdefault(name, {}).update(codes)
        placed = {name: column for name, column in placed.items() if column}
        forms = self._forms_of(placed)
        settled = {name: form.format for name, form in forms.items() if form.format}
        made = replace(
            own,
            columns=placed,
            labels=merged,
            date_formats={**settled, **(date_formats or {})},
            constants={**own.constants, **(constants or {})},
            spread=_with_levels(spread or own.spread, levels or {}),
            subtotals=own.subtotals if subtotals is None else tuple(subtotals),
            ignored=tuple(dict.fromkeys((*own.ignored, *ignored))),
            dash_is_zero=own.dash_is_zero if dash_is_zero is None else dash_is_zero,
            confirmed_by=by,
        )
        dashes = self.dashes if dash_is_zero is None else ()
        settling = replace(self, mapping=made, missing=(), date_forms=forms, dashes=dashes)
        left = settling.open_questions
        if problems := (*made.problems(self.schema), *left):
            raise UnusableMapping(problems)
        return made

    def _forms_of(self, columns: Mapped[str, str]) -> dict[str, DateForm]:
        """The form of the dates of each field that holds dates."""
        return {
            name: self.column_forms[column]
            for name, column in columns.items()
            if column in self.column_forms
            and name in self.schema
            and self.schema.field(name).kind in ("date", "month")
        }

    def as_dict(self) -> dict[str, Any]:
        """Plain values, for a page or JSON."""
        return {
            "mapping": self.mapping.as_dict(),
            "columns": [vars(one) for one in self.columns],
            "unmapped": list(self.unmapped),
            "left_out": dict(self.left_out),
            "missing": list(self.missing),
            "derived": list(self.derived),
            "unknown_labels": {k: list(v) for k, v in self.unknown_labels.items()},
            "open_questions": list(self.open_questions),
            "subtotals": list(self.subtotals),
        }


def _with_levels(spread: Spread | None, levels: Mapped[str, str]) -> Spread | None:
    if spread is None or not levels:
        return spread
    return replace(spread, columns={**spread.columns, **levels})
