"""Tokens are renewed before they end, once, and kept before they are used; what is dead asks a person."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet

from factories import agency as an_agency
from factories import person
from fakes.platform import Signet, signet
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.agencies.vault import seal_mapping, unseal_mapping
from masthead.channels.errors import ChannelError, RateLimited, Reauth, Transient
from masthead.channels.follow_port import FollowsAccounts
from masthead.kernel.clock import now
from masthead.presences import renewal, watch
from masthead.presences.connection import channel_for
from masthead.presences.models import ChannelApp, Connection, Presence
from masthead.presences.renewal import EARLY, HELD, tokens_now
from presences import signing_in


@pytest.fixture
def platform() -> Iterator[Signet]:
    with signet() as platform:
        yield platform


@pytest.fixture
def presence(platform: Signet, communicator: Person, director: Person) -> Presence:
    signing_in.registered()
    return signing_in.connected(communicator, signing_in.approved(communicator, director))


def kept() -> dict[str, str]:
    return unseal_mapping(Connection.objects.get().secrets)


def change(**secrets: str) -> None:
    Connection.objects.update(secrets=seal_mapping({**kept(), **secrets}))


def ends_in(minutes: float) -> None:
    change(ends_at=(now() + timedelta(minutes=minutes)).isoformat())


def test_a_token_with_time_left_is_left_alone(platform: Signet, presence: Presence) -> None:
    assert channel_for(presence).profile().handle == "mlc"
    assert platform.refreshes == 0


def test_a_token_that_ends_soon_is_renewed_kept_and_then_used(platform: Signet, presence: Presence) -> None:
    ends_in(EARLY.total_seconds() / 60 - 1)
    assert channel_for(presence).profile().handle == "mlc"  # only the new token is taken there now
    row = Connection.objects.get()
    assert (kept()["access_token"], kept()["refresh_token"]) == ("access-2", "refresh-2")
    assert row.ends_at is not None and row.ends_at > now() + timedelta(days=59) and row.renewing is None


def test_a_refused_token_is_renewed_once_and_the_call_made_again(platform: Signet, presence: Presence) -> None:
    platform.valid.clear()
    channel = channel_for(presence)
    assert channel.profile().handle == "mlc" and platform.refreshes == 1
    platform.valid.clear()  # whatever it is, another token does not help
    with pytest.raises(Reauth, match="does not accept"):
        channel.profile()
    assert platform.refreshes == 1


def test_who_learns_late_that_a_token_is_refused_takes_the_one_another_worker_renewed(
    platform: Signet, presence: Presence
) -> None:
    late = channel_for(presence)
    platform.valid.clear()
    channel_for(presence).profile()
    assert late.profile().handle == "mlc" and platform.refreshes == 1


def test_a_dead_sign_in_is_told_with_its_cure_and_not_asked_for_again(platform: Signet, presence: Presence) -> None:
    ends_in(-1)
    platform.refresh_tokens.clear()
    said = watch.read(by=Worker("profiles"), at=now(), presence=presence)
    assert "does not renew the sign-in any more" in said and "choose “Connect again”, and sign in" in said
    row = Connection.objects.get()
    assert row.trouble == said and row.ends_at is not None and row.ends_at <= now()
    watch.read(by=Worker("profiles"), at=now(), presence=presence)
    assert platform.refreshes == 1


@pytest.mark.parametrize("fault", [Transient("Signet is away."), RateLimited("Wait.", until=now())])
def test_a_passing_fault_keeps_the_old_token(platform: Signet, presence: Presence, fault: ChannelError) -> None:
    before, platform.fault = kept(), fault
    ends_in(5)
    assert channel_for(presence).profile().handle == "mlc"
    ends_in(-5)
    with pytest.raises(Transient):
        channel_for(presence).profile()
    assert kept()["refresh_token"] == before["refresh_token"] and Connection.objects.get().trouble == ""
    platform.fault = None
    assert channel_for(presence).profile().handle == "mlc"


def test_while_one_renews_another_goes_on_with_what_still_holds_or_waits(platform: Signet, presence: Presence) -> None:
    seen: list[object] = []

    def another() -> None:
        seen.append(tokens_now(presence, at=now())[1]["access_token"])
        with pytest.raises(Transient, match="being renewed at this moment"):
            tokens_now(presence, at=now(), refused="access-1")

    platform.while_refreshing = another
    ends_in(5)
    channel_for(presence).profile()
    assert seen == ["access-1"] and platform.refreshes == 1


def test_a_worker_that_died_while_renewing_keeps_nobody_out_for_long(platform: Signet, presence: Presence) -> None:
    def dies() -> None:
        raise KeyboardInterrupt

    platform.while_refreshing = dies
    ends_in(-1)
    with pytest.raises(KeyboardInterrupt):
        channel_for(presence).profile()
    platform.while_refreshing = lambda: None
    Connection.objects.update(renewing=presence.pk, renewing_until=now() + HELD)  # as a kill -9 leaves it
    with pytest.raises(Transient):
        channel_for(presence).profile()
    Connection.objects.update(renewing_until=now() - timedelta(seconds=1))
    assert channel_for(presence).profile().handle == "mlc"


def test_what_a_renewal_that_took_too_long_was_given_is_kept_all_the_same(platform: Signet, presence: Presence) -> None:
    """A suspended machine wakes with the new tokens in hand, after another worker was told that the old are spent."""

    def another_takes_over() -> None:
        platform.while_refreshing = lambda: None
        platform.refresh_tokens.clear()
        with pytest.raises(Reauth):
            tokens_now(presence, at=now() + 2 * HELD)
        assert "refresh_token" not in kept()
        platform.refresh_tokens.add(spent)  # for the first, whose answer was on its way all the time

    platform.while_refreshing = another_takes_over
    ends_in(1)
    spent = kept()["refresh_token"]
    tokens_now(presence, at=now())
    assert kept()["access_token"] != "access-1" and kept()["refresh_token"] != spent
    assert Connection.objects.get().trouble == ""


def test_new_tokens_are_kept_also_when_the_database_is_busy_at_that_moment(
    platform: Signet, presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([OperationalError("database is locked"), OperationalError("the server closed the connection")])
    update = QuerySet.update

    def busy(rows: QuerySet[Connection], **changes: object) -> int:
        if "secrets" in changes and (trouble := next(answers, None)):
            raise trouble
        return update(rows, **changes)

    monkeypatch.setattr(renewal, "ASKED_AGAIN", 0.0)
    monkeypatch.setattr(renewal, "close_old_connections", lambda: None)
    ends_in(5)
    monkeypatch.setattr(QuerySet, "update", busy)
    tokens_now(presence, at=now())
    assert platform.refreshes == 1 and kept()["access_token"] == "access-2" and next(answers, None) is None


def test_a_sign_in_that_cannot_be_renewed_is_used_as_long_as_it_holds(platform: Signet, presence: Presence) -> None:
    ChannelApp.objects.all().delete()
    ends_in(5)
    assert channel_for(presence).profile().handle == "mlc"
    assert "the desk's app there was removed" in Connection.objects.get().trouble


def test_what_a_person_connects_meanwhile_is_not_overwritten(platform: Signet, presence: Presence) -> None:
    def a_person_signs_in_again() -> None:
        change(access_token="access-9", refresh_token="refresh-9", ends_at="")
        Connection.objects.update(renewing=None)
        platform.valid.add("access-9")

    platform.while_refreshing = a_person_signs_in_again
    ends_in(5)
    tokens_now(presence, at=now())
    assert kept()["access_token"] == "access-9"


def test_a_platform_that_gives_no_new_refresh_token_means_the_old_one_to_be_kept(
    platform: Signet, presence: Presence, monkeypatch: pytest.MonkeyPatch
) -> None:
    from masthead.channels.sign_in_port import Tokens

    before = kept()
    monkeypatch.setattr(platform, "refresh", lambda app, server, tokens: Tokens("access-7"))
    ends_in(5)
    tokens_now(presence, at=now())
    after = kept()
    assert after["access_token"] == "access-7" and "ends_at" not in after
    assert (after["refresh_token"], after["refresh_ends_at"]) == (before["refresh_token"], before["refresh_ends_at"])


def test_without_its_app_nothing_is_renewed_and_an_administrator_is_asked(platform: Signet, presence: Presence) -> None:
    ChannelApp.objects.all().delete()
    ends_in(-1)
    with pytest.raises(Reauth, match="the desk's app there was removed") as trouble:
        channel_for(presence).profile()
    assert "administrator" in trouble.value.cure


def test_a_channel_that_is_kept_alive_says_truly_what_else_it_can_do(platform: Signet, presence: Presence) -> None:
    assert channel_for(presence).describe().id == "signet"
    assert not isinstance(channel_for(presence), FollowsAccounts)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_renew_once(platform: Signet) -> None:
    an_agency()
    signing_in.registered()
    writer, director = person(Role.COMMUNICATOR), person(Role.DIRECTOR)
    presence = signing_in.connected(writer, signing_in.approved(writer, director))
    ends_in(5)
    both = threading.Barrier(8)
    used: list[str] = []

    def work() -> None:
        both.wait()
        try:
            used.append(_patiently(lambda: tokens_now(presence, at=now()))[1]["access_token"])
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert platform.refreshes == 1
    assert len(used) == 8 and set(used) <= {"access-1", "access-2"} and "access-2" in used
    assert kept()["access_token"] == "access-2"


def _patiently(ask: Callable[[], tuple[dict[str, str], dict[str, str]]]) -> tuple[dict[str, str], dict[str, str]]:
    """A test's database in memory refuses where a file would wait."""
    while True:
        try:
            return ask()
        except OperationalError:
            continue


def test_the_warning_of_credentials_that_end_follows_the_refresh_token(platform: Signet, presence: Presence) -> None:
    soon: datetime = now() + timedelta(days=13)
    change(refresh_ends_at=soon.isoformat())
    assert watch.read(by=Worker("profiles"), at=now(), presence=presence) == ""
    assert Connection.objects.get().ends_at == soon
