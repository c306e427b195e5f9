"""Whatever the order, however often: the same events give the same comments."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factories
from comment_events import an_event
from masthead.agencies.actors import Worker
from masthead.channels.events import CommentEvent
from masthead.conversations.models import Comment, Conversation
from masthead.conversations.take_in import take_in
from masthead.presences.models import Presence


class _Undo(Exception):
    pass


def state_after(presence: Presence, batches: list[list[CommentEvent]]) -> dict[str, object]:
    """What is known after taking in the batches one by one; then it is all undone."""
    known: dict[str, object] = {}
    try:
        with transaction.atomic():
            for number, batch in enumerate(batches):
                take_in(by=Worker(), at=factories.at(1000 + number), presence=presence, events=batch)
            for comment in Comment.objects.select_related("conversation", "parent", "current"):
                known[comment.native_id] = (
                    comment.state,
                    comment.text,
                    comment.author_shown,
                    comment.conversation.root,
                    comment.parent.native_id if comment.parent else "",
                    comment.seen_at,
                    frozenset(comment.versions.values_list("version", "text")),
                    frozenset(comment.sightings.values_list("kind", "key", "first_seen", "last_seen")),
                )
            known["threads"] = frozenset(Conversation.objects.values_list("root", flat=True))
            raise _Undo
    except _Undo:
        return known


events = st.builds(
    lambda n, kind, version, minutes, rooted, parent, name: an_event(
        f"c{n}",
        version=version,
        kind=kind,
        text=f"words {version}",
        minutes=minutes,
        root="post:1" if rooted else None,
        parent=f"c{n - 1}" if parent and n else None,
        name=name,
    ),
    st.integers(0, 2),
    st.sampled_from(["new", "edited", "deleted", "hidden"]),
    st.sampled_from(["", "1", "2", "rev-a", "rev-b"]),
    st.integers(0, 6),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["Ann", "Anne"]),
)


@pytest.mark.django_db
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(told=st.lists(events, min_size=1, max_size=7), data=st.data())
def test_order_and_repetition_change_nothing(presence: Presence, told: list[CommentEvent], data: st.DataObject) -> None:
    plain = state_after(presence, [told])
    shuffled = data.draw(st.permutations([*told, *data.draw(st.lists(st.sampled_from(told), max_size=4))]))
    cut = data.draw(st.integers(0, len(shuffled)))
    assert state_after(presence, [shuffled[:cut], shuffled[cut:]]) == plain
    assert state_after(presence, [[event] for event in shuffled]) == plain
