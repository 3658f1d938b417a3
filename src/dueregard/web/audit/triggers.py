"""The triggers that make the audit record append-only, for each database."""

from __future__ import annotations

from typing import Any

#: What no update may touch. The seal columns are filled together, once, by a later sealing.
_COLUMNS = ("id", "at", "actor", "verb", "kind", "object_id", "payload", "batch")
_REFUSAL = "audit events are append-only"

_SQLITE = (
    f"""
    CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
    # INSERT OR REPLACE deletes without asking the trigger above.
    """
    CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
    WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'audit events are append-only'); END
    """,
    f"""
    CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
    WHEN OLD.seal <> '' OR OLD.previous_seal <> '' OR NEW.seal = ''
      OR {" OR ".join(f'OLD."{c}" IS NOT NEW."{c}"' for c in _COLUMNS)}
    BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END
    """,
)
_POSTGRESQL = (
    f"""
    CREATE FUNCTION audit_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND TG_LEVEL = 'ROW' THEN
        IF OLD.seal = '' AND OLD.previous_seal = '' AND NEW.seal <> ''
           AND {" AND ".join(f'OLD."{c}" IS NOT DISTINCT FROM NEW."{c}"' for c in _COLUMNS)}
        THEN RETURN NEW; END IF;
      END IF;
      RAISE EXCEPTION '{_REFUSAL}';
    END $$
    """,
    """
    CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_append_only()
    """,
    """
    CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION audit_event_append_only()
    """,
)
_DROP = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS audit_event_no_delete",
        "DROP TRIGGER IF EXISTS audit_event_no_replace",
        "DROP TRIGGER IF EXISTS audit_event_no_update",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS audit_event_no_change ON audit_event",
        "DROP TRIGGER IF EXISTS audit_event_no_truncate ON audit_event",
        "DROP FUNCTION IF EXISTS audit_event_append_only()",
    ),
}


def install(apps: Any, schema_editor: Any) -> None:
    """Create the triggers (used by the migration)."""
    vendor = schema_editor.connection.vendor
    with schema_editor.connection.cursor() as cursor:
        for statement in _SQLITE if vendor == "sqlite" else _POSTGRESQL:
            cursor.execute(statement)


def remove(apps: Any, schema_editor: Any) -> None:
    """Drop the triggers (the way back of the migration)."""
    with schema_editor.connection.cursor() as cursor:
        for statement in _DROP[schema_editor.connection.vendor]:
            cursor.execute(statement)
