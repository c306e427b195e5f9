"""What a Graph API can do to a connector, and what the outbox must then be told: the same on all three platforms."""

from __future__ import annotations

import pytest

from masthead.channels.errors import RateLimited, Reauth, Rejected, Transient

CERTAINLY_NOT_DONE = [
    pytest.param("429", RateLimited, id="too many requests"),
    pytest.param("#4", RateLimited, id="the app calls too often"),
    pytest.param("#17", RateLimited, id="the person calls too often"),
    pytest.param("#32", RateLimited, id="the Page calls too often"),
    pytest.param("#613", RateLimited, id="a rate of its own"),
    pytest.param("#80001", RateLimited, id="the use case calls too often"),
    pytest.param("#4!", RateLimited, id="too often, and said to pass"),
    pytest.param("#190", Reauth, id="a dead token"),
    pytest.param("#190/460", Reauth, id="the password was changed"),
    pytest.param("#102", Reauth, id="the session is over"),
    pytest.param("#10", Reauth, id="a permission is missing"),
    pytest.param("#200", Reauth, id="a permission was taken back"),
    pytest.param("#100", Rejected, id="a parameter is wrong"),
    pytest.param("#368", Rejected, id="the platform's own rules"),
    pytest.param("away", Transient, id="no connection"),
]
NOBODY_KNOWS = ["500", "502", "504", "html", "deaf", "drop", "#1", "#2", "#2!", "#190!", "done#1"]
"""A passing fault that wears the code of a dead token is a passing fault; `done#1` did it all the same."""
