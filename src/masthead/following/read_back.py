"""Whom a presence really follows, read from its channel each day and held against the list.

What is followed outside the desk, renamed, or no longer followed is found here; so is what was liked or shared of a
campaign. The first reading takes over what may be followed anyway without an alert: it was there before the desk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.channels.description import Description
from masthead.channels.errors import ChannelError
from masthead.channels.follow_port import AsksToFollow, Followed, FollowsAccounts, Marked, can
from masthead.following.accounts import Account, network_of
from masthead.following.alerts import raise_alert
from masthead.following.known import verdicts_on
from masthead.following.models import Follow, ReadBack
from masthead.following.states import FOLLOW
from masthead.following.verdict import Verdict
from masthead.policy.in_force import rulebook
from masthead.presences.models import Presence
from masthead.records.append import append
from masthead.records.operation import operation

MOST_PAGES = 200
"""Pages of one reading. A presence that follows 20,000 accounts is told that the rest was not read."""


@dataclass(frozen=True)
class Reading:
    """Everything one presence follows, and what it lately liked and shared. `whole`: nothing was left unread."""

    follows: tuple[Followed, ...]
    marks: tuple[Marked, ...]
    whole: bool
    requested: frozenset[str] = frozenset()
    """Native ids of accounts that were asked for and whose owners have not answered yet."""


def asked_for(presence: Presence) -> list[str]:
    """Native ids of accounts whose owners were asked."""
    rows = Follow.objects.filter(presence=presence, network=network_of(presence.channel), state="requested")
    return list(rows.order_by("pk").values_list("native_id", flat=True))


def read(channel: FollowsAccounts, description: Description, *, asked_for: Sequence[str] = ()) -> Reading:
    """Ask the channel, outside any transaction, also what became of what was `asked_for`. Raises the port's errors."""
    follows: list[Followed] = []
    cursor, pages = "", 0
    while pages < MOST_PAGES:
        page = channel.follows(cursor)
        follows += page.follows
        cursor, pages = page.cursor, pages + 1
        if not cursor:
            break
    marks = channel.marks() if can(description, "marks") else ()
    waiting = channel.requested(asked_for) if asked_for and isinstance(channel, AsksToFollow) else frozenset()
    return Reading(tuple(follows), tuple(marks), not cursor, waiting)


@operation("following.watch")
def compare(*, by: Actor, at: datetime, presence: Presence, reading: Reading) -> int:
    """Hold a reading against the list. Returns how many alerts were raised."""
    first = not ReadBack.objects.filter(presence=presence, read_at__isnull=False).exists()
    network = network_of(presence.channel)
    rows = Follow.objects.select_for_update().filter(presence=presence, network=network)
    standing = list(rows.filter(state__in=["following", "requested", "cleared", "waiting"]))
    by_id = {row.native_id: row for row in standing if row.native_id}
    by_handle = {row.handle: row for row in standing}
    accounts = [Account(network, one.account.handle.casefold()) for one in reading.follows]
    accounts += [Account(network, mark.author.handle.casefold()) for mark in reading.marks]
    verdicts = verdicts_on(rulebook(), accounts, at=at)
    raised, found = 0, set()
    for followed in reading.follows:
        handle = followed.account.handle.casefold()
        row = by_id.get(followed.account.native_id) or by_handle.get(handle)
        verdict = verdicts[Account(network, handle)]
        if row is not None and row.state == "requested":
            _accepted(by, at, row)
        if row is not None and row.state == "following":
            raised += _known(by, at, row, followed, verdict)
        else:
            row, told = _found_outside(by, at, presence, network, followed, verdict, row, quietly=first)
            raised += told
        found.add(row.pk)
    if reading.whole:
        gone = [row for row in standing if row.state in ("following", "requested") and row.pk not in found]
        missed = [row for row in gone if row.state == "following" or row.native_id not in reading.requested]
        for row in missed:
            _missed(by, at, row)
    raised += sum(_marked(by, at, presence, network, mark, verdicts) for mark in reading.marks)
    trouble = "" if reading.whole else "The list is longer than the desk reads at once: its oldest part was not read."
    ReadBack.objects.update_or_create(presence=presence, defaults={"read_at": at, "trouble": trouble})
    body = {"follows": len(reading.follows), "marks": len(reading.marks), "raised": raised}
    append("follow/read_back", by=by, at=at, subject=presence.subject, body=body)
    return raised


