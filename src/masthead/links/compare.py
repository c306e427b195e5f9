"""What is no longer as it was when a person signed: in one word and one clause of a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from masthead.checks.engine.addresses import leads_elsewhere
from masthead.links.fetch import Fetched
from masthead.links.fingerprint import FAR, NEAR, likeness, steady_words
from masthead.links.linked_words import turned
from masthead.links.listed import Listing
from masthead.links.models import Dossier

Kind = Literal["ok", "dead", "blocked", "changed", "elsewhere", "listed", "campaign"]
SAME_TITLE = 0.5


@dataclass(frozen=True, slots=True)
class Seen:
    """`says` ends "the link …: it" for changed and elsewhere, and is a sentence for dead and blocked; "" for ok.

    For listed and campaign it ends "the link …", and `listing` says on what it stands.
    """

    kind: Kind
    says: str = ""
    listing: Listing | None = None


AS_SIGNED = Seen("ok")


def seen_on_list(listing: Listing) -> Seen:
    """What is so of a link of which only the address counts."""
    return Seen(listing.kind, listing.says, listing)


def compare(dossier: Dossier | None, fetched: Fetched) -> Seen:
    """What `fetched` is beside what was signed; beside nothing (None), only whether there is a page at all.

    What no machine could read when it was signed cannot be compared; where it leads can. A page that moved within its
    site is judged by its words.
    """
    if fetched.state == "dead":
        return Seen("dead", fetched.trouble)
    if dossier is None or (not fetched.reached and dossier.state == "blocked"):
        return AS_SIGNED
    if fetched.state == "blocked" and dossier.state == "ok":
        return Seen("blocked", fetched.trouble)
    if dossier.final_url and leads_elsewhere(dossier.final_url, fetched.final_url):
        return Seen("elsewhere", f"it now leads to {fetched.final_url}")
    says = _differs(dossier, fetched) if dossier.state == fetched.state == "ok" else ""
    return Seen("changed", says) if says else AS_SIGNED


def same_page(one: Dossier | Fetched, other: Dossier | Fetched) -> bool:
    """Whether the words of both are nearly one text. By the steady fingerprint where both have it, by any else."""
    if one.steady and other.steady:
        return likeness(one.steady, other.steady) >= FAR
    return likeness(one.fingerprint, other.fingerprint) >= NEAR


def _differs(dossier: Dossier, fetched: Fetched) -> str:
    """What a reader is told now that was not told then, the gravest first; a little text is enough of that."""
    if says := turned(dossier, fetched):
        return says
    if not same_title(dossier.title, fetched.title):
        return f"its page is now called “{fetched.title}”" if fetched.title else "its page has lost its title"
    if not dossier.fingerprint:  # a file, or a page without words
        file = not fetched.fingerprint and not fetched.title
        return "it now holds another file" if file and fetched.content_sha256 != dossier.content_sha256 else ""
    return "" if same_page(dossier, fetched) else "its page no longer says what was read"


def same_title(one: str, other: str) -> bool:
    """A title with another number, date or order of words is the same; so is one that shares half of its words."""
    if not one or not other:
        return one == other
    words, others = set(steady_words(one)), set(steady_words(other))
    both = words | others
    return not both or len(words & others) / len(both) >= SAME_TITLE
