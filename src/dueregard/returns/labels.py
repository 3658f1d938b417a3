"""Labels of a column as codes of a field: each distinct label is read once, none is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from dueregard import vocabulary
from dueregard.vocabulary import MissingKind
from dueregard.vocabulary.labels import normalise

from .amounts import read_yes_no
from .field_model import Field

#: Stands for a row that is the sum of others.
SUBTOTAL = "(subtotal)"
_TOTALS = ("total", "all", "totals", "grand total", "subtotal", "sub total", "overall", "both")
#: Codes and usual labels of the kinds of missing, as the shipped vocabulary writes them.
_MISSING: dict[MissingKind, tuple[str, tuple[str, ...]]] = {
    MissingKind.PREFER_NOT_TO_SAY: (
        "PNS",
        ("prefer not to say", "refused", "declined", "prefer not to state", "rather not say"),
    ),
    MissingKind.NOT_STATED: ("NS", ("not stated",)),
    MissingKind.UNKNOWN: ("U", ("unknown", "not known", "n/k", "nk")),
    MissingKind.NOT_RECORDED: (
        "NOT_RECORDED",
        ("not recorded", "not held", "no record", "missing", "null", "not available"),
    ),
    MissingKind.NOT_ASKED: ("NOT_ASKED", ("not asked", "not applicable", "n/a", "na")),
}
#: Codes that mean a kind of missing wherever a field does not give its own.
RESERVED = {code: kind.value for kind, (code, _) in _MISSING.items()}


@dataclass(frozen=True)
class CodeList:
    """The codes of a category and what reads its labels.

    Parameters
    ----------
    titles : mapping of str to str
        Code to label, kinds of missing too.
    missing : mapping of MissingKind to str
        The code of each kind of missing.
    classification : Classification, optional
        The shared classification behind it.
    known : mapping of str to str
        Normalised label to code, of a field's own list.
    """

    titles: Mapping[str, str]
    missing: Mapping[MissingKind, str]
    classification: vocabulary.Classification | None = None
    known: Mapping[str, str] = field(default_factory=dict)

    def code_of(self, label: str) -> str | None:
        """The code of a label; `SUBTOTAL` for a sum of others; None when it is not known.

        Examples
        --------
        >>> from dueregard import returns
        >>> sexes = code_list(returns.schema("leavers").field("sex"))
        >>> sexes.code_of("Female"), sexes.code_of("Total"), sexes.code_of("Femail")
        ('F', '(subtotal)', None)
        """
        if label in self.titles:
            return label
        if normalise(label) in _TOTALS:
            return SUBTOTAL
        if self.classification is None:
            return self.known.get(normalise(label))
        code = self.classification.code_of(label)
        if code is not None and code not in self.titles:
            return SUBTOTAL
        return code

    def blank(self, kind: str) -> str:
        """The code a blank has when it is of a kind of missing."""
        wanted = MissingKind(kind)
        return self.missing.get(wanted) or self.missing[MissingKind.NOT_RECORDED]

    @property
    def allowed(self) -> str:
        """The labels that are allowed, for a message."""
        shown = [f"{title} ({code})" for code, title in list(self.titles.items())[:12]]
        more = len(self.titles) - len(shown)
        return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def code_list(one: Field) -> CodeList:
    """The codes of a category field."""
    if one.classification is not None:
        return _of_classification(one.classification)
    return _of_codes(one)


@cache
def _of_classification(name: str) -> CodeList:
    found = vocabulary.classification(name)
    titles = {each.code: each.label for each in found.categories}
    missing = {
        kind: code for kind in MissingKind if (code := found.code_of_missing(kind)) is not None
    }
    return CodeList(titles, missing, found)


def _of_codes(one: Field) -> CodeList:
    titles = {each.code: each.label for each in one.codes}
    known: dict[str, str] = {}
    missing: dict[MissingKind, str] = {
        MissingKind(each.missing): each.code for each in one.codes if each.missing
    }
    for kind, (code, labels) in _MISSING.items():
        own = missing.setdefault(kind, code)
        titles.setdefault(own, labels[0].capitalize())
        known |= {normalise(label): own for label in labels}
    for each in one.codes:
        for label in (each.code, each.label, *each.synonyms):
            known[normalise(label)] = each.code
    return CodeList(titles, missing, None, known)


def codes_of(
    values: Iterable[str], one: Field, settled: Mapping[str, str]
) -> tuple[list[str | None], list[str]]:
    """The code of each distinct label, and the labels that are not known.

    A label the mapping settles comes first; a blank has no code.

    Examples
    --------
    >>> from dueregard import returns
    >>> sex = returns.schema("leavers").field("sex")
    >>> codes_of(["F", "", "Lady", "Laddy"], sex, {"Lady": "F"})
    (['F', None, 'F', None], ['Laddy'])
    """
    known = code_list(one)
    codes: list[str | None] = []
    unknown: list[str] = []
    for value in values:
        if not value:
            codes.append(None)
            continue
        code = settled[value] if value in settled else known.code_of(value)
        if code is None:
            unknown.append(value)
        codes.append(code)
    return codes, unknown


def known_labels(values: Iterable[str], one: Field) -> list[str]:
    """The labels of a column that a field knows, whatever its kind."""
    if one.kind == "boolean":
        return [value for value in values if value and read_yes_no(value)[1]]
    known = code_list(one)
    return [value for value in values if value and known.code_of(value) is not None]


def spread_out(codes: list[str | None], coded: pa.DictionaryArray) -> pa.Array:
    """The codes of distinct values laid out over the rows they came from."""
    return pc.take(pa.array(codes, pa.string()), coded.indices)
