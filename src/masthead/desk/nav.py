"""The desk's navigation: one list, in the order of a working day. No link leads to a page that is not there, or not
for you."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.urls import NoReverseMatch, reverse

from masthead.agencies.models import Person
from masthead.agencies.rights import may
from masthead.agencies.sample_desk import is_sample_desk

_HYPHEN = "\u00ad"
"""Seen only where a word breaks there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """`page` is the name of an address in the desk; `right` is what seeing it takes, "" for everyone.

    `unless`: a right whose holders find the page elsewhere. `sample`: only on the sample desk. `narrow`: the title with
    soft hyphens, where it is too long for the narrow menu.
    """

    title: str
    icon: str
    page: str
    right: str = ""
    unless: str = ""
    sample: bool = False
    narrow: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """`waiting` is None where nothing is counted; `due` asks for attention."""

    title: str
    icon: str
    url: str
    current: bool
    waiting: int | None
    due: bool
    narrow: str = ""


GROUPS: list[tuple[str, list[Entry]]] = [
    ("", [Entry("Today", "home", "today")]),
    (
        "Publish",
        [
            Entry("Compose", "edit", "drafts", "drafts.see"),
            Entry("Approvals", "check_circle_outline", "approvals", "drafts.approve"),
        ],
    ),
    (
        "Answer",
        [
            Entry("Inbox", "forum", "inbox", "conversations.see"),
            Entry("Moderation", "comment", "moderation", "cases.see"),
        ],
    ),
    (
        "Keep",
        [
            Entry("Presences", "verified", "presences", "presences.see"),
            Entry("Following", "group_add", "following", "following.see"),
            Entry("Media", "image", "media", "media.see"),
            Entry("Links", "link", "links", "links.see"),
            Entry("Official addresses", "alternate_email", "addresses", "addresses.see"),
        ],
    ),
    (
        "Account for",
        [
            Entry("Figures", "assessment", "figures", "figures.see"),
            Entry("Records", "folder", "records", "records.see"),
            Entry("Policy", "account_balance", "policy", "policy.see"),
            Entry(
                "Acknowledgements",
                "people",
                "acknowledgements",
                "acknowledgements.see",
                narrow=f"Acknowl{_HYPHEN}edge{_HYPHEN}ments",
            ),
        ],
    ),
    (
        "Yourself",
        [
            Entry("Self-check", "help_outline", "self_check", "self_check.use"),
            Entry("Hand over an exchange", "mail_outline", "hand_over", "conversations.hand_over"),
            Entry(
                "Acknowledge",
                "check_circle_outline",
                "acknowledge",
                "acknowledgements.make",
                narrow=f"Acknowl{_HYPHEN}edge",
            ),
        ],
    ),
    (
        "Look after",
        [
            Entry("Commitments", "flag", "commitments", "commitments.add", narrow=f"Commit{_HYPHEN}ments"),
            Entry("People", "people", "people", "people.add"),
            Entry("Agency", "settings", "agency", "agency.change"),
            # Whoever sees the links finds it there, as a tab.
            Entry("Harmful sites", "do_not_disturb", "site_lists", "links.see_lists", unless="links.see"),
            Entry("Sample mailbox", "mail", "sample_mail", "jobs.see", sample=True),
        ],
    ),
]
# A number on these means somebody is kept waiting until a person acts.
_DUE = frozenset({"approvals", "presences", "following", "links", "acknowledge"})


def links_for(person: Person, path: str, counts: Mapping[str, int]) -> list[tuple[str, list[Link]]]:
    """(group, links) for `person` on the page at `path`; `counts` says how much waits, by the entry's page."""
    found = [(title, _links(entries, person, counts)) for title, entries in GROUPS]
    reachable = [link for _, links in found for link in links if path.startswith(link.url)]
    # The longest address wins, so that the desk's front page is not current everywhere.
    current = max(reachable, key=lambda link: len(link.url), default=None)
    return [(title, [_marked(link, link is current) for link in links]) for title, links in found if links]


def _links(entries: list[Entry], person: Person, counts: Mapping[str, int]) -> list[Link]:
    links = []
    for entry in entries:
        if entry.sample and not is_sample_desk():
            continue
        if entry.unless and may(person, entry.unless):
            continue
        url = _address(entry.page)
        if url and (not entry.right or may(person, entry.right)):
            waiting = counts.get(entry.page)
            due = bool(waiting) and entry.page in _DUE
            links.append(Link(entry.title, entry.icon, url, False, waiting, due, entry.narrow))
    return links


def _marked(link: Link, current: bool) -> Link:
    return replace(link, current=current)


def _address(page: str) -> str:
    try:
        return reverse(f"desk:{page}")
    except NoReverseMatch:
        return ""
