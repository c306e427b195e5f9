"""Fourth stage: the account is connected and read back. Also the one way from a presence to its channel."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from masthead.agencies.models import Person
from masthead.agencies.vault import seal_mapping, unseal_mapping
from masthead.channels.errors import ChannelError
from masthead.channels.port import Channel
from masthead.channels.profile import Profile
from masthead.channels.registry import connect as connect_channel
from masthead.channels.registry import describe
from masthead.channels.sign_in_port import Tokens
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid, Refused
from masthead.policy.gates import pass_gate
from masthead.policy.in_force import rulebook
from masthead.presences.gates import connected_account_is_the_approved_one
from masthead.presences.models import Connection, LiveProfile, Presence
from masthead.presences.profile import as_kept, changes
from masthead.presences.proposal import ask_the_name_gate
from masthead.presences.renewal import kept_alive, renewable
from masthead.presences.spelling import stored_handle
from masthead.presences.states import ENDED, PRESENCE
from masthead.records.append import append
from masthead.records.operation import operation


def channel_for(presence: Presence) -> Channel:
    """The connector of a presence, built from its stored settings. Raises Refused when it is not connected."""
    try:
        connection = presence.connection
    except Connection.DoesNotExist:
        raise Refused(f"{presence.name} is not connected to an account yet.") from None
    secrets = unseal_mapping(connection.secrets)
    if renewable(presence.channel, secrets):
        return kept_alive(presence, connection)
    return connect_channel(presence.channel, connection.settings, secrets)


def credentials_end(found: Profile, secrets: Mapping[str, str]) -> datetime | None:
    """When a person must connect again: as the channel says it now, else as it said when it gave the tokens."""
    return found.credentials_end or Tokens.from_secrets(secrets).last_until


def try_connection(channel: str, settings: Mapping[str, str], secrets: Mapping[str, str]) -> Profile:
    """Reach the account and return it as the public sees it.

    Called before `connect`, outside any transaction, because it waits on a platform. Raises Invalid in plain words,
    naming the setting at fault where the channel says which.
    """
    there = connect_channel(channel, settings, secrets)
    try:
        found = there.profile()
        if describe(channel).streams_apart:
            for stream in there.describe().streams:  # of which the profile is one: a wrong address is told now
                there.pull(stream, "", at=now())
        return found
    except ChannelError as trouble:
        cure = f" {trouble.cure}" if trouble.cure else ""
        # Where no machine reaches the account, nothing was tried: what is wrong is what was typed.
        tried = describe(channel).capability("profile").answer != "no"
        reached = "The account could not be reached: " if tried else ""
        raise Invalid(f"{reached}{trouble}{cure}", field=trouble.setting) from trouble


@operation("presences.connect")
def connect(
    *,
    by: Person,
    at: datetime,
    presence: Presence,
    settings: Mapping[str, str],
    secrets: Mapping[str, str],
    account: Profile,
    signed_in: bool = False,
) -> Presence:
    """Store how to reach the account, as it was read back. Secrets are sealed and never reach a record.

    Raises Refused for another account than the one approved, and for one whose name does not carry the agency's:
    approval and launch are of that account alone, under that name.
    """
    presence = Presence.objects.select_for_update().get(pk=presence.pk)
    clauses = _refuse_another_account(presence, account, settings)
    presence.state = PRESENCE.to(presence.state, "connect")
    presence.handle = stored_handle(account.handle) or presence.handle
    presence.profile_url = account.url
    presence.save(update_fields=["state", "handle", "profile_url"])
    Connection.objects.update_or_create(
        presence=presence,
        defaults={
            "settings": dict(settings),
            "secrets": seal_mapping(secrets) if secrets else "",
            "connected_at": at,
            "connected_by": by.actor_id,
            "checked_at": at,
            "trouble": "",
            "ends_at": credentials_end(account, secrets),
            "signed_in": signed_in,
            # A renewal that is under way was of the tokens before: what it brings is not kept.
            "renewing": None,
            "renewed_at": None,
            # A new token may be of another app, which the platform does not knock for yet.
            "knocks_asked_at": None,
            "knocks_trouble": "",
        },
    )
    kept = as_kept(account)
    stored = LiveProfile.objects.filter(presence=presence).first()
    # Whoever connects again does not thereby confirm what has changed meanwhile: that is the director's to say.
    if stored and presence.launched_at:
        stored.shown, stored.read_at = kept, at
        stored.drifted_at = (stored.drifted_at or at) if changes(stored.confirmed, kept) else None
        stored.save()
    else:
        LiveProfile.objects.update_or_create(
            presence=presence, defaults={"shown": kept, "confirmed": kept, "read_at": at, "drifted_at": None}
        )
    append(
        "presence/connected",
        by=by,
        at=at,
        subject=presence.subject,
        body={
            "channel": presence.channel,
            "handle": presence.handle,
            "profile_url": account.url,
            "name": account.name,
            "about": account.about,
        },
        clauses=clauses,
    )
    return presence


def _refuse_another_account(presence: Presence, account: Profile, settings: Mapping[str, str]) -> list[str]:
    """Before the launch a proposal's short name may grow to the channel's long one; after it, nothing may change."""
    book, launched = rulebook(), presence.launched_at is not None
    try:
        clause = pass_gate(
            book,
            connected_account_is_the_approved_one,
            approved=presence.handle,
            found=account.handle,
            forms=() if launched else describe(presence.channel).handle_forms,
        )
    except Refused as refusal:
        raise Refused(f"{refusal} {_CURE}", clause=refusal.clause) from None
    stored = Connection.objects.filter(presence=presence).first()
    if launched and stored and _where(presence, stored.settings) != _where(presence, settings):
        raise Refused(f"{presence.name} was launched on another server. {_CURE}", clause=clause)
    named = stored_handle(account.handle) or presence.handle
    others = Presence.objects.filter(channel=presence.channel).exclude(state__in=ENDED).exclude(pk=presence.pk)
    if others.filter(handle__iexact=named).exists():
        raise Refused(f"Another presence is {named} already. Each account is one presence.")
    if account.url and (other := others.filter(profile_url=account.url).first()):
        raise Refused(f"This is the same page as {other.name}: {account.url}. Each page is one presence.")
    if launched:
        return [clause] if clause else []
    # Where no machine reads the account, its name is what was approved: all the form says is which platform it is on.
    reads = describe(presence.channel).capability("profile").answer != "no"
    shown = account.name if reads else presence.name
    carried = ask_the_name_gate(name=shown, handle=account.handle, reason=presence.name_reason)
    return [cited for cited in dict.fromkeys((clause, carried)) if cited]


_CURE = "Connect the approved account, or have this presence retired and propose the other."


def _where(presence: Presence, settings: Mapping[str, str]) -> dict[str, str]:
    """What says which account it is, apart from its handle: a limit or a category may change after the launch."""
    passing = {each.name for each in describe(presence.channel).settings if not each.identifies} | {"handle"}
    return {name: value for name, value in settings.items() if name not in passing and value}
