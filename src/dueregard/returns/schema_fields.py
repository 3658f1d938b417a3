"""Reading the fields and rules of a schema file, with every problem told by its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from dueregard import vocabulary
from dueregard.exceptions import DueRegardError

from .code_checks import code_problems
from .field_model import KINDS, BlankRule, Code, Derivation, Field, Kind
from .schema_model import Rule

DERIVATIONS = ("age", "age_band", "years_between", "service_band", "month", "group")
RULE_KINDS = (
    "order",
    "stages",
    "implies",
    "within_period",
    "not_after_snapshot",
    "present_together",
    "sum",
)
_FIELD_KEYS = {
    "name",
    "title",
    "kind",
    "required",
    "classification",
    "codes",
    "synonyms",
    "minimum",
    "maximum",
    "derived",
    "sensitive",
    "blank",
    "blank_when",
    "kept",
    "help",
}
_RULE_KEYS = {"id", "kind", "fields", "says", "remedy", "severity", "when", "then"}
_MISSING = tuple(kind.value for kind in vocabulary.MissingKind)


def words(value: object) -> tuple[str, ...]:
    """A list of texts out of YAML, one text alone too.

    Examples
    --------
    >>> words("unit"), words(["unit", 5]), words(None)
    (('unit',), ('unit', '5'), ())
    """
    if value is None:
        return ()
    given = value if isinstance(value, list | tuple) else [value]
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in given)


class FieldReading:
    """Makes fields and rules of what a schema file says.

    Parameters
    ----------
    shared : mapping
        Fields, groups and columns left out that every schema may use.
    where : str
        Name of the file, for problems.
    """

    def __init__(self, shared: Mapping[str, Any], where: str) -> None:
        self.shared = shared
        self.where = where
        self.problems: list[str] = []

    def say(self, place: str, message: str) -> None:
        """Note a problem with its place."""
        self.problems.append(f"{self.where}, {place}: {message}")

    def fields(self, given: object) -> tuple[Field, ...]:
        """The fields of a schema, shared ones put in where they are used."""
        if not isinstance(given, list) or not given:
            self.say("fields", "a schema lists at least one field")
            return ()
        read = [(self._field(each), used) for each, used in self._expanded(given)]
        names = [one.name for one, _ in read]
        made = [self._with_sources(one, names, used) for one, used in read]
        for name in sorted({name for name in names if names.count(name) > 1}):
            self.say("fields", f"the field {name} is declared twice")
        return tuple(made)

    def _with_sources(self, one: Field, names: list[str], used: bool) -> Field:
        """A field whose derivation has its sources; a shared one without them has none."""
        absent = [
            name for name in (one.derived.sources if one.derived else ()) if name not in names
        ]
        if not absent:
            return one
        if not used:
            self.say(f"field {one.name}", f"derived: there is no field {_all(absent)}")
        return replace(one, derived=None)

    def _expanded(self, given: list[Any]) -> Iterator[tuple[dict[str, Any], bool]]:
        known, groups = self.shared.get("fields", {}), self.shared.get("groups", {})
        for entry in given:
            if not isinstance(entry, dict):
                self.say("fields", f"“{entry}” is not a field; give name, title and kind, or use")
                continue
            if "use" not in entry:
                yield entry, False
                continue
            used = [name for use in words(entry["use"]) for name in groups.get(use, [use])]
            own = {key: value for key, value in entry.items() if key != "use"}
            for name in used:
                if name not in known:
                    self.say(
                        "fields", f"there is no shared field “{name}”; there are {_all(known)}"
                    )
                else:
                    kept = _without_other_list(known[name], own)
                    yield {"name": name, **kept, **own}, "derived" not in own

    def _field(self, given: Mapping[str, Any]) -> Field:
        name = str(given.get("name", "")) or "(no name)"
        place = f"field {name}"
        for key in sorted(set(given) - _FIELD_KEYS):
            self.say(place, f"unknown key “{key}”; there are {_all(_FIELD_KEYS)}")
        kind = str(given.get("kind"))
        if kind not in KINDS:
            self.say(place, f"kind is “{kind}”; allowed: {_all(get_args(Kind))}")
        codes = self._codes(given.get("codes") or {}, place)
        classification = given.get("classification")
        if classification is not None:
            self._check_classification(str(classification), place)
        if kind == "category" and not codes and classification is None:
            self.say(place, "a category needs codes or a classification")
        blank = str(given.get("blank", "not_recorded"))
        if blank not in _MISSING:
            self.say(place, f"blank is “{blank}”; allowed: {_all(_MISSING)}")
        low, high = (self._bound(given, key, place) for key in ("minimum", "maximum"))
        if low is not None and high is not None and low > high:
            self.say(place, f"minimum {low:g} is above maximum {high:g}")
        return Field(
            name=name,
            title=str(given.get("title") or name.replace("_", " ").capitalize()),
            kind=cast(Kind, kind),
            required=bool(given.get("required", False)),
            classification=None if classification is None else str(classification),
            codes=codes,
            synonyms=words(given.get("synonyms")),
            minimum=low,
            maximum=high,
            derived=self._derivation(given.get("derived"), place),
            sensitive=bool(given.get("sensitive", False)),
            blank=blank,
            blank_when=tuple(self._blank_rules(given.get("blank_when"), place)),
            kept=bool(given.get("kept", True)),
            help=str(given.get("help", "")),
        )

    def _bound(self, given: Mapping[str, Any], key: str, place: str) -> float | None:
        value = given.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
            self.say(place, f"{key} is “{value}”; a number is needed")
            return None
        return value

    def _check_classification(self, name: str, place: str) -> None:
        try:
            vocabulary.classification(name)
        except DueRegardError as error:
            self.say(place, str(error))

    def _codes(self, given: object, place: str) -> tuple[Code, ...]:
        if not isinstance(given, dict):
            self.say(place, "codes are written as code: {label, synonyms, missing}")
            return ()
        made = []
        for code, entry in given.items():
            about = entry if isinstance(entry, dict) else {"label": entry}
            missing = about.get("missing")
            if missing is not None and missing not in _MISSING:
                self.say(place, f"code {code}: missing is “{missing}”; allowed: {_all(_MISSING)}")
            label = str(about.get("label") or code)
            made.append(Code(str(code), label, words(about.get("synonyms")), missing))
        for problem in code_problems(made):
            self.say(place, problem)
        return tuple(made)

    def _derivation(self, given: object, place: str) -> Derivation | None:
        if given is None:
            return None
        if not isinstance(given, dict) or given.get("how") not in DERIVATIONS:
            self.say(place, f"derived needs how, one of {_all(DERIVATIONS)}")
            return None
        groups = {str(k): str(v) for k, v in (given.get("groups") or {}).items()}
        at = given.get("at")
        return Derivation(
            str(given["how"]), words(given.get("sources")), None if at is None else str(at), groups
        )

    def _blank_rules(self, given: object, place: str) -> Iterator[BlankRule]:
        for entry in given if isinstance(given, list) else []:
            kind = str(entry.get("kind"))
            if kind not in _MISSING:
                self.say(place, f"blank_when: kind is “{kind}”; allowed: {_all(_MISSING)}")
            yield BlankRule(_conditions(entry.get("when")), kind)

    def rules(self, given: object, fields: tuple[Field, ...]) -> tuple[Rule, ...]:
        """The rules of a schema."""
        known = {one.name for one in fields}
        made = []
        for entry in given if isinstance(given, list) else []:
            place = f"rule {entry.get('id', '(no id)')}"
            for key in sorted(set(entry) - _RULE_KEYS):
                self.say(place, f"unknown key “{key}”; there are {_all(_RULE_KEYS)}")
            rule = Rule(
                id=str(entry.get("id", "")),
                kind=str(entry.get("kind")),
                fields=words(entry.get("fields")),
                says=str(entry.get("says", "")),
                remedy=str(entry.get("remedy", "")),
                severity=entry.get("severity", "error"),
                when=_conditions(entry.get("when")),
                then=_conditions(entry.get("then")),
            )
            if rule.kind not in RULE_KINDS:
                self.say(place, f"kind is “{rule.kind}”; allowed: {_all(RULE_KINDS)}")
            if rule.severity not in ("error", "warning"):
                self.say(place, f"severity is “{rule.severity}”; allowed: error, warning")
            if not rule.id or not rule.says:
                self.say(place, "a rule needs an id and says what is wrong when it is broken")
            for name in (*rule.fields, *rule.when, *rule.then):
                if name not in known:
                    self.say(place, f"there is no field “{name}”")
            made.append(rule)
        return tuple(made)


def _without_other_list(shared: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """A shared field without its list of codes where the schema gives another."""
    replaced = {"codes", "classification"} & set(own)
    return {
        key: value
        for key, value in shared.items()
        if not replaced or key not in ("codes", "classification")
    }


def _conditions(given: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(given, dict):
        return {}
    return {str(name): words(values) for name, values in given.items()}


def _all(names: Any) -> str:
    return ", ".join(sorted(str(name) for name in names))
