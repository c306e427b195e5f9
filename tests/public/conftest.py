"""A Noticeboard with a post, and a reader's browser that keeps every answer it was given."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

import factories
from board_posts import put_up
from comment_events import a_presence
from masthead.agencies.models import Agency
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.presences.models import Presence


class Reader(Client):
    """An anonymous browser: fails at once when an answer sets a cookie or loads from elsewhere."""

    def request(self, **request: object) -> HttpResponse:
        answer = super().request(**request)
        assert not answer.cookies, f"{request['PATH_INFO']} sets a cookie"
        assert not self.cookies
        return answer


@pytest.fixture
def reader(db: None) -> Reader:
    return Reader()


@pytest.fixture
def presence(agency: Agency) -> Presence:
    return a_presence(factories.person("communicator"))


@pytest.fixture
def post(presence: Presence) -> NoticeboardPost:
    return put_up("The summer program opens on Monday.", presence.handle)
