"""What of a page's words the check on linked pages is given, and what it finds that it did not find before."""

from __future__ import annotations

from collections.abc import Sequence

from masthead.checks.engine import lexicon
from masthead.checks.engine.languages import reads_like
from masthead.checks.links_lead_nowhere_indecent import signs
from masthead.links.fetch import Fetched
from masthead.links.models import Dossier

_QUOTES = " (“"
_NEWS = {
    "link_indecent": "its page is indecent now",
    "link_harasses": "its page sets people against somebody now",
    "link_campaigns": "its page seems to be a campaign's now",
}
"""Of faults that are more than advice. That a page sells or accuses changes with every edition of a newspaper."""
_SIGNS = (
    ("endorsement", "candidate", "its page asks for votes now"),
    ("linked_page", "taken_over", "its page looks as if somebody else had it now"),
)
"""What is no fault in a page that was signed with it, and tells that another hand has been at one that was not."""


def english(title: str, excerpt: str, language: str) -> str:
    """Title and words of an English page; "" of any other. What a page says of its language does not hide its words."""
    told = not language or language.lower().startswith("en")
    return f"{title}. {excerpt}" if excerpt and (told or reads_like(excerpt) == "en") else ""


def turned(dossier: Dossier, fetched: Fetched) -> str:
    """What speaks against the page that did not when it was signed, as one clause; "" where nothing does."""
    if (dossier.title, dossier.excerpt) == (fetched.title, fetched.excerpt):
        return ""
    before = english(dossier.title, dossier.excerpt, dossier.language)
    now = english(fetched.title, fetched.excerpt, fetched.language)
    for code, words in signs(now):
        if code in _NEWS and code not in dict(signs(before)):
            return _clause(_NEWS[code], words)
    for name, table, says in _SIGNS:
        pattern = lexicon.phrases(name, table)
        had = {before[start:end].casefold() for start, end in lexicon.spans(pattern, before)}
        if new := [
            word for start, end in lexicon.spans(pattern, now) if (word := now[start:end]).casefold() not in had
        ]:
            return _clause(says, new[:2])
    return ""


def is_told(clause: str, why: str) -> bool:
    """Whether `why` tells what a clause of `turned` does, whatever words are quoted; True for any other clause."""
    says = clause.partition(_QUOTES)[0]
    return says not in {*_NEWS.values(), *(says for *_, says in _SIGNS)} or says in why


def _clause(says: str, words: Sequence[str]) -> str:
    return f"{says}{_QUOTES}{'”, “'.join(words)}”)"
