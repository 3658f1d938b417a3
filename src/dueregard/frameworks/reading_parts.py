"""From the mappings of a pack to the parts of a requirement."""

from __future__ import annotations

from typing import TypedDict

from .due_dates import COUNTED_FROM, RULES, Due, Review
from .fields import Fields
from .questions import ANSWERS, WITH_OPTIONS, Condition, Option, Question
from .requirements import Binds, Definition, Indicator, Reach, Threshold
from .verification import Source, Verified

SOURCE = ("cite", "url", "supports", "verified", "unverified")
REACH = ("jurisdiction", "sectors", "note", "verified", "unverified")
DUE = ("day", "rule", "every", "first", "text", "note", "verified", "unverified")
REVIEW = ("frequency", "months", "not_over_months", "counted_from", "basis")
BINDS = ("who", "listed_in", "also", "except", "thresholds")
THRESHOLD = ("employees", "basis", "at", "status", "verified", "unverified")
INDICATOR = (
    "numerator",
    "denominator",
    "formula",
    "direction",
    "unit",
    "by",
    "population",
    "categories",
    "source_data",
    "paragraph",
)
QUESTION = ("answer", "options", "rows", "columns", "required", "help", "ask_if")
OPTION = ("code", "label", "help")
CONDITION = ("ref", "is")
BASES = ("headcount", "full_time_equivalent")


class Checked(TypedDict):
    """The flag of a fact, and what is not verified."""

    verified: Verified
    unverified: str


def checking(fields: Fields, around: Verified = Verified.YES, why: str = "") -> Checked:
    """Return the flag of a fact and what is not verified; what is not said is as around it."""
    verified = fields.verified(around)
    what = fields.text("unverified")
    if verified is Verified.YES and what:
        fields.place.inside("unverified").note(
            "it says what is not verified of something verified", "verified: partial or no"
        )
    if verified is not Verified.YES and not (what or why):
        fields.place.inside("unverified").note(
            "it is missing", "what is not verified, here or in what it is part of"
        )
    return {
        "verified": verified,
        "unverified": "" if verified is Verified.YES else what or why,
    }


def source(fields: Fields) -> Source:
    """Read a source."""
    url = fields.text("url")
    cite = fields.text("cite", required=not url)
    if url and not url.startswith(("https://", "http://")):
        fields.place.inside("url").note(f"{url} is not an address", "https://… or http://…")
    why = "it was not read"
    return Source(cite, url, fields.text("supports"), **checking(fields, why=why))


def reach(fields: Fields) -> Reach:
    """Read where something reaches."""
    return Reach(
        fields.text("jurisdiction", required=True),
        fields.texts("sectors"),
        fields.text("note"),
        **checking(fields),
    )


def definition(pair: tuple[str, str]) -> Definition:
    """Return a word with its meaning."""
    return Definition(*pair)


def due(fields: Fields) -> Due:
    """Read a due date: a day, a day of each year, or a rule in words."""
    found = Due(
        day=fields.day("day"),
        rule=fields.choice("rule", RULES, "by"),
        every=fields.yearly("every"),
        first=fields.day("first"),
        text=fields.text("text"),
        note=fields.text("note"),
        **checking(fields),
    )
    if not any(key in fields for key in ("day", "every", "text")):
        fields.place.note("it says no day", "day, every or text")
    if found.day and found.every:
        fields.place.note("it is one day and one of each year", "day or every, not both")
    if found.first and not found.every:
        fields.place.inside("first").note("it is the first of none", "first beside every")
    return found


def review(fields: Fields) -> Review | None:
    """Read an interval of review."""
    if "review" not in fields:
        return None
    inner = fields.inner("review", REVIEW)
    found = Review(
        inner.text("frequency", required=True),
        inner.whole("months"),
        inner.whole("not_over_months"),
        inner.choice("counted_from", COUNTED_FROM, "last_done"),
        inner.text("basis"),
    )
    if found.months and found.not_over_months and found.months > found.not_over_months:
        inner.place.inside("months").note(
            f"{found.months} is more than the interval allowed", f"up to {found.not_over_months}"
        )
    return found


def binds(fields: Fields) -> Binds | None:
    """Read who is bound."""
    if "binds" not in fields:
        return None
    inner = fields.inner("binds", BINDS)
    return Binds(
        inner.text("who"),
        inner.text("listed_in"),
        inner.text("also"),
        inner.text("except"),
        inner.each("thresholds", THRESHOLD, _threshold),
    )


def _threshold(fields: Fields) -> Threshold:
    return Threshold(
        fields.whole("employees", required=True) or 0,
        fields.choice("basis", BASES, "headcount"),
        fields.text("at"),
        fields.choice("status", ("current", "as_made"), "current"),
        **checking(fields),
    )


def indicator(fields: Fields) -> Indicator | None:
    """Read how a figure is worked out."""
    if "indicator" not in fields:
        return None
    inner = fields.inner("indicator", INDICATOR)
    texts = {key: inner.text(key) for key in INDICATOR if key != "categories"}
    return Indicator(**texts, categories=inner.texts("categories"))


def question(fields: Fields) -> Question | None:
    """Read how a question is answered."""
    if "question" not in fields:
        return None
    inner = fields.inner("question", QUESTION)
    answer = inner.choice("answer", ANSWERS, required=True)
    found = Question(
        answer,
        inner.each("options", OPTION, _option),
        inner.each("rows", OPTION, _option),
        inner.each("columns", OPTION, _option),
        inner.choice("required", ("true", "false"), "true") == "true",
        inner.text("help"),
        inner.each("ask_if", CONDITION, _condition),
    )
    _options_fit(inner, found)
    return found


def _options_fit(inner: Fields, found: Question) -> None:
    if found.answer and (found.answer in WITH_OPTIONS) != bool(found.options):
        needed = "at least one option" if found.answer in WITH_OPTIONS else "no options"
        inner.place.inside("options").note(f"they do not go with {found.answer}", needed)
    grid = found.answer == "grid"
    if bool(found.rows and found.columns) != grid or bool(found.rows or found.columns) != grid:
        inner.place.inside("rows").note(
            "rows and columns do not go with the answer", "both in a grid, none elsewhere"
        )
    for name in ("options", "rows", "columns"):
        codes = [each.code for each in getattr(found, name)]
        for code in sorted({each for each in codes if codes.count(each) > 1}):
            inner.place.inside(name).note(f"the code {code} stands twice", "each code once")


def _option(fields: Fields) -> Option:
    return Option(
        fields.text("code", required=True), fields.text("label", required=True), fields.text("help")
    )


def _condition(fields: Fields) -> Condition:
    return Condition(fields.text("ref", required=True), fields.texts("is"))
