"""The confirmed way from a source's columns and labels to a schema, saved as YAML."""

from __future__ import annotations

from collections.abc import Mapping as Mapped
from dataclasses import dataclass, field
from typing import Any

import yaml

from .dates import FORMATS, known_format
from .labels import SUBTOTAL, code_list
from .problems import UnusableMapping
from .schema_library import schema as find_schema
from .schema_model import Schema


@dataclass(frozen=True)
class Spread:
    """Columns of the source that are levels of one field, such as a column per ethnic group.

    Parameters
    ----------
    field : str
        The field whose levels they are.
    value : str
        The field that their cells fill.
    columns : mapping of str to str
        Column of the source to the label or date it stands for.
    """

    field: str
    value: str
    columns: Mapped[str, str]


@dataclass(frozen=True)
class Mapping:
    """From the columns and labels of a source to the fields and codes of a schema.

    Parameters
    ----------
    schema, version : str
        Which schema it leads to.
    columns : mapping of str to str
        Field to column of the source.
    labels : mapping of str to mapping of str to str
        Field to labels of the source and their codes, where the vocabulary does not know them.
    date_formats : mapping of str to str
        Field to the form of its dates.
    constants : mapping of str to str
        Field to the one value it has in every row.
    from_file_name : tuple of str
        Fields that the name of the file tells.
    spread : Spread, optional
        Columns that are levels of a field.
    subtotals : tuple of str
        Labels of text fields whose rows are sums of other rows.
    ignored : tuple of str
        Columns that are left out knowingly.
    dash_is_zero : bool
        Whether a dash alone in a column of numbers stands for zero.
    confirmed_by : str
        Post that confirmed it; a mapping that nobody confirmed is not used.

    Examples
    --------
    >>> mapping = Mapping("leavers", "1", {"person": "Staff no", "left": "Left"}, confirmed_by="HR")
    >>> Mapping.from_yaml(mapping.to_yaml()) == mapping
    True
    """

    schema: str
    version: str
    columns: Mapped[str, str]
    labels: Mapped[str, Mapped[str, str]] = field(default_factory=dict)
    date_formats: Mapped[str, str] = field(default_factory=dict)
    constants: Mapped[str, str] = field(default_factory=dict)
    from_file_name: tuple[str, ...] = ()
    spread: Spread | None = None
    subtotals: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    dash_is_zero: bool = False
    confirmed_by: str = ""

    def __post_init__(self) -> None:
        parts = {
            "columns": self.columns,
            "date_formats": self.date_formats,
            "constants": self.constants,
            **{f"labels, {name}": codes for name, codes in self.labels.items()},
        }
        if problems := text_problems(parts):
            raise UnusableMapping(problems)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields it fills."""
        spread = (self.spread.field, self.spread.value) if self.spread else ()
        filled = (*self.columns, *self.constants, *self.from_file_name, *spread)
        return tuple(dict.fromkeys(filled))

    def as_dict(self) -> dict[str, Any]:
        """Plain values in a fixed order, for YAML and manifests."""
        made: dict[str, Any] = {
            "schema": self.schema,
            "version": self.version,
            "confirmed_by": self.confirmed_by,
            "columns": dict(self.columns),
        }
        if self.spread:
            made["spread"] = {
                "field": self.spread.field,
                "value": self.spread.value,
                "columns": dict(self.spread.columns),
            }
        optional = {
            "labels": {name: dict(codes) for name, codes in self.labels.items() if codes},
            "date_formats": dict(self.date_formats),
            "constants": dict(self.constants),
            "from_file_name": list(self.from_file_name),
            "subtotals": list(self.subtotals),
            "ignored": list(self.ignored),
            "dash_is_zero": self.dash_is_zero,
        }
        return {**made, **{key: value for key, value in optional.items() if value}}

    def to_yaml(self) -> str:
        """The mapping as YAML, the same bytes every time."""
        return yaml.safe_dump(self.as_dict(), sort_keys=False, allow_unicode=True, width=100)

    @classmethod
    def from_yaml(cls, text: str) -> Mapping:
        """Read a mapping from YAML.

        Raises
        ------
        UnusableMapping
            Every problem with its key.

        Examples
        --------
        >>> Mapping.from_yaml("schema: leavers\\nversion: '1'\\ncolumns: [Left]")
        Traceback (most recent call last):
            ...
        dueregard.returns.problems.UnusableMapping: columns: is field: column of the source
        """
        try:
            given = yaml.safe_load(text)
        except yaml.YAMLError as error:
            raise UnusableMapping(["this is not YAML; correct the syntax"]) from error
        if not isinstance(given, dict):
            raise UnusableMapping(["a mapping is keys and values: schema, version, columns …"])
        if problems := list(_problems_of_text(given)):
            raise UnusableMapping(problems)
        spread = given.get("spread")
        return cls(
            schema=str(given["schema"]),
            version=str(given["version"]),
            columns=_texts(given["columns"]),
            labels={str(k): _texts(v) for k, v in (given.get("labels") or {}).items()},
            date_formats=_texts(given.get("date_formats")),
            constants=_texts(given.get("constants")),
            from_file_name=tuple(str(one) for one in given.get("from_file_name") or ()),
            spread=Spread(str(spread["field"]), str(spread["value"]), _texts(spread["columns"]))
            if spread
            else None,
            subtotals=tuple(str(one) for one in given.get("subtotals") or ()),
            ignored=tuple(str(one) for one in given.get("ignored") or ()),
            dash_is_zero=bool(given.get("dash_is_zero", False)),
            confirmed_by=str(given.get("confirmed_by") or ""),
        )

    def problems(self, schema: Schema | None = None) -> tuple[str, ...]:
        """What does not fit between this mapping and its schema, one sentence each."""
        wanted = schema or find_schema(self.schema, self.version)
        return tuple(_problems_with(self, wanted))


_KEYS = {
    "schema",
    "version",
    "confirmed_by",
    "columns",
    "spread",
    "labels",
    "date_formats",
    "constants",
    "from_file_name",
    "subtotals",
    "ignored",
    "dash_is_zero",
}


def text_problems(parts: Mapped[str, Mapped[str, str]]) -> tuple[str, ...]:
    """What is no text in the parts of a mapping, one sentence each.

    Examples
    --------
    >>> text_problems({"date_formats": {"left": "DD/MM/YYYY"}})
    ()
    """
    return tuple(
        f"{part}, {name}: one text is needed, not {type(value).__name__}"
        for part, given in parts.items()
        for name, value in given.items()
        if not isinstance(name, str) or not isinstance(value, str)
    )


def _texts(given: object) -> dict[str, str]:
    items = given.items() if isinstance(given, dict) else ()
    return {_text(key): _text(value) for key, value in items}


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _problems_of_text(given: dict[Any, Any]) -> Any:
    for key in sorted(set(map(str, given)) - _KEYS):
        yield f"{key}: unknown key; there are {', '.join(sorted(_KEYS))}"
    for key in ("schema", "version"):
        if not given.get(key):
            yield f"{key}: is needed and is not there"
    if not isinstance(given.get("columns"), dict):
        yield "columns: is field: column of the source"
    for key in ("labels", "date_formats", "constants"):
        if not isinstance(given.get(key) or {}, dict):
            yield f"{key}: is field: value"
    labels = given.get("labels")
    if isinstance(labels, dict) and not all(isinstance(one, dict) for one in labels.values()):
        yield "labels: is field: {label: code}"
    spread = given.get("spread")
    if spread and not (isinstance(spread, dict) and {"field", "value", "columns"} <= set(spread)):
        yield "spread: needs field, value and columns"


def _problems_with(mapping: Mapping, schema: Schema) -> Any:
    if (mapping.schema, mapping.version) != (schema.id, schema.version):
        yield (
            f"the mapping is for {mapping.schema} version {mapping.version}, the return is "
            f"{schema.id} version {schema.version}; suggest and confirm a mapping for it"
        )
        return
    named = [*mapping.fields, *mapping.labels, *mapping.date_formats]
    for name in dict.fromkeys(named):
        if name not in schema:
            yield f"{name}: {schema.id} has no such field; it has {', '.join(schema.names)}"
    spread_columns = list(mapping.spread.columns) if mapping.spread else []
    used = [*mapping.columns.values(), *spread_columns]
    for column in sorted({column for column in used if used.count(column) > 1}):
        yield f"column {column}: it is used twice; a column fills one field"
    for name, form in mapping.date_formats.items():
        if not known_format(form):
            yield f"{name}: there is no date form “{form}”; allowed: {', '.join(FORMATS)}"
    for name, codes in mapping.labels.items():
        if name in schema:
            yield from _problems_of_labels(name, codes, schema)
    for one in schema.fields:
        needed = one.required and not one.repeated and one.derived is None
        if needed and one.name not in mapping.fields:
            yield f"{one.name}: {schema.id} needs it; name its column or a constant"


def _problems_of_labels(name: str, codes: Mapped[str, str], schema: Schema) -> Any:
    one = schema.field(name)
    if one.kind == "boolean":
        allowed: dict[str, object] = {"true": 0, "false": 0, "": 0, SUBTOTAL: 0}
    elif one.kind == "category":
        allowed = {**code_list(one).titles, SUBTOTAL: 0}
    elif one.codes:
        allowed = {each.code: 0 for each in one.codes}
    else:
        yield f"{name}: it is {one.kind} and has no labels to settle"
        return
    for code in codes.values():
        if code not in allowed:
            shown = ", ".join(code for code in allowed if code)
            yield f"{name}: there is no code “{code}”; there are {shown}"
