"""Is this text about the agency? Told by the agency's names and words, each with its place, so a person can judge."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["agency", "work", "employment", "email"]
Span = tuple[int, int]

_JOB = r"(?:employee|librarian|staffer|staff member|archivist|clerk|consultant|director)"
_EMPLOYMENT = re.compile(
    rf"\bI(?:['’]m| am) (?:an? |the )?(?:\w+ ){{0,2}}?{_JOB}\b"
    r"|\bI (?:also |still |currently )?work (?:for|at|in|with)\b"
    r"|\bI(?:['’]ve| have) (?:been )?work(?:ed|ing) (?:for|at|in)\b"
    r"|\bmy (?:job|employer|workplace|boss|bosses|supervisor|coworkers|co-workers|colleagues|day job)\b"
    rf"|\bas an? (?:\w+ ){{0,2}}?{_JOB}\b",
    re.IGNORECASE,
)
# "Our new director": an employee who says "our" of such a thing may well mean where they work.
_OURS = re.compile(
    r"\b[Oo]ur (?:\w+ )?(?:director|board|commission|agency|office|department|bureau|library|libraries|branch(?:es)?"
    r"|patrons|staff|(?:\w+ )?hours|budget|collection|catalog|bookmobile)\b"
)
# A profile speaks of its owner: the bare title is enough there, where in a post it may be somebody else's.
_TITLE = re.compile(rf"{_EMPLOYMENT.pattern}|\b{_JOB}\b|\bworks? (?:for|at|in)\b|\bstaff\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where the text touches the agency. `span` is [start, end) in the text; `words` are those words.

    kind: `agency` names it, `work` hints at its work, `employment` speaks of a job, `email` is one of its addresses.
    """

    kind: Kind
    span: Span
    words: str


def first_of(found: tuple[Mention, ...], kind: Kind) -> Mention | None:
    return next((mention for mention in found if mention.kind == kind), None)


def mentions(
    text: str, facts: Mapping[str, object], *, disclaimer: str = "", email_domains: Collection[str] = ()
) -> tuple[Mention, ...]:
    """Every mention in a post, in the order of the text. `facts` are the policy's; `email_domains` adds to its own.

    Nothing is decided here: a name says that the text is about the agency, a word of its work only that it may be.
    The agency's name inside its own disclaimer says nothing of the rest.
    """
    return _mentions(text, facts, _EMPLOYMENT, disclaimer, email_domains)


def mentions_in_profile(text: str, facts: Mapping[str, object], *, disclaimer: str = "") -> tuple[Mention, ...]:
    """The same for what a profile says of its owner."""
    return _mentions(text, facts, _TITLE, disclaimer, ())


def _mentions(
    text: str,
    facts: Mapping[str, object],
    employment: re.Pattern[str],
    disclaimer: str,
    email_domains: Collection[str],
) -> tuple[Mention, ...]:
    exact = re.compile(re.escape(disclaimer)) if disclaimer else None
    disclaimed = [match.span() for match in exact.finditer(text)] if exact else []
    emails = _found("email", _email_pattern((*_texts(facts, "email_domains"), *email_domains)), text, disclaimed)
    # What is told once is not told again: an address holds the agency's name, the name may hold a word of its work.
    names = _found("agency", _words_pattern(_texts(facts, "agency_names")), text, [*disclaimed, *_spans(emails)])
    work = _found("work", _words_pattern(_texts(facts, "work_words")), text, [*disclaimed, *_spans(names)])
    jobs = _found("employment", employment, text, disclaimed)
    told = [*disclaimed, *_spans(names), *_spans(work), *_spans(jobs)]
    if names:  # said already, and plainly
        return tuple(sorted((*emails, *names, *work, *jobs), key=lambda mention: (mention.span, mention.kind)))
    ours = _found("work", _OURS, text, told)
    short = _found("work", _short_pattern(_texts(facts, "agency_names")), text, [*told, *_spans(ours)])
    return tuple(
        sorted((*emails, *names, *work, *jobs, *ours, *short), key=lambda mention: (mention.span, mention.kind))
    )


def _found(kind: Kind, pattern: re.Pattern[str] | None, text: str, told: Sequence[Span]) -> list[Mention]:
    """What the pattern finds that touches none of the spans already told; these do not overlap one another."""
    told = sorted(told)
    ends = [end for _, end in told]
    found = []
    for match in pattern.finditer(text) if pattern else ():
        after = bisect_right(ends, match.start())
        if after == len(told) or match.end() <= told[after][0]:
            found.append(Mention(kind, match.span(), match.group()))
    return found


def _spans(found: Collection[Mention]) -> list[Span]:
    return [mention.span for mention in found]


def _words_pattern(words: Collection[str]) -> re.Pattern[str] | None:
    """Whole words, longest first. A name all in capitals counts in capitals only: in small letters it may be a word."""
    if not words:
        return None
    spelled = [
        ("" if word.isupper() else "(?i:") + r"\s+".join(map(re.escape, word.split())) + ("" if word.isupper() else ")")
        for word in sorted(words, key=lambda word: (-len(word), word))
    ]
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)")


def _short_pattern(names: Collection[str]) -> re.Pattern[str] | None:
    """“The Commission”, with its capital, of an agency whose name ends so."""
    last = {name.split()[-1] for name in names if " " in name and name.split()[-1][:1].isupper()}
    return re.compile(rf"\b[Tt]he (?:{'|'.join(map(re.escape, sorted(last)))})\b") if last else None


def _email_pattern(domains: Collection[str]) -> re.Pattern[str] | None:
    """Addresses at these domains or below them. The local part is bounded, as RFC 5321 bounds it, to stay linear."""
    if not domains:
        return None
    spelled = "|".join(re.escape(domain) for domain in sorted(domains, key=len, reverse=True))
    return re.compile(rf"(?<![\w.+-])[\w.+-]{{1,64}}@(?:[\w-]{{1,63}}\.){{0,4}}(?:{spelled})(?![\w-])", re.IGNORECASE)


def _texts(facts: Mapping[str, object], key: str) -> tuple[str, ...]:
    """A list of the policy's facts; empty where this policy gives none."""
    value = facts.get(key, ())
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()
