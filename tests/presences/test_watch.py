"""The live profile is read back; what changed is told with before and after, and another account says nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from factories import at
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person, the_agency
from masthead.channels.errors import ChannelError, Reauth
from masthead.channels.profile import Profile
from masthead.jobs import read_profiles
from masthead.kernel.refusals import Invalid, Refused
from masthead.presences import watch
from masthead.presences.models import Connection, LiveProfile, Presence
from masthead.presences.standing import faults_of
from masthead.records.models import Record
from presences import roads

OFFICIAL = "The official account of the Mississippi Library Commission. testserver/official"


class Account:
    """A channel of which only the profile is asked."""

    def __init__(self, answer: Profile | ChannelError) -> None:
        self.answer = answer

    def profile(self) -> Profile:
        if isinstance(self.answer, ChannelError):
            raise self.answer
        return self.answer


def read(presence: Presence, answer: Profile | ChannelError, hours: float = 0) -> str:
    account = Account(answer)
    return watch.read(by=Worker("profiles"), at=at(hours=hours), presence=presence, channel=account)  # type: ignore[arg-type]


@pytest.fixture
def presence(communicator: Person, director: Person) -> Presence:
    return roads.launched(communicator, director, roads.profile(about=OFFICIAL))


def kinds() -> list[str]:
    return [kind for kind in Record.objects.values_list("kind", flat=True) if "profile" in kind]


def codes(presence: Presence) -> list[str]:
    fresh = Presence.objects.select_related("profile").get(pk=presence.pk)
    return [code for code, _ in faults_of(fresh, at=at(hours=5), agency=the_agency())]


def test_a_reading_without_news_leaves_no_record(presence: Presence) -> None:
    assert read(presence, roads.profile(about=OFFICIAL), 5) == ""
    assert LiveProfile.objects.get().read_at == at(hours=5)
    assert kinds() == [] and codes(presence) == []


def test_a_changed_profile_is_told_with_before_and_after_until_it_is_set_right(presence: Presence) -> None:
    read(presence, roads.profile(name="Free Vouchers", about=OFFICIAL), 1)
    (change,) = watch.drift_of(LiveProfile.objects.get())
    assert (change.key, change.before, change.after) == ("name", roads.NAME, "Free Vouchers")
    assert codes(presence) == ["profile_changed"]
    read(presence, roads.profile(about=OFFICIAL), 2)
    assert codes(presence) == []
    assert kinds() == ["presence/profile_changed", "presence/profile_as_confirmed"]


def test_the_director_confirms_a_change_saying_why(presence: Presence, director: Person) -> None:
    with pytest.raises(Refused, match="nothing to confirm"):
        watch.confirm(by=director, at=at(), presence=presence, reason="Why not?")
    read(presence, roads.profile("library.example.gov", about=OFFICIAL), 1)
    with pytest.raises(Invalid):
        watch.confirm(by=director, at=at(hours=2), presence=presence, reason=" ")
    with pytest.raises(Refused, match="What was approved is") as refusal:
        watch.refuse_another_account(presence)
    assert refusal.value.clause == "presence.approval"
    watch.confirm(by=director, at=at(hours=2), presence=presence, reason="It bears our own domain now.")
    presence.refresh_from_db()
    assert presence.handle == "library.example.gov"
    assert watch.refuse_another_account(presence) == "presence.approval"
    assert codes(presence) == []


def test_a_profile_that_does_not_say_it_is_official_is_told(presence: Presence, director: Person) -> None:
    read(presence, roads.profile(about="Books!"), 1)
    watch.confirm(by=director, at=at(hours=2), presence=presence, reason="For now.")
    assert codes(presence) == ["profile_unclear"]
    kept = LiveProfile.objects.get()
    unclear = {sign.what: sign.says for sign in watch.signs_of(presence, kept, agency=the_agency()) if not sign.plain}
    assert set(unclear) == {"Profile text", "Link"}
    assert "Official account of the Mississippi Library Commission" in unclear["Profile text"]


def test_trouble_names_the_setting_or_the_permission_at_fault(presence: Presence) -> None:
    said = read(presence, Reauth("Bluesky does not accept it.", cure="Make a new one.", setting="app_password"))
    assert said == "Bluesky does not accept it. Look at: App password. Make a new one."
    assert Connection.objects.get().trouble == said
    assert "pages_read" in read(presence, Reauth("Refused.", scope="pages_read"))
    assert read(presence, roads.profile(about=OFFICIAL)) == ""
    assert Connection.objects.get().trouble == ""


def test_the_end_of_the_credentials_is_kept_where_the_channel_tells(presence: Presence) -> None:
    ends = at(days=10)
    read(presence, roads.profile(about=OFFICIAL, credentials_end=ends), 1)
    assert Connection.objects.get().ends_at == ends
    read(presence, roads.profile(about=OFFICIAL), 2)
    assert Connection.objects.get().ends_at == ends, "a reading that tells no end takes back none"


def test_the_job_reads_once_a_day_and_again_before_a_post_leaves(
    presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    from masthead.outbox.models import Delivery

    seen: list[object] = []
    monkeypatch.setattr(read_profiles, "read", lambda **given: seen.append(given["presence"]) or "")
    moment = at(3)
    monkeypatch.setattr(read_profiles, "now", lambda: moment + timedelta(hours=2))
    assert not read_profiles.needed(moment + timedelta(hours=2))
    Delivery.objects.create(
        purpose="publication", subject="publication:x", presence=presence, payload={}, payload_hash="", content_hash="",
        key="k", not_before=moment + timedelta(hours=2, minutes=10), created_at=moment, updated_at=moment,
    )  # fmt: skip
    assert read_profiles.run.func() == 1 and seen == [presence]
    Delivery.objects.all().delete()
    assert read_profiles.needed(moment + timedelta(hours=25))
