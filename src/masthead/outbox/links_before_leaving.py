"""What a person researched days ago is looked at once more shortly before it leaves: by a job, not in a request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from masthead.checks.engine.addresses import find_links
from masthead.kernel.refusals import Refused
from masthead.links.look_again import due, latest_looks, looked_at
from masthead.links.models import Dossier
from masthead.links.sign import latest_dossiers
from masthead.outbox.models import Delivery
from masthead.policy.gates import gate, pass_gate
from masthead.policy.in_force import rulebook

_NOT_YET_PUBLIC = ("queued", "begun", "ready")


class NotYet(Refused):
    """Nothing is wrong: what has to happen before this leaves has not happened yet."""


@gate
def links_are_looked_at_again(
    *, looked_at: Mapping[str, datetime | None], leaves_at: datetime, minutes: int
) -> str | None:
    """Each link of a post or reply was fetched in the last minutes before it leaves. `looked_at`: when, by address."""
    for url, when in looked_at.items():
        if when is None or leaves_at - when > timedelta(minutes=minutes):
            return f"{url} is looked at once more before this leaves."
    return None


def minutes_before() -> int | None:
    """How shortly before leaving the policy wants links looked at; None where it does not ask."""
    given = rulebook().params("gate", "links_are_looked_at_again").get("minutes")
    return None if given is None else int(str(given))


def ask_for_a_look(delivery: Delivery, *, at: datetime) -> str:
    """The clause kept; raises NotYet while a link of `delivery` is still to be looked at. Checks judge what is seen."""
    minutes, urls = minutes_before(), _links_of(delivery)
    if minutes is None or not urls:
        return ""
    dossiers = latest_dossiers(urls)
    looks = latest_looks(dossiers.values())
    seen = {url: looked_at(dossier, looks.get(dossier.pk)) for url, dossier in dossiers.items() if dossier.signed_at}
    try:
        return pass_gate(rulebook(), links_are_looked_at_again, looked_at=seen, leaves_at=at, minutes=minutes)
    except Refused as refusal:
        raise NotYet(refusal.sentence, clause=refusal.clause) from None


def to_look_at(*, at: datetime, limit: int) -> list[Dossier]:
    """The signed links of what leaves within the policy's minutes and that wait to be looked at. Three queries."""
    if (minutes := minutes_before()) is None:
        return []
    within = timedelta(minutes=minutes)
    leaving = Delivery.objects.filter(state__in=_NOT_YET_PUBLIC, not_before__lte=at + within).order_by("not_before")
    urls: dict[str, datetime] = {}
    for delivery in leaving[:200]:
        for url in _links_of(delivery):
            urls.setdefault(url, max(at, delivery.not_before) - within)
    return due(urls, at=at)[:limit]


def _links_of(delivery: Delivery) -> list[str]:
    return list(dict.fromkeys(found.url for found in find_links(delivery.text)))
