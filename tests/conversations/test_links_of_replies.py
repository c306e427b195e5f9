"""A link in a reply is watched from the reply's arrival to its end, and what changed is shown with its conversation."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import factories
import watched
from factories import at
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.channels.events import CommentEvent
from masthead.conversations.models import Comment, Reply
from masthead.conversations.reply import reply
from masthead.conversations.take_in import take_in
from masthead.links import look_again, watch
from masthead.links.fetch import Fetched
from masthead.links.fingerprint import fingerprint, steady_fingerprint
from masthead.links.models import Link, LinkFinding, Watch
from masthead.links.watch_claims import claim_due
from masthead.outbox.carry import carry
from masthead.outbox.links_after_leaving import live_with, note_arrivals, settle
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence
from sites import OPENING, SHOP

LINK = "https://library.example/hours"


def page_of(words: str) -> Fetched:
    told = {"fingerprint": tuple(fingerprint(words)), "steady": tuple(steady_fingerprint(words))}
    return Fetched("ok", 200, LINK, title="Reading room", excerpt=words, hops=((LINK, 200),), **told)


@pytest.fixture
def answered(comment: Comment, author: Person, settings, tmp_path) -> Reply:
    """A reply with a signed link, public two minutes after it was written."""
    settings.MEDIA_ROOT = tmp_path
    dossier = watched.signed(author, LINK, page_of(OPENING))
    made = reply(by=author, at=at(1), comment=comment, text=f"We open at nine. Read more at {LINK}")
    look_again.note(by=Worker(), at=at(2), dossier=dossier, fetched=page_of(OPENING))
    assert carry(made.delivery_id, by=Worker(), at=at(3)) == "delivered"
    assert note_arrivals(by=Worker(), at=at(3)) == 1
    return made


def changed() -> LinkFinding:
    (claim,) = claim_due(at=at(days=2))
    known = watch.known_of([claim.watch.link])[claim.watch.link_id]
    watch.saw(by=Worker(), at=at(days=2), claim=claim, known=known, fetched=page_of(SHOP))
    return LinkFinding.objects.get()


def test_it_is_watched_from_the_arrival_of_the_reply(answered: Reply) -> None:
    assert (Watch.objects.get().since, Watch.objects.get().link.url) == (at(3), LINK)
    assert [each.delivery_id for each in live_with([Link.objects.get().pk])] == [answered.delivery_id]


def test_one_that_never_arrived_is_not(answered: Reply) -> None:
    Delivery.objects.filter(pk=answered.delivery_id).update(state="rejected")
    assert settle(by=Worker(), at=at(4), links=[Link.objects.get()]) == []


def test_what_changed_is_shown_with_the_conversation_and_offers_no_correction(answered: Reply, author: Person) -> None:
    finding = changed()
    page = factories.client_for(factories.who_acknowledged(author)).get(f"/desk/links/findings/{finding.pk}")
    shown = page.content.decode()
    assert f"/desk/inbox/{answered.conversation_id}" in shown and f"A reply by {author.name}" in shown
    assert "We open at nine." in shown and "Answer once more" in shown and "Correct the post" not in shown
    watched_page = factories.client_for(author).get("/desk/links/watched").content.decode()
    assert 'data-label="Posts and replies">1<' in watched_page


@pytest.mark.parametrize("first", ["the reply's own words", "its deletion at once"])
def test_a_reply_deleted_on_the_platform_ends_the_watch(
    answered: Reply, presence: Presence, event: Callable[..., CommentEvent], first: str
) -> None:
    native_id = Delivery.objects.get(pk=answered.delivery_id).ref["native_id"]
    root = answered.conversation.root
    if first == "the reply's own words":
        said = event(native_id, text=answered.text, root=root, name="MLC")
        take_in(by=Worker(), at=at(4), presence=presence, events=[said])
    assert Delivery.objects.get(pk=answered.delivery_id).gone_at is None
    gone = event(native_id, text="", kind="deleted", root=root, name="MLC")
    take_in(by=Worker(), at=at(5), presence=presence, events=[gone])
    assert Delivery.objects.get(pk=answered.delivery_id).gone_at == at(5)
    assert settle(by=Worker(), at=at(6), links=[Link.objects.get()]) == []
    assert Watch.objects.get().next_at is None
