"""Nobody learns from a post what a patron reads, asks or borrows, or how to reach them.

Source: state law on library records, such as Miss. Code 39-3-365 (records that identify users are confidential). A
patron is a person named who is neither staff nor author nor guest; a card number, or a private telephone number or
e-mail address beside a name, tells by itself. So does one beside words that say whose it is: “our winner's number”.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.checks.engine import lexicon
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised
from masthead.checks.engine.people import Named, names, untitled
from masthead.checks.engine.private_reach import private_reaches
from masthead.checks.engine.prose import Sentence, sentences
from masthead.checks.engine.weighing import doubtful, weighed

CODES = ("patron_privacy",)
STAGE = "content"
PASSES = (
    DraftFacts(
        "Author Oralee Tidmore reads from her new novel Friday. Check it out at any branch, or call 601-555-0100."
    ),
    DraftFacts("Borrow a hotspot with your library card. Questions? Write to desk@library.example."),
    DraftFacts("Winners, call us at 601-555-0100. The owner of the green scarf may write to desk@library.example."),
    DraftFacts("Our bookmobile driver, Leon Hatcher, has logged 200,000 miles."),
)
FAILS = (
    (DraftFacts("Will Mr. Terrence Oakley please call the desk? Your hold is ready."), "patron_privacy"),
    (DraftFacts("Lila Farrow of Poplar Street checked out her 300th romance novel!"), "patron_privacy"),
    (DraftFacts("Please bring back the drill, holder of library card 20417."), "patron_privacy"),
    (DraftFacts("Dora Minchew won the raffle; her number is 601-555-0142."), "patron_privacy"),
    (
        DraftFacts("Our shelf on quitting tobacco is half empty, and Marlon Reyes is breathing easier."),
        "patron_privacy",
    ),
    (DraftFacts("Thanks to dora.m@post.example for asking about lice."), "patron_privacy"),
    (DraftFacts("For copies, call Ms. Dora Minchew, one of our patrons, at 601-555-0142."), "patron_privacy"),
    (DraftFacts("The owner's phone number is (601) 555-0142."), "patron_privacy"),
    (DraftFacts("The card ending in 2041 has been blocked."), "patron_privacy"),
    (DraftFacts("Reach Dora Minchew at dora.minchew@gmail.com for the quilt."), "patron_privacy"),
)

_A_PATRON = re.compile(r"\b(?:our|a|one of (?:our|the)) (?:patrons?|borrowers?|cardholders?|readers)\b", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<!\d)(?:\(\d{3}\) ?|\d{3}[-. ])?\d{3}[-. ]\d{4}(?!\d)")
_PRIVATE_MAIL = re.compile(
    r"[\w.+-]{1,64}@(?:gmail|yahoo|hotmail|outlook|icloud|aol|msn|live|comcast|att|bellsouth|proton(?:mail)?)\.\w{2,4}",
    re.I,
)
_ONE_NAME = re.compile(r"\b(?:[A-Z][a-z]+|[a-z]+)-year-old ([A-Z][a-z]+)\b")


def check(draft: DraftFacts) -> Iterator[Raised]:
    told = False
    for raised in _by_rule(draft):
        told = True
        yield raised
    likely = None if told else weighed(draft.text, "patron_privacy", cued=_may_tie(draft))
    if likely and not _of_ours(draft, likely.span):
        message = f"This may tell what a patron reads, asks or borrows ({likely.quoted}); leave out who, or what."
        yield Raised("patron_privacy", message, span=likely.span)


def _may_tie(draft: DraftFacts) -> bool:
    """A person who is nobody of ours is named, and so is what the library lends or does for people."""
    return any(_strangers(draft.text, draft)) and lexicon.phrases("privacy", "service").search(draft.text) is not None


def _of_ours(draft: DraftFacts, span: tuple[int, int]) -> bool:
    """The sentence names somebody known to be staff, author or guest."""
    passage = draft.text[slice(*span)].lower()
    return any(name.lower() in passage for name in draft.names)


def _by_rule(draft: DraftFacts) -> Iterator[Raised]:
    for start, end in lexicon.spans(lexicon.phrases("privacy", "card"), draft.text):
        yield Raised("patron_privacy", "This shows a patron's card or account number; remove it.", span=(start, end))
    whole = sentences(draft.text)
    reached = [span for sentence in whole for span in private_reaches(sentence)]
    for span in dict.fromkeys(reached):
        message = "This tells how to reach somebody in private; give the library's own address or number."
        yield Raised("patron_privacy", message, span=span)
    for place, sentence in enumerate(whole):
        following = whole[place + 1] if place + 1 < len(whole) else None
        if (patron := _patron(sentence, draft)) is None:
            continue
        who, span = patron.text, (sentence.start + patron.span[0], sentence.start + patron.span[1])
        if _goes_on(following, "Your") or (_ties(sentence, following) and not doubtful(draft.text, "patron_privacy")):
            message = f"This ties {who} to what they read, ask or borrow; leave the name out, or the loan."
            yield Raised("patron_privacy", message, span=span)
        elif (reach := _reach(sentence) or _reach(following)) is not None and reach not in reached:
            message = f"This tells how to reach {who} in private; give the library's own address or number."
            yield Raised("patron_privacy", message, span=reach)


def _patron(sentence: Sentence, draft: DraftFacts) -> Named | None:
    """The first person named who is not known to be staff, author or guest."""
    if lexicon.phrases("privacy", "not_patron").search(sentence.text):
        return None
    if child := _ONE_NAME.search(sentence.text):
        return Named(child.group(1), child.span(1), "person")
    return next(_strangers(sentence.text, draft), None)


def _strangers(text: str, draft: DraftFacts) -> Iterator[Named]:
    """The people named in `text` who are not known to be ours, with or without their title."""
    known = {name.lower() for name in draft.names}
    for one in names(text):
        if one.kind == "person" and known.isdisjoint({one.text.lower(), untitled(one.text).lower()}):
            yield one


def _ties(sentence: Sentence, following: Sentence | None) -> bool:
    return _uses(sentence) or _goes_on(following, "His|Her|Their|He|She|They")


def _goes_on(following: Sentence | None, begins: str) -> bool:
    """ "Will Mr. Oakley call the desk? Your hold is ready.": the next sentence goes on about the same person."""
    return following is not None and re.match(rf"(?:{begins})\b", following.text) is not None and _uses(following)


def _uses(sentence: Sentence) -> bool:
    return lexicon.phrases("privacy", "use").search(lexicon.straighten(sentence.text)) is not None


def _reach(sentence: Sentence | None) -> tuple[int, int] | None:
    """Where a sentence gives a private address, telephone number or e-mail address away."""
    if sentence is None:
        return None
    if mail := _PRIVATE_MAIL.search(sentence.text):
        return sentence.start + mail.start(), sentence.start + mail.end()
    private = lexicon.phrases("privacy", "contact").search(sentence.text) or _A_PATRON.search(sentence.text)
    telephone = _TELEPHONE.search(sentence.text)
    if private and (telephone or private.group().lower().startswith("lives")):
        where = telephone or private
        return sentence.start + where.start(), sentence.start + where.end()
    return None
