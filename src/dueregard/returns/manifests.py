"""What is written down of a snapshot: everything but its rows, and no time of day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from .keys import KeyRing
from .retention import kept_until

FORMAT = 1


def manifest_of(
    received: Any,
    *,
    id: str,
    version: int,
    period: str,
    keys: KeyRing,
    source: str,
    coverage: Mapping[str, Any],
    licence: str,
    note: str,
) -> dict[str, Any]:
    """Return the manifest of a return that is about to be kept."""
    schema = received.schema
    aside = received.set_aside
    return {
        "format": FORMAT,
        "id": id,
        "version": version,
        "schema": {"id": schema.id, "version": schema.version},
        "period": period,
        "source": source,
        "licence": licence,
        "note": note,
        "columns": _columns(received.table, schema),
        "count_field": schema.count_field,
        "rows": received.table.num_rows,
        "received": {
            "rows_read": received.rows_read,
            "rows_kept": received.rows_kept,
            "rows_set_aside": len(aside),
            "set_aside_by_rule": dict(sorted(aside.by_rule.items())),
            "file": file_facts(received),
        },
        "mapping": received.mapping.to_yaml() if received.mapping is not None else None,
        "coverage": dict(coverage),
        "pseudonyms": {
            "columns": [name for name in schema.identifiers if name in received.table.column_names],
            "key_version": keys.current,
            "algorithm": "BLAKE2b-128, keyed",
        },
        "retention": {
            "months": schema.retention_months,
            "until": kept_until(period, schema.retention_months).isoformat(),
        },
        "supersedes": [],
        "erasure": None,
    }


def file_facts(received: Any) -> dict[str, Any]:
    """What is known of the file a return came from, as plain values."""
    facts = getattr(received, "facts", None) or {}
    listed = facts if isinstance(facts, Mapping) else vars(facts)
    return {str(key): value for key, value in sorted(listed.items()) if _plain(value)}


def _plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float, bool))


def _columns(table: pa.Table, schema: Any) -> list[dict[str, Any]]:
    columns = []
    for name in table.column_names:
        field = schema.field(name) if name in schema else None
        columns.append(
            {
                "name": name,
                "kind": "identifier" if name in schema.identifiers else getattr(field, "kind", ""),
                "type": str(table[name].type),
                "classification": getattr(field, "classification", None),
                "codes": [getattr(one, "code", one) for one in getattr(field, "codes", ())],
            }
        )
    return columns


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """Return a manifest as it is written: the same for the same facts."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode() + b"\n"
