"""A model behind a server on this machine: asked for scores, believed only in the shape asked for, never elsewhere."""

from __future__ import annotations

import json

import httpx
import pytest

from masthead.kernel.refusals import Invalid
from masthead.moderation.local_server import LocalServer
from masthead.policy.in_force import rulebook_of
from masthead.signals.engine.assess import assess
from masthead.signals.engine.facts import NO_MODEL, CommentFacts

ADDRESS = "http://127.0.0.1:9/v1"


def server(content: str, status: int = 200) -> LocalServer:
    def answer(request: httpx.Request) -> httpx.Response:
        assert json.loads(request.content)["temperature"] == 0
        return httpx.Response(status, json={"choices": [{"message": {"content": content}}]})

    made = LocalServer(ADDRESS, "small")
    made._client = httpx.Client(transport=httpx.MockTransport(answer))
    return made


def test_its_scores_are_evidence_and_the_engine_names_it() -> None:
    reader = server(json.dumps({"threat": 0.99, "unheard_of": 1}))
    assessment = assess(CommentFacts("See you soon."), grounds=rulebook_of("mlc-2012"), reader=reader)
    assert assessment.grounds == ("threatening",)
    assert assessment.engine.endswith("+server:small")


@pytest.mark.parametrize(("content", "status"), [("I think it is fine", 200), ("{}", 500), ('{"threat": "high"}', 200)])
def test_another_answer_is_no_evidence_and_that_is_said(content: str, status: int) -> None:
    assessment = assess(CommentFacts("Hi."), grounds=rulebook_of("mlc-2012"), reader=server(content, status))
    assert assessment.grounds == () and assessment.engine.endswith(NO_MODEL)


@pytest.mark.parametrize("address", ["https://models.example/v1", "http://10.0.0.7/v1", "ftp://127.0.0.1", "x", ""])
def test_a_server_elsewhere_is_refused(address: str) -> None:
    with pytest.raises(Invalid, match="on this machine"):
        LocalServer(address, "small")
