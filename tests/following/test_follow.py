"""Asking, deciding, following and unfollowing, as the people who do it see it."""

from __future__ import annotations

from datetime import datetime

import pytest

from factories import at, client_for
from fakes.follows import Followsome
from fakes.presence import live_presence
from following.conftest import enter
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.channels.ref import Ref
from masthead.following import ask, follow, own, read_back
from masthead.following.models import Follow
from masthead.following.watch import watch
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.presences.models import Presence
from masthead.records.models import Record

pytestmark = pytest.mark.django_db


def test_what_a_register_knows_is_allowed_at_once_and_followed_on_the_channel(
    presence: Presence, channel: Followsome, writer: Person, city: None
) -> None:
    channel.account("city")
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="@City")
    assert (asked.state, asked.verdict, asked.clause) == ("cleared", "allow", "presence.6")
    followed = follow.follow_now(by=writer, at=at(1), follow=asked)
    assert followed.state == "following"
    assert list(channel.followed) == ["id-city"]
    gone = follow.unfollow_now(by=writer, at=at(2), follow=followed)
    assert (gone.state, channel.followed) == ("unfollowed", {})
    kinds = list(Record.objects.filter(subject=asked.subject).order_by("number").values_list("kind", flat=True))
    assert kinds == ["follow/asked", "follow/followed", "follow/unfollowed"]


def test_a_campaign_is_refused_with_its_clause_and_can_not_be_decided_otherwise(
    presence: Presence, channel: Followsome, writer: Person, approver: Person
) -> None:
    enter(writer, "doeformayor", "campaign", "Jo Doe’s campaign")
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="doeformayor")
    assert (asked.state, asked.verdict, asked.clause) == ("refused", "deny", "presence.6")
    for act in (ask.approve, ask.decline):
        with pytest.raises(Refused):
            act(by=approver, at=at(1), follow=asked, reason="It is nice.")
    with pytest.raises(Refused):
        follow.follow_now(by=writer, at=at(1), follow=asked)


def test_the_unknown_is_decided_by_an_approver_with_a_reason(
    presence: Presence, channel: Followsome, writer: Person, approver: Person
) -> None:
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="museum")
    assert asked.state == "waiting"
    with pytest.raises(Refused):
        follow.followed_by_hand(by=writer, at=at(1), follow=asked)
    with pytest.raises(NotPermitted):
        ask.approve(by=writer, at=at(1), follow=asked, reason="Mine.")
    with pytest.raises(Invalid, match="Say why"):
        ask.approve(by=approver, at=at(1), follow=asked, reason=" ")
    decided = ask.approve(by=approver, at=at(2), follow=asked, reason="The county’s museum; its site links it.")
    assert (decided.state, decided.decided_by) == ("cleared", approver)
    assert Record.objects.get(kind="follow/approved").by == approver.actor_id


def test_a_register_that_learned_of_a_campaign_overrules_what_was_asked_before(
    presence: Presence, channel: Followsome, writer: Person, approver: Person
) -> None:
    channel.account("doe")
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="doe")
    enter(writer, "doe", "campaign", "Jo Doe’s campaign")
    with pytest.raises(Refused) as refused:
        ask.approve(by=approver, at=at(1), follow=asked, reason="Fine.")
    assert refused.value.clause == "presence.6"
    cleared = ask.ask(by=writer, at=at(), presence=live_presence("followsome", handle="other"), handle="roe")
    cleared = ask.approve(by=approver, at=at(1), follow=cleared, reason="The sheriff’s office.")
    enter(writer, "roe", "campaign", "Al Roe’s campaign")
    for act in (follow.follow_now, follow.followed_by_hand):
        with pytest.raises(Refused) as refused:
            act(by=writer, at=at(2), follow=cleared)
        assert refused.value.clause == "presence.6"
    assert channel.followed == {}


def test_what_a_register_allows_no_more_is_not_followed_before_a_person_decided(
    presence: Presence, channel: Followsome, writer: Person, approver: Person, city: None
) -> None:
    channel.account("city")
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="city")
    assert asked.state == "cleared"
    office = {"kind": "office", "name": "Jo Doe", "evidence": "https://okatoma.example/"}
    own.enter(by=writer, at=at(1), channel="followsome", handle="city", **office)
    for act in (follow.follow_now, follow.followed_by_hand):
        with pytest.raises(Refused, match="Withdraw this question and ask again") as refused:
            act(by=writer, at=at(2), follow=asked)
        assert refused.value.clause == "presence.6"
    assert channel.followed == {}
    ask.withdraw(by=writer, at=at(3), follow=asked)
    again = ask.ask(by=writer, at=at(3), presence=presence, handle="city")
    decided = ask.approve(by=approver, at=at(4), follow=again, reason="The city’s site links it.")
    assert follow.follow_now(by=writer, at=at(5), follow=decided).state == "following"


def test_one_approver_alone_does_not_open_a_campaign(
    presence: Presence, channel: Followsome, writer: Person, approver: Person
) -> None:
    enter(writer, "doeformayor", "campaign", "Jo Doe’s campaign")
    office = {"kind": "office", "name": "Jo Doe", "evidence": "https://okatoma.example/"}
    own.enter(by=approver, at=at(1), channel="followsome", handle="doeformayor", **office)
    asked = ask.ask(by=approver, at=at(2), presence=presence, handle="doeformayor")
    assert (asked.state, asked.verdict) == ("refused", "deny")


