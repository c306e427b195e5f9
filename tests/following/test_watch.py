"""What happens after somebody was followed: read back, judged anew, told once, cured or kept."""

from __future__ import annotations

from datetime import date

import pytest

from factories import at
from fakes.follows import Followsome
from following.conftest import candidates, enter
from following.registers import CONGRESS, bring_in
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.channels.follow_port import Marked
from masthead.channels.ref import Ref
from masthead.following import alerts, ask, follow, own
from masthead.following.models import Follow, FollowAlert, ReadBack, RegisterRow
from masthead.following.read_back import compare, read
from masthead.following.watch import watch
from masthead.jobs import read_back_follows
from masthead.kernel.refusals import Invalid, Refused
from masthead.presences.models import Presence

pytestmark = pytest.mark.django_db
WORKER = Worker("following")


def read_again(presence: Presence, channel: Followsome, minutes: float = 60) -> int:
    reading = read(channel, channel.describe())
    return compare(by=WORKER, at=at(minutes), presence=presence, reading=reading)


def followed(presence: Presence, channel: Followsome, writer: Person, handle: str) -> Follow:
    channel.account(handle)
    asked = ask.ask(by=writer, at=at(), presence=presence, handle=handle)
    return follow.follow_now(by=writer, at=at(1), follow=asked)


def kinds() -> list[str]:
    return sorted(FollowAlert.objects.filter(state="open").values_list("kind", flat=True))


def test_what_was_followed_before_the_desk_is_taken_over_and_only_what_is_odd_is_told(
    presence: Presence, channel: Followsome, writer: Person, city: None
) -> None:
    enter(writer, "doeformayor", "campaign", "Jo Doe’s campaign")
    for handle in ("city", "stranger", "doeformayor"):
        channel.account(handle)
        channel.follow(handle)
    assert read_again(presence, channel) == 2
    assert kinds() == ["campaign", "outside"]
    assert Follow.objects.filter(origin="outside", state="following").count() == 3
    assert read_again(presence, channel, 120) == 0, "the same is told once"


def test_after_the_first_reading_everything_followed_outside_is_told(
    presence: Presence, channel: Followsome, writer: Person, city: None
) -> None:
    read_again(presence, channel)
    channel.account("city")
    channel.follow("city")
    assert read_again(presence, channel, 120) == 1
    alert = FollowAlert.objects.get()
    assert (alert.kind, alert.clause) == ("outside", "presence.6")
    follow.unfollow_now(by=writer, at=at(121), follow=alert.follow)  # type: ignore[arg-type]
    alert.refresh_from_db()
    assert (alert.state, channel.followed) == ("cured", {})


def test_an_account_that_is_renamed_into_a_campaign_is_told(
    presence: Presence, channel: Followsome, writer: Person, city: None
) -> None:
    row = followed(presence, channel, writer, "city")
    channel.account("doeformayor", row.native_id)
    assert read_again(presence, channel) == 1
    alert = FollowAlert.objects.get()
    assert alert.kind == "renamed"
    assert alert.why.startswith("What was @city is now @doeformayor.")
    row.refresh_from_db()
    assert row.handle == "doeformayor"
    assert Follow.objects.count() == 1


