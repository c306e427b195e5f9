"""Addresses that people are told, apart from where the pages stand."""

from __future__ import annotations

import pytest

import factories
from masthead.agencies.models import Agency


@pytest.mark.django_db
def test_every_employee_can_be_told_one_short_address(agency: Agency) -> None:
    answer = factories.client_for(factories.person()).get("/employees/self-check", follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"] == "/desk/self-check"