def test_a_channel_that_cannot_follow_is_followed_by_hand(agency: object, writer: Person) -> None:
    presence = live_presence("facebook")
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="somebody")
    assert asked.state == "waiting"
    assert not follow.through_the_channel(presence)
    with pytest.raises(Refused, match="by hand"):
        follow.reach(presence)


@pytest.mark.parametrize("channel", ["noticeboard", "wordpress", "hand"])
def test_where_nobody_follows_nobody_is_asked_about(agency: object, writer: Person, channel: str) -> None:
    presence = live_presence(channel)
    with pytest.raises(Invalid, match="cannot follow accounts there") as refused:
        ask.ask(by=writer, at=at(), presence=presence, handle="somebody")
    assert refused.value.field == "presence"
    assert not Follow.objects.exists()


def test_a_handle_is_said_as_the_person_wrote_it(presence: Presence, writer: Person) -> None:
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="@CountyMuseum")
    assert asked.handle == "countymuseum"
    assert "@CountyMuseum on Followsome" in asked.why


def test_by_hand_is_marked_as_such(presence: Presence, writer: Person, city: None) -> None:
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="city")
    done = follow.followed_by_hand(by=writer, at=at(1), follow=asked)
    assert (done.state, done.by_hand) == ("following", True)
    assert follow.note_unfollowed(by=writer, at=at(2), follow=done, by_hand=True).state == "unfollowed"


def test_the_channels_own_trouble_changes_nothing(
    presence: Presence, channel: Followsome, writer: Person, city: None
) -> None:
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="city")
    with pytest.raises(Refused, match="knows no account"):
        follow.follow_now(by=writer, at=at(1), follow=asked)
    channel.silent = True
    with pytest.raises(Refused, match="could not be reached"):
        follow.follow_now(by=writer, at=at(1), follow=asked)
    asked.refresh_from_db()
    assert asked.state == "cleared"


@pytest.mark.parametrize(("handle", "said"), [("library-news", "the presence itself"), ("city", "asked already")])
def test_what_need_not_be_asked(presence: Presence, writer: Person, city: None, handle: str, said: str) -> None:
    ask.ask(by=writer, at=at(), presence=presence, handle="city")
    with pytest.raises(Invalid, match=said) as refused:
        ask.ask(by=writer, at=at(1), presence=presence, handle=handle)
    assert refused.value.field == "handle"


def test_a_presence_that_speaks_no_more_follows_nobody(presence: Presence, writer: Person) -> None:
    Presence.objects.filter(pk=presence.pk).update(state="retired")
    presence.refresh_from_db()
    with pytest.raises(Invalid, match="speaks for nobody"):
        ask.ask(by=writer, at=at(), presence=presence, handle="city")


def test_a_locked_account_is_asked_for_and_followed_once_its_owner_accepts(
    presence: Presence, channel: Followsome, writer: Person, city: None
) -> None:
    channel.account("city")
    channel.locked.add("city")
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="city")
    page = client_for(writer)
    said = page.post(f"/desk/following/{asked.pk}/follow", follow=True).content.decode()
    assert "owner accepts followers first" in said and "Take the request back" in said
    assert Follow.objects.get().followed_at is None
    with pytest.raises(Invalid, match="asked already"):
        ask.ask(by=writer, at=at(), presence=presence, handle="city")
    assert told(presence, channel, at(days=1)) == "requested"
    channel.followed["id-city"] = Ref("follow-id-city")
    channel.asked.clear()
    assert told(presence, channel, at(days=2)) == "following"
    assert Follow.objects.get().followed_at == at(days=2)
    kinds = list(Record.objects.filter(subject=asked.subject).order_by("number").values_list("kind", flat=True))
    assert kinds == ["follow/asked", "follow/requested", "follow/accepted"]


def test_a_request_that_is_declined_or_taken_back_ends(
    presence: Presence, channel: Followsome, writer: Person, city: None
) -> None:
    channel.account("city")
    channel.locked.add("city")
    asked = ask.ask(by=writer, at=at(), presence=presence, handle="city")
    follow.follow_now(by=writer, at=at(1), follow=asked)
    channel.asked.clear()
    assert told(presence, channel, at(days=1)) == "unfollowed"
    again = ask.ask(by=writer, at=at(days=2), presence=presence, handle="city")
    requested = follow.follow_now(by=writer, at=at(days=2), follow=again)
    assert follow.unfollow_now(by=writer, at=at(days=3), follow=requested).state == "unfollowed"
    assert channel.asked == set()


def test_what_was_asked_for_and_turns_out_a_campaign_s_is_an_alert(
    presence: Presence, channel: Followsome, writer: Person, approver: Person, city: None
) -> None:
    channel.account("city")
    channel.locked.add("city")
    follow.follow_now(by=writer, at=at(1), follow=ask.ask(by=writer, at=at(), presence=presence, handle="city"))
    enter(writer, "city", "campaign", "Jo Doe’s campaign")
    assert watch(by=Worker("following"), at=at(days=1)) == 1
    assert Follow.objects.get().alerts.get().kind == "campaign"


def told(presence: Presence, channel: Followsome, when: datetime) -> str:
    """What the list says of the latest follow after the day's reading."""
    reading = read_back.read(channel, channel.describe(), asked_for=read_back.asked_for(presence))
    read_back.compare(by=Worker("following"), at=when, presence=presence, reading=reading)
    return Follow.objects.order_by("pk").last().state  # type: ignore[union-attr]
