"""What is written down of a snapshot: everything but its rows, and no time of day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import pyarrow as pa

from .keys import KeyRing
from .received import Received
from .retention import kept_until, short_name
from .schema_model import Schema

FORMAT = 1


def manifest_of(
    received: Received,
    *,
    id: str,
    version: int,
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
        "period": short_name(received.period),
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
            "files": [asdict(facts) for facts in received.sources],
            "derived": list(received.derived),
        },
        "mapping": received.mapping.to_yaml(),
        "coverage": dict(coverage),
        "pseudonyms": {
            "columns": [name for name in schema.identifiers if name in received.table.column_names],
            "key_version": keys.current,
            "algorithm": "BLAKE2b-128, keyed",
        },
        "retention": {
            "months": schema.retention_months,
            "until": kept_until(received.period.end, schema.retention_months).isoformat(),
        },
        "supersedes": [],
        "erasure": None,
    }


def _columns(table: pa.Table, schema: Schema) -> list[dict[str, Any]]:
    columns = []
    for name in table.column_names:
        field = schema.field(name)
        columns.append(
            {
                "name": name,
                "kind": "identifier" if name in schema.identifiers else field.kind,
                "type": str(table[name].type),
                "classification": field.classification,
                "codes": [one.code for one in field.codes],
            }
        )
    return columns


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """Return a manifest as it is written: the same for the same facts."""
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True)
    return text.encode() + b"\n"
