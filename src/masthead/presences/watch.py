"""Eighth stage: the live profile is read back, and what changed since somebody confirmed it is told.

`read` waits on a platform and holds no transaction. What it brings is written down by `note`; a reading that brings
nothing new only moves the time, and leaves no record.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from masthead.agencies.actors import Actor
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import refuse_unless_permitted
from masthead.agencies.vault import unseal_mapping
from masthead.channels.errors import ChannelError
from masthead.channels.port import Channel
from masthead.channels.profile import Profile
from masthead.channels.registry import describe
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.connection import channel_for, credentials_end
from masthead.presences.gates import connected_account_is_the_approved_one
from masthead.presences.identity import Sign, signs
from masthead.presences.models import Connection, LiveProfile, Presence
from masthead.presences.profile import Change, as_kept, changes
from masthead.presences.spelling import stored_handle
from masthead.records.append import append
from masthead.records.operation import operation

RECENT = timedelta(hours=1)
"""A post leaves on a reading no older than this, where the channel can be reached."""
DAILY = timedelta(hours=24)
FORESEEN = timedelta(days=14)
"""So long before credentials end, somebody is told: a new key often needs another department."""
SHORTLY = timedelta(days=3)
"""So long before, where they never hold longer than two weeks: whoever signs in that often needs nobody for it."""


def end_soon(connection: Connection, at: datetime) -> bool:
    """Whether the credentials ended, or end so soon that somebody is told."""
    ends = connection.ends_at
    if ends is None:
        return False
    return ends <= at + (SHORTLY if ends - connection.connected_at <= FORESEEN else FORESEEN)


def read(*, by: Actor, at: datetime, presence: Presence, channel: Channel | None = None) -> str:
    """Read the account and write down what is new. Returns what is wrong with reaching it, "" when it was reached."""
    refuse_unless_permitted(by, "presences.read")
    connection = Connection.objects.filter(presence=presence).first()
    if connection is None:
        raise Refused(f"{presence.name} is not connected to an account yet.")
    if not readable(presence.channel):
        raise Refused(f"No program can read {presence.name}. Look at the account yourself.")
    try:
        found = (channel or channel_for(presence)).profile()
    except (ChannelError, Refused) as trouble:
        cure = getattr(trouble, "cure", "")
        said = " ".join(part for part in (trouble.sentence, at_fault(presence, trouble), cure) if part)
        Connection.objects.filter(presence=presence).update(trouble=said, checked_at=at)
        return said
    connection.refresh_from_db()  # reading may have renewed the tokens
    # A reading that tells no end takes back none: it was told on connecting, and connecting again is what moves it.
    ends = credentials_end(found, unseal_mapping(connection.secrets)) or connection.ends_at
    if connection.trouble or connection.ends_at != ends:
        connection.trouble, connection.ends_at = "", ends
        connection.save(update_fields=["trouble", "ends_at"])
    Connection.objects.filter(presence=presence).update(checked_at=at)
    kept = LiveProfile.objects.filter(presence=presence).first()
    if kept is None or kept.shown != as_kept(found):
        note(by=by, at=at, presence=presence, found=found)
    else:
        LiveProfile.objects.filter(presence=presence).update(read_at=at)
    return ""


@operation("presences.read")
def note(*, by: Actor, at: datetime, presence: Presence, found: Profile) -> LiveProfile:
    """Keep a reading that differs from the last: changed against what was confirmed, or as confirmed again."""
    shown = as_kept(found)
    stored = LiveProfile.objects.select_for_update().filter(presence=presence).first()
    # Connected before profiles were kept: what is there now is where the watch begins.
    profile = stored or LiveProfile(presence=presence, confirmed=shown)
    profile.shown, profile.read_at = shown, at
    if describe(presence.channel).proved == "own":
        profile.confirmed = shown  # our own page says what our own records say: nobody else can have changed it
    changed = changes(profile.confirmed, shown)
    profile.drifted_at = (profile.drifted_at or at) if changed else None
    profile.save()
    kind = "presence/profile_changed" if changed else "presence/profile_as_confirmed"
    append(kind, by=by, at=at, subject=presence.subject, body={"changes": [change.as_json() for change in changed]})
    return profile


@operation("presences.confirm")
def confirm(*, by: Person, at: datetime, presence: Presence, reason: str) -> LiveProfile:
    """The changed profile is ours and right: from now on it is what the account should look like.

    A new handle is from then on the approved one. Raises Refused when nothing has changed.
    """
    said = clean(reason).strip()
    if not said:
        raise Invalid("Say why the profile changed: it is kept on record.", field="reason")
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    profile = LiveProfile.objects.select_for_update().filter(presence=presence).first()
    changed = drift_of(profile)
    if profile is None or not changed:
        raise Refused("The profile is as it was confirmed. There is nothing to confirm.")
    profile.confirmed, profile.drifted_at = profile.shown, None
    profile.save(update_fields=["confirmed", "drifted_at"])
    presence.handle = stored_handle(profile.shown.get("handle", "")) or presence.handle
    presence.profile_url = profile.shown.get("url") or presence.profile_url
    presence.save(update_fields=["handle", "profile_url"])
    body = {"changes": [change.as_json() for change in changed], "reason": said}
    append("presence/profile_confirmed", by=by, at=at, subject=presence.subject, body=body)
    return profile


def refuse_another_account(presence: Presence) -> str:
    """Before anything is said: as last read, the account still bears the approved handle. No platform is asked.

    Returns the clause kept; raises Refused with it for an account that now answers to another name.
    """
    profile = LiveProfile.objects.filter(presence=presence).first()
    found = profile.shown.get("handle", "") if profile else ""
    if not found:
        return ""
    return pass_gate(rulebook(), connected_account_is_the_approved_one, approved=presence.handle, found=found, forms=())


def readable(channel: str) -> bool:
    """Whether a program can read an account of this channel. By hand, only people look at it."""
    return describe(channel).capability("profile").answer != "no"


def drift_of(profile: LiveProfile | None) -> tuple[Change, ...]:
    """What is not as it was confirmed, as last read."""
    return changes(profile.confirmed, profile.shown) if profile and profile.drifted_at else ()


def signs_of(presence: Presence, profile: LiveProfile | None, *, agency: Agency | None) -> tuple[Sign, ...]:
    """How plainly the live profile says that it is official. Empty where Masthead is the server, or nobody can read."""
    channel = describe(presence.channel)
    if profile is None or agency is None or channel.proved == "own" or not readable(presence.channel):
        return ()
    home = agency.public_url.partition("://")[2].rstrip("/")
    found = signs(
        profile.shown,
        agency=agency.name,
        short_name=agency.short_name,
        home=home,
        name_reason=presence.name_reason,
    )
    return tuple(found)


def at_fault(presence: Presence, trouble: Exception) -> str:
    """Which setting or permission it is, in the words of the form."""
    if scope := getattr(trouble, "scope", ""):
        return f"The permission that is missing: {scope}."
    name = getattr(trouble, "setting", "")
    labels = {setting.name: setting.label for setting in describe(presence.channel).settings}
    return f"Look at: {labels[name]}." if name in labels else ""
