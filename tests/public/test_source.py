"""The foot of the public pages offers the program's source where somebody has said where it is."""

from __future__ import annotations

import pytest

from masthead.agencies.models import Agency
from masthead.kernel.clock import now
from masthead.project.doctor import examine

LINK = "This program’s source"


def test_without_an_address_there_is_no_link_and_the_doctor_says_so(reader, agency: Agency) -> None:
    assert LINK not in reader.get("/").content.decode()
    (found,) = (symptom for symptom in examine(at=now()) if symptom.what == "source")
    assert found.state == "note"
    assert "MASTHEAD_SOURCE_URL" in found.says


@pytest.mark.parametrize("by_the_agency", [True, False])
def test_the_address_of_the_agency_or_of_the_installation_is_linked(reader, agency, settings, by_the_agency) -> None:
    settings.MASTHEAD_SOURCE_URL = "https://source.invalid/ours"
    if by_the_agency:
        Agency.objects.update(source_url="https://source.invalid/agency")
    page = reader.get("/").content.decode()
    assert LINK in page
    assert ("https://source.invalid/agency" in page) is by_the_agency
    (found,) = (symptom for symptom in examine(at=now()) if symptom.what == "source")
    assert found.state == "well"
