"""The interface for programs, tried from its own description: whatever a program sends, it is answered, never a 500."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import pytest
from django.core.signals import got_request_exception
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factories
import hostile
from masthead.administration.tokens import issue
from masthead.agencies.models import Agency
from masthead.api.interface import api
from masthead.kernel.clock import now

DESCRIPTION = api.get_openapi_schema()
CALLS = [(method, path, told) for path, methods in DESCRIPTION["paths"].items() for method, told in methods.items()]
odd = st.sampled_from(hostile.EVIL)
words = st.one_of(odd, st.text(max_size=40), st.text(alphabet=st.characters(categories=["Cs", "Cc"]), max_size=5))
nonsense = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), words),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=3)),
    max_leaves=5,
)
moments = st.one_of(
    st.datetimes().map(lambda moment: moment.isoformat() + "+14:00"),
    st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-12-01T09:00:00"]),
)


def body_for(schema: dict[str, Any], ids: list[str]) -> st.SearchStrategy[Any]:
    """What a program could send for `schema`: mostly as described, sometimes not at all."""
    if "$ref" in schema:
        return body_for(DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]], ids)
    if "anyOf" in schema:
        return st.one_of(*(body_for(kind, ids) for kind in schema["anyOf"]))
    match schema.get("type"), schema.get("format"):
        case "string", "uuid":
            return st.one_of(st.sampled_from(ids), st.uuids().map(str), odd)
        case "string", "date-time":
            return st.one_of(moments, odd)
        case "string", _:
            return words
        case "integer", _:
            return st.one_of(st.integers(-3, 300), st.integers())
        case "boolean", _:
            return st.booleans()
        case "array", _:
            return st.lists(body_for(schema["items"], ids), max_size=4)
        case "object", _:
            fields = {name: body_for(told, ids) for name, told in schema.get("properties", {}).items()}
            if not fields and isinstance(schema.get("additionalProperties"), dict):
                return st.dictionaries(
                    st.one_of(st.sampled_from(ids), words), body_for(schema["additionalProperties"], ids), max_size=3
                )
            return st.one_of(st.fixed_dictionaries(fields), st.fixed_dictionaries(fields), nonsense)
    return nonsense


@pytest.fixture
def call(settings: Any, tmp_path: Any) -> Any:
    settings.MASTHEAD_DEMO, settings.MEDIA_ROOT = True, tmp_path
    known = hostile.furnished()
    _, secret = issue(by=hostile.everyone_at_once(), at=now(), name="fuzz", scopes=("read", "write", "decide"))
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})

    def send(method: str, path: str, query: str, body: str) -> int:
        return client.generic(
            method.upper(), "/api" + path.removeprefix("/api") + query, body, content_type="application/json"
        ).status_code

    send.known = known  # type: ignore[attr-defined]
    return send


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_call_is_answered(call: Any) -> None:
    ids = list(call.known.values())
    errors: list[str] = []
    answered: set[int] = set()

    def fell(sender: object, **_: object) -> None:
        import traceback

        errors.append(traceback.format_exc(limit=-3))

    @settings(
        max_examples=500,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    @given(st.data())
    def every_call(data: st.DataObject) -> None:
        method, path, told = data.draw(st.sampled_from(CALLS))
        for name in [put["name"] for put in told.get("parameters", []) if put["in"] == "path"]:
            value = data.draw(st.sampled_from([call.known.get(name, ids[0]), call.known.get(name, ids[0]), *ids]))
            path = path.replace(f"{{{name}}}", value)
        asked = [put["name"] for put in told.get("parameters", []) if put["in"] == "query"]
        query = "&".join(f"{name}={quote(data.draw(words).encode('utf-8', 'surrogatepass'))}" for name in asked)
        content = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        body = json.dumps(data.draw(body_for(content, ids))) if content else ""
        status = call(method, path, f"?{query}" if query else "", body)
        answered.add(status)
        assert status < 500, f"{method} {path}?{query} {body[:400]} {errors[-1:]}"

    got_request_exception.connect(fell)
    try:
        every_call()
    finally:
        got_request_exception.disconnect(fell)
    assert {200, 404, 422} <= answered


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["{", "[" * 100_000, "\x00", "null", '{"title": 1e400}', "9" * 5000])
def test_a_body_that_is_not_json_is_refused(agency: Agency, body: str) -> None:
    _, secret = issue(by=factories.person("communicator"), at=now(), name="fuzz", scopes=("read", "write"))
    client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {secret}"})
    assert 400 <= client.post("/api/drafts", body, content_type="application/json").status_code < 500
