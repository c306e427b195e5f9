"""What the database itself refuses: to change an adopted version, or bytes that are kept under their own digest.

The rows are refused whoever asks, also past the models: a policy that could be rewritten later proves nothing. A
migration that rebuilds these tables must put the triggers back; tests/adoption/test_nothing_adopted_changes.py notices.
"""

from __future__ import annotations

from typing import Any

FIXED = (
    "number", "layer", "policy_id", "title", "stamp", "file_id", "adopted_on", "adopted_by", "minutes",
    "signed_copy_id", "adoption_recorded_by", "adoption_recorded_at", "in_force_from",
)  # fmt: skip
"""Columns of a version that stay as they were adopted. Its state goes on: in force, superseded."""

_ADOPTED = "OLD.state IN ('adopted', 'in_force', 'superseded')"
_SAYS = "an adopted version of the policy never changes"


def put_triggers(apps: Any, schema_editor: Any) -> None:
    for statement in _statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def take_triggers(apps: Any, schema_editor: Any) -> None:
    on = schema_editor.connection.vendor == "postgresql"
    for table in ("adoption_version", "adoption_kept"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_fixed" + (f" ON {table}" if on else ""))


def _statements(vendor: str) -> list[str]:
    sqlite = vendor == "sqlite"
    differs = "IS NOT" if sqlite else "IS DISTINCT FROM"
    changed = " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in FIXED)
    back = "NEW.state NOT IN ('adopted', 'in_force', 'superseded', 'withdrawn')"
    when = {
        "adoption_version": f"{_ADOPTED} AND ({changed} OR {back})",
        "adoption_kept": " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in ("digest", "media", "raw")),
    }
    if sqlite:
        return [
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
            for table, condition in when.items()
        ]
    function = (
        "CREATE OR REPLACE FUNCTION adoption_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({condition}) "
            "EXECUTE FUNCTION adoption_refuses()"
            for table, condition in when.items()
        ),
    ]
