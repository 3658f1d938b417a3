"""Characteristics and their equivalences out of packs."""

from __future__ import annotations

from .category import Source
from .characteristics import Characteristic, Equivalence
from .pack_fields import Place

CHARACTERISTIC_KEYS = (
    "code", "label", "definition", "law", "sets", "verified", "local", "sources", "labels",
)  # fmt: skip


def read_characteristic(
    place: Place, sources: tuple[Source, ...]
) -> tuple[Characteristic, tuple[str, ...]]:
    """Return a characteristic and the labels it also goes by."""
    place.only(CHARACTERISTIC_KEYS)
    sets = place.texts("sets")
    if not sets:
        place.problem("sets", "it is missing; name at least one set")
    local = place.flag("local", False)
    if not local and not place.optional_text("law"):
        place.problem("law", "it is missing; name the provision, or say local: true")
    found = Characteristic(
        place.text("code", required=True),
        place.text("label", required=True),
        place.text("definition", required=True),
        place.optional_text("law"),
        sets,
        place.verified(),
        local,
        place.sources(sources),
    )
    return found, place.texts("labels")


def read_equivalence(place: Place) -> tuple[str, str, Equivalence]:
    """Return a characteristic, the set it is looked for in, and what it is there."""
    place.only(("of", "within", "codes", "exact", "note", "data_code"))
    codes = place.texts("codes")
    data_code = place.optional_text("data_code")
    if data_code is not None and data_code not in codes:
        place.problem("data_code", f"“{data_code}” is not one of the codes: {', '.join(codes)}")
    found = Equivalence(codes, place.flag("exact", False), place.optional_text("note"), data_code)
    return place.text("of", required=True), place.text("within", required=True), found