@operation("following.watch")
def note_trouble(*, by: Actor, at: datetime, presence: Presence, trouble: ChannelError) -> None:
    """The channel did not answer: say so where staff see it."""
    said = f"{trouble.sentence} {trouble.cure}".strip()
    ReadBack.objects.update_or_create(presence=presence, defaults={"trouble": said})
    append("follow/not_read", by=by, at=at, subject=presence.subject, body={"trouble": said})


def _known(by: Actor, at: datetime, row: Follow, followed: Followed, verdict: Verdict) -> int:
    handle, earlier = followed.account.handle.casefold(), row.handle
    row.native_id = row.native_id or followed.account.native_id
    row.ref, row.shown_name = followed.ref.as_json(), followed.account.name[:300]
    row.handle = handle
    row.save(update_fields=["native_id", "ref", "shown_name", "handle"])
    if handle == earlier or verdict.verdict == "allow":
        return 0
    why = f"What was @{earlier} is now @{handle}. {verdict.why}"
    account = str(Account(row.network, handle))
    return _raise(by, at, "renamed", row.presence, account, f"{earlier}>{handle}", verdict, why, row)


def _found_outside(
    by: Actor,
    at: datetime,
    presence: Presence,
    network: str,
    followed: Followed,
    verdict: Verdict,
    asked: Follow | None,
    *,
    quietly: bool,
) -> tuple[Follow, int]:
    """Followed without the desk's doing; or with its blessing, and done by hand without saying so."""
    handle = followed.account.handle.casefold()
    cleared = asked is not None and asked.state == "cleared"
    if asked is not None and not cleared:
        asked.state = FOLLOW.to(asked.state, "withdraw")  # overtaken: somebody followed it before the decision
        asked.ended_at = at
        asked.save(update_fields=["state", "ended_at"])
    row = asked if asked is not None and cleared else Follow(presence=presence, network=network, asked_by=by.actor_id)
    row.handle, row.native_id, row.ref = handle, followed.account.native_id, followed.ref.as_json()
    row.shown_name = followed.account.name[:300]
    row.followed_at = followed.since or at
    if cleared:
        row.state = FOLLOW.to(row.state, "follow")
        row.save()
        return row, 0
    row.state, row.origin, row.asked_at = FOLLOW.to("asked", "find"), "outside", at
    row.verdict, row.clause, row.why, row.source = verdict.verdict, verdict.clause, verdict.why, verdict.source
    row.known_candidacies = list(verdict.candidacies)
    row.save()
    if verdict.verdict == "allow" and quietly:
        return row, 0
    kind = "campaign" if verdict.verdict == "deny" else "outside"
    why = f"Somebody followed this outside the desk. {verdict.why}"
    return row, _raise(by, at, kind, presence, str(Account(network, handle)), str(row.pk), verdict, why, row)


def _accepted(by: Actor, at: datetime, row: Follow) -> None:
    """Its owner let the presence follow."""
    row.state, row.followed_at = FOLLOW.to(row.state, "accept"), at
    row.save(update_fields=["state", "followed_at"])
    body = {"network": row.network, "handle": row.handle}
    append("follow/accepted", by=by, at=at, subject=row.subject, body=body)


def _missed(by: Actor, at: datetime, row: Follow) -> None:
    row.state, row.ended_at = FOLLOW.to(row.state, "miss"), at
    row.save(update_fields=["state", "ended_at"])
    row.alerts.filter(state="open").update(state="passed", settled_by=by.actor_id, settled_at=at)
    body = {"network": row.network, "handle": row.handle}
    append("follow/missed", by=by, at=at, subject=row.subject, body=body)


def _marked(
    by: Actor, at: datetime, presence: Presence, network: str, mark: Marked, verdicts: dict[Account, Verdict]
) -> int:
    account = Account(network, mark.author.handle.casefold())
    verdict = verdicts[account]
    if verdict.verdict != "deny":
        return 0
    did = "liked" if mark.kind == "like" else "shared"
    why = f"This presence {did} a post of {account}. {verdict.why}"
    return _raise(by, at, did, presence, str(account), mark.ref.native_id, verdict, why, None, mark.ref.url)


def _raise(
    by: Actor,
    at: datetime,
    kind: str,
    presence: Presence,
    account: str,
    about: str,
    verdict: Verdict,
    why: str,
    follow: Follow | None,
    url: str = "",
) -> int:
    raised = raise_alert(
        by,
        at,
        kind=kind,
        presence=presence,
        account=account,
        about=about,
        verdict=verdict,
        why=why,
        follow=follow,
        url=url,
    )
    return int(raised is not None)