def test_what_was_unfollowed_elsewhere_is_seen_and_what_was_not_read_is_not_guessed(
    presence: Presence, channel: Followsome, writer: Person, city: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = followed(presence, channel, writer, "city")
    for number in range(5):
        channel.account(f"other{number}")
        channel.follow(f"other{number}")
    channel.followed.pop(row.native_id)
    monkeypatch.setattr("masthead.following.read_back.MOST_PAGES", 1)
    read_again(presence, channel)
    row.refresh_from_db()
    assert row.state == "following", "the list was not read to its end"
    assert "not read" in ReadBack.objects.get().trouble
    monkeypatch.undo()
    read_again(presence, channel, 120)
    row.refresh_from_db()
    assert row.state == "unfollowed"
    assert ReadBack.objects.get().trouble == ""


def test_likes_and_shares_of_a_campaign_are_told_and_taken_back_by_hand(
    presence: Presence, channel: Followsome, writer: Person, approver: Person, city: None
) -> None:
    enter(writer, "doeformayor", "campaign", "Jo Doe’s campaign")
    doe, city_account = channel.account("doeformayor"), channel.account("city")
    channel.marked = [
        Marked("like", doe, Ref("like-1", url="https://followsome.example/post/1")),
        Marked("share", doe, Ref("share-1")),
        Marked("like", city_account, Ref("like-2")),
    ]
    assert read_again(presence, channel) == 2
    assert kinds() == ["liked", "shared"]
    liked = FollowAlert.objects.get(kind="liked")
    with pytest.raises(Refused):
        alerts.keep(by=approver, at=at(2), alert=liked, reason="It was funny.")
    assert alerts.taken_back(by=writer, at=at(3), alert=liked).state == "cured"


def test_an_official_followed_who_files_as_a_candidate_is_told_once_and_may_be_kept(
    presence: Presence, channel: Followsome, writer: Person, approver: Person
) -> None:
    enter(writer, "mayor", "office", "Mayor Jo Doe")
    row = followed(presence, channel, writer, "mayor")
    candidates('id,name,office,election_year\n7,"Doe, Jo",Mayor,2027\n')
    assert watch(by=WORKER, at=at(2)) == 0, "a name alone says nothing"
    official = RegisterRow.objects.get(role="official", until=None)
    candidate = RegisterRow.objects.get(role="candidate", until=None)
    own.confirm_same_person(by=writer, at=at(3), official=official, candidate=candidate, reason="She told us.")
    assert watch(by=WORKER, at=at(4)) == 1
    assert watch(by=WORKER, at=at(5)) == 0
    alert = FollowAlert.objects.get()
    assert (alert.kind, alert.follow, alert.clause) == ("candidate", row, "presence.6")
    assert "Doe, Jo" in alert.why
    with pytest.raises(Invalid):
        alerts.keep(by=approver, at=at(6), alert=alert, reason="")
    assert alerts.keep(by=approver, at=at(6), alert=alert, reason="Still the office’s account.").state == "kept"
    assert watch(by=WORKER, at=at(7)) == 0


def test_a_candidacy_known_when_it_was_asked_is_no_news(
    presence: Presence, channel: Followsome, writer: Person
) -> None:
    enter(writer, "mayor", "office", "Mayor Jo Doe")
    candidates('id,name,office,election_year\n7,"Doe, Jo",Mayor,2027\n')
    rows = {row.role: row for row in RegisterRow.objects.filter(until=None)}
    own.confirm_same_person(
        by=writer, at=at(), official=rows["official"], candidate=rows["candidate"], reason="She told us."
    )
    followed(presence, channel, writer, "mayor")
    assert watch(by=WORKER, at=at(2)) == 0


def test_an_account_entered_as_a_campaigns_can_only_be_unfollowed(
    presence: Presence, channel: Followsome, writer: Person, approver: Person, city: None
) -> None:
    followed(presence, channel, writer, "city")
    enter(writer, "city", "campaign", "Taken over by a campaign")
    assert watch(by=WORKER, at=at(2)) == 1
    alert = FollowAlert.objects.get()
    assert alert.kind == "campaign"
    with pytest.raises(Refused, match="only be unfollowed"):
        alerts.keep(by=approver, at=at(3), alert=alert, reason="Please.")


def test_somebody_who_left_office_is_told(agency: object, channel: Followsome, writer: Person) -> None:
    from fakes.presence import live_presence

    bring_in("congress", CONGRESS)
    presence = live_presence("noticeboard")
    row = Follow.objects.create(
        presence=presence,
        network="x",
        handle="senatorwicker",
        state="following",
        verdict="allow",
        why="",
        asked_by=writer.actor_id,
        asked_at=at(),
    )
    row.known_candidacies = []
    row.save()
    assert watch(by=WORKER, at=at(1)) == 0
    lines = CONGRESS[0].read_text().split("\n- id:\n")
    left = "- id:\n" + "\n- id:\n".join(part.removeprefix("- id:\n") for part in lines if "W000437" not in part)
    from masthead.following.registers.sources import Source

    social = [part for part in CONGRESS[1].read_text().split("\n- id:\n") if "W000437" not in part]
    rest = "- id:\n" + "\n- id:\n".join(part.removeprefix("- id:\n") for part in social)
    files = [Source("current.yaml", left.encode()), Source("social.yaml", rest.encode())]
    assert bring_in("congress", files, as_of=date(2026, 11, 22)).gone == 1
    assert watch(by=WORKER, at=at(2)) == 1
    assert FollowAlert.objects.get().kind == "left_office"


def test_the_job_reads_every_presence_and_says_where_it_could_not(
    presence: Presence, channel: Followsome, writer: Person, city: None
) -> None:
    followed(presence, channel, writer, "city")
    assert read_back_follows.needed(at())
    assert read_back_follows.run.func() == 1
    assert ReadBack.objects.get().read_at
    channel.silent = True
    read_back_follows.run.func()
    assert "could not be reached" in ReadBack.objects.get().trouble
