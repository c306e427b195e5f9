"""The whole road on Bluesky's own servers: published, answered by a citizen, decided on, restored, replied to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail

import factories
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.channels.bluesky.app_password import AppPassword
from masthead.channels.bluesky.xrpc import Xrpc
from masthead.channels.profile import Profile
from masthead.channels.ref import Ref
from masthead.conversations.forward import queue_all, send_due
from masthead.conversations.models import Comment, Forwarding
from masthead.conversations.pull import pull_presence
from masthead.conversations.reply import pause_minutes, reply
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, Refused
from masthead.moderation import decide, restore
from masthead.moderation.assess import assess_all
from masthead.moderation.enforce import enforce_due
from masthead.moderation.models import Case, Enforcement
from masthead.outbox.carry import sweep
from masthead.outbox.models import Delivery
from masthead.presences import connection, discuss, launch, propose
from masthead.presences import decide as deciding
from masthead.presences.models import Presence
from masthead.publishing import approve, draft, schedule
from masthead.publishing.models import Draft
from peers.bluesky_network import BlueskyNetwork, bluesky_network
from peers.bluesky_people import BlueskyPeer

pytestmark = [pytest.mark.bluesky, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
WORKER = Worker()
THREAT = "I am going to burn your library down tonight with you inside it."


@pytest.fixture(scope="module")
def network() -> Iterator[BlueskyNetwork]:
    with bluesky_network() as running:
        yield running


@pytest.fixture
def author(transactional_db: None) -> Person:
    factories.agency()
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def director(author: Person) -> Person:
    return factories.person(Role.DIRECTOR)


def named(network: BlueskyNetwork) -> Profile:
    """The account once it bears the agency's name and says that it is official, read back from the network."""
    xrpc = Xrpc(AppPassword(network.pds, network.agency, network.password))
    said = {"$type": "app.bsky.actor.profile", "displayName": "Mississippi Library Commission"}
    said["description"] = "The official account of the Mississippi Library Commission."
    place = {"repo": xrpc.did, "collection": "app.bsky.actor.profile", "rkey": "self"}
    xrpc.procedure("com.atproto.repo.putRecord", {**place, "record": said})
    settings, secrets = {"handle": network.agency, "service": network.pds}, {"app_password": network.password}
    network.settle()
    return connection.try_connection("bluesky", settings, secrets)


def opened(network: BlueskyNetwork, author: Person, director: Person) -> Presence:
    """A presence, proposed, discussed, approved, connected to the real account, launched."""
    goal = Commitment.objects.create(name="Open doors")
    presence = propose.propose(
        by=author,
        at=now(),
        proposal=propose.Proposal(
            channel="bluesky",
            name="Mississippi Library Commission",
            handle=network.agency,
            purpose="News",
            audience="Everyone",
            why_channel="Patrons ask us there.",
            run_by=author,
            commitments=[goal],
        ),
    )
    discuss.say(by=director, at=now(), presence=presence, text="Who answers on weekends?")
    deciding.approve(by=director, at=now(), presence=presence)
    settings = {"handle": network.agency, "service": network.pds}
    with pytest.raises(Invalid, match="could not be reached"):
        connection.try_connection("bluesky", settings, {"app_password": "not the password"})
    secrets = {"app_password": network.password}
    account = connection.try_connection("bluesky", settings, secrets)
    assert account.handle == network.agency
    told = {"by": author, "presence": presence, "settings": settings, "secrets": secrets}
    with pytest.raises(Refused, match="should carry"):
        connection.connect(**told, at=now(), account=account)
    account = named(network)
    assert account.extra["did"].startswith("did:plc:")
    connection.connect(**told, at=now(), account=account)
    return launch.launch(by=author, at=now(), presence=presence)


def published(presence: Presence, author: Person, director: Person) -> Delivery:
    """A post, approved by another person, whose pause is over, read back on the channel."""
    long_ago = factories.at(days=-1)
    written = draft.start(
        by=author,
        at=long_ago,
        wording=draft.Wording(
            title="Saturday hours",
            text="The reading room opens at nine on Saturday.",
            audience="Everyone",
            commitment=Commitment.objects.get(),
            presences=[presence],
        ),
    )
    asked = approve.ask(by=author, at=long_ago, draft=written)
    approve.approve(by=director, at=long_ago, approval=asked, content_hash=asked.content_hash)
    soon = schedule.earliest(Draft.objects.get(), at=long_ago)
    schedule.schedule(by=author, at=long_ago, draft=written, leaves_at=soon)
    sweep(by=WORKER, at=now())
    return Delivery.objects.get()


def test_the_whole_road(network: BlueskyNetwork, author: Person, director: Person) -> None:
    presence = opened(network, author, director)
    delivery = published(presence, author, director)
    assert (delivery.state, delivery.permalink.startswith("https://")) == ("delivered", True)
    peer = BlueskyPeer(network)
    post = Ref.from_json(delivery.ref)
    channel = connection.channel_for(presence)
    peer.says(post, "When does it close?")
    peer.says(post, THREAT)
    pull_presence(by=WORKER, at=now(), presence=presence, channel=channel)
    texts = set(Comment.objects.values_list("current__text", flat=True))
    assert {"When does it close?", THREAT} <= texts

    assess_all(by=WORKER, at=now())
    case = Case.objects.get()
    assert case.version.text == THREAT
    assert Comment.objects.filter(state="removed").count() == 0, "the machine hides nothing by itself"
    decision = decide.remove(
        by=director,
        at=now(),
        case=case,
        version=case.version,
        ground="threatening",
        quote_start=0,
        quote_end=len(THREAT),
        mirror=True,
    )
    enforce_due(by=WORKER, at=now())
    assert Enforcement.objects.get().state == "done"
    restore.restore(by=factories.person(Role.MODERATOR), at=now(), decision=decision, why="On reflection, a quotation.")
    enforce_due(by=WORKER, at=now())
    assert set(Enforcement.objects.values_list("action", "state")) == {("hide", "done"), ("restore", "done")}

    asked = Comment.objects.get(current__text="When does it close?")
    reply(by=author, at=now(), comment=asked, text="At five on Saturday.")
    sweep(by=WORKER, at=now() + timedelta(minutes=pause_minutes()))
    answer = Delivery.objects.get(purpose="reply")
    assert answer.state == "delivered"
    queue_all(by=WORKER, at=now())
    send_due(by=WORKER, at=now(), connection=mail.get_connection())
    assert Forwarding.objects.filter(state="sent").exists()
    whole = next(sent for sent in mail.outbox if sent.to == [Agency.objects.get().records_address])
    assert "When does it close?" in whole.body
    assert "At five on Saturday." in whole.body
