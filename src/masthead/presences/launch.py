"""Fifth stage: the presence opens, may be paused and resumed, and is retired with its records kept."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q

from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.gates import presence_is_approved_before_launch
from masthead.presences.models import Connection, Presence, PresenceNote
from masthead.presences.states import PRESENCE
from masthead.records.append import append
from masthead.records.operation import operation


@operation("presences.launch")
def launch(*, by: Person, at: datetime, presence: Presence) -> Presence:
    """Open an approved, connected presence. From now on posts can reach it and the public sees it as official."""
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    clause = pass_gate(rulebook(), presence_is_approved_before_launch, state=presence.state)
    presence.state = PRESENCE.to(presence.state, "launch")
    presence.launched_at = at
    presence.save(update_fields=["state", "launched_at"])
    body = {"name": presence.name, "handle": presence.handle, "profile_url": presence.profile_url}
    append("presence/launched", by=by, at=at, subject=presence.subject, body=body, clauses=[clause] if clause else [])
    return presence


@operation("presences.pause")
def pause(*, by: Person, at: datetime, presence: Presence, reason: str) -> Presence:
    """Stop posting through one presence, saying why. Comments are still taken in."""
    return _turn(by, at, presence, "pause", "paused", reason)


@operation("presences.resume")
def resume(*, by: Person, at: datetime, presence: Presence, reason: str) -> Presence:
    """Post through a paused presence again, saying why."""
    return _turn(by, at, presence, "resume", "resumed", reason)


@operation("presences.retire")
def retire(*, by: Person, at: datetime, presence: Presence, reason: str) -> Presence:
    """Close a presence for good. Its secrets are forgotten; its records are kept."""
    retired = _turn(by, at, presence, "retire", "retired", reason)
    retired.retired_at = at
    retired.save(update_fields=["retired_at"])
    forget_secrets(retired)
    return retired


def forget_secrets(presence: Presence) -> None:
    """Part of every act that ends a presence, and of its transaction."""
    connections = Connection.objects.filter(presence=presence)
    # What was granted by signing in, and its knocks, are ended on the platform by the worker, outside this act.
    connections.filter(Q(signed_in=True) | Q(knocks_since__isnull=False)).update(to_revoke=F("secrets"))
    connections.update(secrets="", renewing=None)


def _turn(by: Person, at: datetime, presence: Presence, act: str, kind: str, reason: str) -> Presence:
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why: it is kept on record.", field="reason")
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    presence.state = PRESENCE.to(presence.state, act)
    presence.save(update_fields=["state"])
    PresenceNote.objects.create(presence=presence, by=by, at=at, text=said, act=kind)
    append(f"presence/{kind}", by=by, at=at, subject=presence.subject, body={"reason": said})
    return presence
