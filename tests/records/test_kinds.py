"""Every kind of record says what it may hold, closed to all else, in a schema that is one."""

from __future__ import annotations

import json

import jsonschema_rs
import pytest

from masthead.records.schemas import KINDS, kinds, refuse_unless_said_rightly, schema, title


def test_there_are_kinds() -> None:
    assert {"records/exported", "records/checkpointed"} <= set(kinds())


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_is_a_closed_schema_with_a_sentence(kind: str) -> None:
    said = schema(kind)
    jsonschema_rs.meta.validate(said)
    assert said["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert said["type"] == "object" and said["additionalProperties"] is False
    assert len(title(kind).split()) >= 2
    properties, required = said.get("properties", {}), said.get("required", [])
    assert isinstance(properties, dict) and isinstance(required, list)
    assert set(required) <= set(properties)
    with pytest.raises(ValueError, match="cannot say this"):
        refuse_unless_said_rightly(kind, {"never said by anyone": 1})


def test_files_are_spelled_alike() -> None:
    """Two spaces, a newline at the end: a change of one field is a change of one line."""
    for path in KINDS.rglob("*.json"):
        assert path.read_text().endswith("}\n"), path
        json.loads(path.read_text())
