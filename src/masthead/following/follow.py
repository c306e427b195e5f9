"""The follow itself, and its end: through the channel where it can, else by hand and marked as done.

The channel is reached outside any transaction; what it answered is then written down. Following what is followed and
unfollowing what is not are harmless, so that a lost answer is mended by pressing again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.agencies.models import Person
from masthead.channels.errors import ChannelError
from masthead.channels.follow_port import Followed, FollowsAccounts, can
from masthead.channels.ref import Ref
from masthead.channels.registry import describe
from masthead.following.accounts import account_of
from masthead.following.known import verdict_on
from masthead.following.models import Follow
from masthead.following.states import FOLLOW, FOLLOW_ALERT
from masthead.kernel.refusals import Refused
from masthead.policy.in_force import rulebook
from masthead.presences.connection import channel_for
from masthead.presences.models import Presence
from masthead.records.append import append
from masthead.records.operation import operation


def through_the_channel(presence: Presence) -> bool:
    """Whether the desk can follow for this presence, or a person has to."""
    return can(describe(presence.channel), "follow") and hasattr(presence, "connection")


def follow_now(*, by: Person, at: datetime, follow: Follow) -> Follow:
    """Follow through the channel and write it down. Raises Refused in the channel's own words."""
    FOLLOW.to(follow.state, "follow")
    refuse_if_forbidden_now(follow, at)
    try:
        followed = reach(follow.presence).follow(follow.handle)
    except ChannelError as trouble:
        raise Refused(f"{trouble.sentence} {trouble.cure}".strip()) from trouble
    return note_followed(by=by, at=at, follow=follow, followed=followed)


def followed_by_hand(*, by: Person, at: datetime, follow: Follow) -> Follow:
    """The person followed it on the channel's own page and says so."""
    return note_followed(by=by, at=at, follow=follow, followed=None)


def unfollow_now(*, by: Person, at: datetime, follow: Follow) -> Follow:
    """Unfollow through the channel and write it down, with every open alert about it cured."""
    FOLLOW.to(follow.state, "unfollow")
    try:
        reach(follow.presence).unfollow(_ref(follow.ref), follow.native_id or follow.handle)
    except ChannelError as trouble:
        raise Refused(f"{trouble.sentence} {trouble.cure}".strip()) from trouble
    return note_unfollowed(by=by, at=at, follow=follow, by_hand=False)


def reach(presence: Presence) -> FollowsAccounts:
    """The presence's connection, for following. Raises Refused where the channel cannot."""
    if not can(describe(presence.channel), "follow"):
        raise Refused(f"{describe(presence.channel).name} cannot follow from here. Do it there by hand, then say so.")
    channel = channel_for(presence)
    if not isinstance(channel, FollowsAccounts):
        raise TypeError(f"{presence.channel} says that it can follow and does not keep the port")
    return channel


def refuse_if_forbidden_now(follow: Follow, at: datetime) -> None:
    """Between the verdict and the follow a register may have learned that the account is a campaign's.

    What a register allowed and allows no more needs a person's decision, which nobody made.
    """
    verdict = verdict_on(rulebook(), account_of(follow.network, follow.handle), at=at)
    if verdict.verdict == "deny":
        raise Refused(verdict.why, clause=verdict.clause)
    if verdict.verdict == "ask" and follow.decided_at is None:
        raise Refused(
            f"{verdict.why} Withdraw this question and ask again, so that an approver decides.", clause=verdict.clause
        )


@operation("following.follow")
def note_followed(*, by: Person, at: datetime, follow: Follow, followed: Followed | None) -> Follow:
    """Write down that the account is followed, or that its owner was asked; `followed` is what the channel answered,
    None for done by hand."""
    follow = Follow.objects.select_for_update().get(pk=follow.pk)
    refuse_if_forbidden_now(follow, at)
    asked = followed is not None and followed.requested
    follow.state = FOLLOW.to(follow.state, "request" if asked else "follow")
    follow.followed_at, follow.by_hand = None if asked else at, followed is None
    if followed:
        follow.native_id = followed.account.native_id
        follow.shown_name = followed.account.name[:300]
        follow.ref = followed.ref.as_json()
    follow.save(update_fields=["state", "followed_at", "by_hand", "native_id", "shown_name", "ref"])
    body = {"network": follow.network, "handle": follow.handle, "by_hand": follow.by_hand}
    clauses = [follow.clause] if follow.clause else []
    append(
        "follow/requested" if asked else "follow/followed",
        by=by,
        at=at,
        subject=follow.subject,
        body=body,
        clauses=clauses,
    )
    return follow


@operation("following.follow")
def note_unfollowed(*, by: Actor, at: datetime, follow: Follow, by_hand: bool) -> Follow:
    """Write down that the account is followed no more: done through the channel, or by hand."""
    follow = Follow.objects.select_for_update().get(pk=follow.pk)
    follow.state = FOLLOW.to(follow.state, "unfollow")
    follow.ended_at = at
    follow.save(update_fields=["state", "ended_at"])
    for alert in follow.alerts.select_for_update().filter(state="open"):
        alert.state = FOLLOW_ALERT.to(alert.state, "cure")
        alert.settled_by, alert.settled_at = by.actor_id, at
        alert.save(update_fields=["state", "settled_by", "settled_at"])
    body = {"network": follow.network, "handle": follow.handle, "by_hand": by_hand}
    append("follow/unfollowed", by=by, at=at, subject=follow.subject, body=body)
    return follow


def _ref(stored: Mapping[str, str]) -> Ref | None:
    return Ref.from_json(stored) if stored else None
