"""What the registers have learned since: a follow that became a campaign's, an official who runs, a term that ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from masthead.agencies.actors import Actor
from masthead.following.accounts import Account
from masthead.following.alerts import raise_alert
from masthead.following.known import verdicts_on
from masthead.following.models import Follow
from masthead.following.verdict import Verdict
from masthead.policy.in_force import rulebook
from masthead.records.append import append
from masthead.records.operation import operation

_AT_ONCE = 400


def watch(*, by: Actor, at: datetime) -> int:
    """Judge every follow anew; returns how many alerts were raised. A few hundred follows at a time."""
    after, raised = "00000000-0000-0000-0000-000000000000", 0
    while follows := list(
        Follow.objects.filter(state__in=("requested", "following"), pk__gt=after)
        .select_related("presence")
        .order_by("pk")[:_AT_ONCE]
    ):
        after = str(follows[-1].pk)
        accounts = {follow.pk: Account(follow.network, follow.handle) for follow in follows}
        verdicts = verdicts_on(rulebook(), accounts.values(), at=at)
        changed = [(follow, verdicts[accounts[follow.pk]]) for follow in follows]
        told = [(follow, verdict) for follow, verdict in changed if _kind(follow, verdict)]
        if told:
            raised += tell(by=by, at=at, told=told)
    return raised


@operation("following.watch")
def tell(*, by: Actor, at: datetime, told: Sequence[tuple[Follow, Verdict]]) -> int:
    """Raise what is to be told of these follows. The pass itself is on record where every alert was told before."""
    raised = 0
    for follow, verdict in told:
        kind = _kind(follow, verdict)
        account = Account(follow.network, follow.handle)
        about = "|".join(sorted(_new(follow, verdict))) if kind == "candidate" else _row(verdict)
        alert = raise_alert(
            by,
            at,
            kind=kind,
            presence=follow.presence,
            account=str(account),
            about=about,
            verdict=verdict,
            why=verdict.why,
            follow=follow,
        )
        raised += alert is not None
    if not raised:
        append("follow_alert/watched", by=by, at=at, subject="follows:all", body={"looked_at": len(told)})
    return raised


def _kind(follow: Follow, verdict: Verdict) -> str:
    """What to tell of a follow, "" where nothing changed."""
    if verdict.verdict == "deny":
        return "campaign"
    if _new(follow, verdict):
        return "candidate"
    if verdict.verdict == "ask" and follow.verdict == "allow" and not verdict.waits:
        return "left_office"
    return ""


def _new(follow: Follow, verdict: Verdict) -> set[str]:
    """Candidacies nobody knew of when the follow was allowed."""
    return set(verdict.candidacies) - set(follow.known_candidacies)


def _row(verdict: Verdict) -> str:
    return str((verdict.source or {}).get("row", ""))
