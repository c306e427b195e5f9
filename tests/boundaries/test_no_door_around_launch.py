"""Four doors lead out: the desk, the interface, the worker, the shell. None opens to a presence not approved and live,
and none lets out anything but the approved words to the approved account."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

import factories
import masthead
from masthead.administration.tokens import issue
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.channels.profile import Profile
from masthead.jobs import carry_deliveries
from masthead.kernel.clock import now
from masthead.kernel.refusals import Refused
from masthead.outbox import clearance
from masthead.outbox.carry import sweep
from masthead.outbox.enqueue import enqueue
from masthead.outbox.models import Delivery
from masthead.outbox.payload import FrozenAsset, freeze
from masthead.presences import connection, launch
from masthead.presences.models import Connection, LiveProfile, Presence
from masthead.presences.states import PRESENCE, SPEAKS
from masthead.publishing import approve, draft
from masthead.publishing.models import Approval, Draft, Publication, Variant
from masthead.publishing.schedule import schedule

TEXT = "The reading room opens at nine on Saturday. Come in and stay a while."
CLOSED = sorted(PRESENCE.states - SPEAKS)
LONG_AGO = timedelta(days=2)
"""The drafts here were approved so long ago that neither the pause nor the time to take back stands in the way."""


@pytest.fixture
def writer(agency: Agency) -> Person:
    return factories.person(Role.COMMUNICATOR)


@pytest.fixture
def approver(agency: Agency) -> Person:
    return factories.person(Role.APPROVER)


def a_presence(whom: Person, handle: str = "news") -> Presence:
    presence = Presence.objects.create(
        channel="noticeboard",
        name=f"Commission {handle}",
        handle=handle,
        purpose="News",
        audience="Everyone",
        why_channel="Ours",
        run_by=whom,
        proposed_by=whom,
        proposed_at=now() - LONG_AGO,
        state="live",
    )
    Connection.objects.create(
        presence=presence, settings={"handle": handle}, connected_at=now() - LONG_AGO, connected_by=whom.actor_id
    )
    return presence


@pytest.fixture
def presence(writer: Person) -> Presence:
    return a_presence(writer)


@pytest.fixture
def ready(writer: Person, approver: Person, presence: Presence) -> Draft:
    """A draft for the presence, approved while that was live."""
    words = draft.Wording(
        title="Saturday hours",
        text=TEXT,
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[presence],
    )
    written = draft.start(by=writer, at=now() - LONG_AGO, wording=words)
    asked = approve.ask(by=writer, at=now() - LONG_AGO, draft=written)
    approve.approve(by=approver, at=now() - LONG_AGO, approval=asked, content_hash=asked.content_hash)
    return written


def queued(ready: Draft, writer: Person) -> Publication:
    at = now() - timedelta(hours=1)
    return schedule(by=writer, at=at, draft=ready, leaves_at=at + timedelta(minutes=30))


def turn(presence: Presence, state: str) -> None:
    """The state as a row, however it came about: the doors are tried, not the road there."""
    Presence.objects.filter(pk=presence.pk).update(state=state)


def nothing_left() -> bool:
    return not NoticeboardPost.objects.exists() and not Delivery.objects.filter(state="delivered").exists()


def through_the_desk(ready: Draft, writer: Person) -> None:
    factories.client_for(writer).post(f"/desk/drafts/{ready.pk}/schedule", {"soon": "1"})


def through_the_interface(ready: Draft, writer: Person) -> None:
    _, secret = issue(by=writer, at=now(), name="program", scopes=("read", "write", "decide"))
    Client().post(
        f"/api/drafts/{ready.pk}/schedule",
        json.dumps({"leaves_at": (now() + timedelta(hours=1)).isoformat()}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )


def through_the_shell(ready: Draft, writer: Person) -> None:
    with suppress(Refused):
        queued(ready, writer)


def through_the_outbox(ready: Draft, writer: Person) -> None:
    with suppress(Refused), transaction.atomic():
        enqueue(
            by=Worker("outbox"),
            at=now(),
            purpose="publication",
            subject="publication:made-up",
            presence=Presence.objects.get(),
            payload=freeze(text="Anything at all", created_at=now()),
        )


DOORS = [through_the_desk, through_the_interface, through_the_shell, through_the_outbox]


@pytest.mark.django_db
@pytest.mark.parametrize("state", CLOSED)
@pytest.mark.parametrize("door", DOORS)
def test_no_door_queues_for_a_presence_that_is_not_live(
    door: Callable[[Draft, Person], None], state: str, ready: Draft, writer: Person, presence: Presence
) -> None:
    turn(presence, state)
    door(ready, writer)
    assert not Delivery.objects.exists()
    assert not Publication.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS[:3])
def test_each_door_is_a_door(
    door: Callable[[Draft, Person], None], ready: Draft, writer: Person, presence: Presence
) -> None:
    """Were a door nailed shut, the test above would prove nothing."""
    door(ready, writer)
    assert Delivery.objects.filter(state="queued").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("state", CLOSED)
def test_the_worker_holds_what_was_queued_before_the_presence_closed(
    state: str, ready: Draft, writer: Person, presence: Presence
) -> None:
    queued(ready, writer)
    turn(presence, state)
    carry_deliveries.run.func()
    held = Delivery.objects.get()
    assert held.state == "held"
    assert presence.name in held.error
    assert nothing_left()


@pytest.mark.django_db(transaction=True)
def test_the_outbox_asks_for_the_presence_itself_whatever_the_journey_says(
    ready: Draft, writer: Person, presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(clearance._clearances, "publication", lambda delivery, at: None)
    queued(ready, writer)
    turn(presence, "paused")
    carry_deliveries.run.func()
    assert Delivery.objects.get().error == "Commission news is paused: nothing can be posted to it."
    assert nothing_left()


@pytest.mark.django_db(transaction=True)
def test_a_retired_presence_says_nothing_more(ready: Draft, writer: Person, presence: Presence) -> None:
    queued(ready, writer)
    director = factories.person(Role.DIRECTOR)
    launch.retire(by=director, at=now(), presence=presence, reason="The program ended.")
    carry_deliveries.run.func()
    assert Delivery.objects.get().state == "held"
    assert nothing_left()


@pytest.mark.django_db(transaction=True)
def test_what_is_approved_and_live_does_leave(ready: Draft, writer: Person) -> None:
    queued(ready, writer)
    carry_deliveries.run.func()
    assert NoticeboardPost.objects.get().text == TEXT


# ------------------------------------------------------------------------- other words, another presence or account


@pytest.mark.django_db(transaction=True)
def test_an_approved_publication_lends_its_name_to_no_other_presence(
    ready: Draft, writer: Person, presence: Presence
) -> None:
    publication = queued(ready, writer)
    other = a_presence(writer, "other")
    _slip_in(publication, other, freeze(text="Vote for Tull", created_at=publication.leaves_at))
    sweep(by=Worker(), at=now())
    slipped = Delivery.objects.get(presence=other)
    assert (slipped.state, slipped.error) == ("held", "What was approved is not meant for Commission other.")
    assert [post.text for post in NoticeboardPost.objects.all()] == [TEXT]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Vote for Tull"},
        {"lang": "fr"},
        {"links": ["https://elsewhere.example/"]},
        {"assets": [FrozenAsset("1", "assets/x.png", "0" * 64, "image/png", "Another picture")]},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_only_what_was_hashed_reaches_the_channel(
    changed: dict[str, object], ready: Draft, writer: Person, presence: Presence
) -> None:
    publication = queued(ready, writer)
    Delivery.objects.update(state="cancelled")
    whole: dict[str, object] = {"text": TEXT, "created_at": publication.leaves_at, **changed}
    slipped = _slip_in(publication, presence, freeze(**whole))  # type: ignore[arg-type]
    sweep(by=Worker(), at=now())
    assert Delivery.objects.get(pk=slipped.pk).state == "held"
    assert nothing_left()


def _slip_in(publication: Publication, presence: Presence, payload: dict[str, object]) -> Delivery:
    with transaction.atomic():
        return enqueue(
            by=Worker("outbox"),
            at=now() - timedelta(minutes=5),
            purpose="publication",
            subject=publication.subject,
            presence=presence,
            payload=payload,
            content_hash=publication.content_hash,
        )


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["approved", "connected", "live", "paused"])
def test_another_account_than_the_approved_one_is_not_connected(state: str, writer: Person, presence: Presence) -> None:
    turn(presence, state)
    with pytest.raises(Refused, match="What was approved is news; this account is my-own"):
        _connect(writer, presence, "my-own")
    presence.refresh_from_db()
    assert (presence.handle, presence.state) == ("news", state)


@pytest.mark.django_db(transaction=True)
def test_an_account_that_answers_to_another_name_says_nothing(ready: Draft, writer: Person, presence: Presence) -> None:
    queued(ready, writer)
    kept = {"handle": "news", "name": "MLC"}
    LiveProfile.objects.create(
        presence=presence, confirmed=kept, shown={**kept, "handle": "vouchers"}, read_at=now(), drifted_at=now()
    )
    carry_deliveries.run.func()
    stopped = Delivery.objects.get()
    assert (stopped.state, stopped.error) == ("held", "What was approved is news; this account is vouchers.")
    assert nothing_left()


@pytest.mark.django_db
def test_two_presences_never_share_an_account(writer: Person, presence: Presence) -> None:
    other = a_presence(writer, "News")
    with pytest.raises(Refused, match="Another presence is news already"):
        _connect(writer, other, "news")


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["news.library.example", "news@library.example"])
def test_a_longer_name_the_channel_does_not_give_is_another_account(
    written: str, writer: Person, presence: Presence
) -> None:
    turn(presence, "approved")
    with pytest.raises(Refused, match="What was approved is news;"):
        _connect(writer, presence, written)


@pytest.mark.django_db
@pytest.mark.parametrize("written", ["news", "@News"])
def test_the_approved_account_is_known_however_its_name_is_written(
    written: str, writer: Person, presence: Presence
) -> None:
    turn(presence, "approved")
    assert _connect(writer, presence, written).handle == "news"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("handle", "settings"),
    [("news.elsewhere.example", {}), ("", {}), ("news", {"service": "https://elsewhere.example"})],
    ids=["a longer name", "no name", "another server"],
)
def test_once_launched_not_even_the_server_changes(
    handle: str, settings: dict[str, str], writer: Person, presence: Presence
) -> None:
    Presence.objects.update(launched_at=now() - LONG_AGO)
    assert _connect(writer, presence, "@news").state == "live", "new secrets for the same account are welcome"
    with pytest.raises(Refused, match="Connect the approved account"):
        _connect(writer, presence, handle, **settings)


def _connect(writer: Person, presence: Presence, handle: str, **more: str) -> Presence:
    return connection.connect(
        by=writer,
        at=now(),
        presence=presence,
        settings={"handle": handle, **more},
        secrets={},
        account=Profile(handle, "MLC News", "", "http://testserver/"),
    )


# --------------------------------------------------------------------------------------------- nothing without approval


@pytest.mark.django_db(transaction=True)
def test_a_variant_added_behind_the_approval_stops_everything(ready: Draft, writer: Person) -> None:
    queued(ready, writer)
    Variant.objects.create(draft=ready, presence=a_presence(writer, "other"), text="Vote for Tull")
    sweep(by=Worker(), at=now())
    assert Delivery.objects.get().error == "Something changed after it was approved. Ask for approval again."
    assert nothing_left()


@pytest.mark.django_db
def test_who_wrote_the_words_does_not_approve_them_whoever_began_or_asked(agency: Agency, ready: Draft) -> None:
    editor, writer = factories.person(Role.APPROVER), ready.author
    Approval.objects.all().delete()
    Draft.objects.filter(pk=ready.pk).update(state="writing")
    words = draft.Wording(title="Saturday hours", text=TEXT + " Bring a friend.", audience="Everyone")
    words = draft.Wording(
        **{**vars(words), "commitment": ready.commitment, "presences": [v.presence for v in ready.variants.all()]}
    )
    draft.revise(by=editor, at=now(), draft=ready, wording=words)
    asked = approve.ask(by=writer, at=now(), draft=ready)
    with pytest.raises(Refused, match="somebody else has to approve"):
        approve.approve(by=editor, at=now(), approval=asked, content_hash=asked.content_hash)


def test_one_file_alone_makes_the_public_call() -> None:
    """A connector's call in any other file would be a door that asks nothing."""
    house = Path(masthead.__file__).parent
    callers = {
        str(path.relative_to(house))
        for path in house.rglob("*.py")
        if "channels" not in path.relative_to(house).parts
        and re.search(r"\.(?:commit|put_up|reword|edit|delete_own)\((?!\))", path.read_text())
    }
    # What happens after a publication is a channel too, which wraps the presence's own: it is called from there alone.
    assert callers == {"outbox/carry.py", "outbox/ways.py"}
    assert _importing("masthead.outbox.ways", "acting") == {"outbox/carry.py"}


def _importing(module: str, name: str) -> set[str]:
    """The files of the house that import `name` from `module`."""
    house, wanted = Path(masthead.__file__).parent, re.compile(rf"from {re.escape(module)} import [^\n]*\b{name}\b")
    return {str(path.relative_to(house)) for path in house.rglob("*.py") if wanted.search(path.read_text())}
