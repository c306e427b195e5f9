"""Nothing indecent and nothing harassing is posted.

Source: the written policy (Presence 5). Vulgar words count alone; suggestive ones only where two meet, so that a
romance shelf or a nude in a museum may be announced. An insult counts when it is aimed at a person, and so does a call
to join in against one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.checks.engine import lexicon
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised
from masthead.checks.engine.people import names
from masthead.checks.engine.prose import Inside, Sentence, addresses, quotations, sentences
from masthead.checks.engine.weighing import doubtful, weighed

CODES = ("indecent", "harassing")
STAGE = "content"
PASSES = (
    DraftFacts("Our romance shelf is back, with steamy new titles. Kill-A-Watt meters too."),
    DraftFacts("The exhibit of nude drawings opens at the museum. Kiss the cook at our bedtime story."),
    DraftFacts("Author Lena Dorsey reads 'The Idiot' on Friday. You are all invited."),
)
FAILS = (
    (DraftFacts("The sale made a damn fortune."), "indecent"),
    (DraftFacts("Leave your underwear at home: our naughty reading night is here."), "indecent"),
    (DraftFacts("To the lady who complains every week: you are pathetic."), "harassing"),
    (DraftFacts("Here is what Doyle Pruitt wrote. Come and point and laugh."), "harassing"),
)

_LIKELY = {
    "indecent": "This may be taken as vulgar or suggestive ({words}); say it plainly.",
    "harassing": "This reads like an attack on a person ({words}); remove it.",
}
_LOWER_ONLY = re.compile(r"Dick|Hooker|Fanny|Cox")


def check(draft: DraftFacts) -> Iterator[Raised]:
    told = set()
    for raised in _by_rule(draft):
        told.add(raised.code)
        yield raised
    for code, message in _LIKELY.items():
        if code in told or (likely := weighed(draft.text, code)) is None:
            continue
        # A romance shelf or a museum is no more suggestive by weight than by rule.
        innocent = lexicon.phrases("language", "innocent").search(draft.text[slice(*likely.span)])
        if code != "indecent" or innocent is None:
            yield Raised(code, message.format(words=likely.quoted), span=likely.span)


def _by_rule(draft: DraftFacts) -> Iterator[Raised]:
    links, aside = Inside(addresses(draft.text)), Inside(quotations(draft.text))
    for start, end in lexicon.spans(lexicon.phrases("language", "vulgar"), draft.text):
        word = draft.text[start:end]
        if start not in links and not _LOWER_ONLY.fullmatch(word):
            yield Raised("indecent", f"'{word}' is vulgar; leave it out.", span=(start, end))
    whole = sentences(draft.text)
    for before, sentence, following in zip([None, *whole], whole, [*whole[1:], None], strict=False):
        yield from _suggestive(sentence, following)
        yield from _harassing(sentence, before, draft, aside)


def _suggestive(sentence: Sentence, following: Sentence | None) -> Iterator[Raised]:
    if found := next(_spans("suggestive_alone", sentence), None):
        yield Raised("indecent", "This wording is suggestive; say it plainly.", span=found)
        return
    near = [sentence] if following is None else [sentence, following]
    if any(lexicon.phrases("language", "innocent").search(one.text) for one in near):
        return
    signs = [
        (span, one.text[span[0] - one.start : span[1] - one.start].lower())
        for one in near
        for span in _spans("suggestive", one)
    ]
    if signs and len({word for _, word in signs}) >= 2 and signs[0][0][0] < sentence.end:
        yield Raised(
            "indecent",
            "Taken together, this wording is suggestive; say it plainly.",
            span=(signs[0][0][0], signs[-1][0][1]),
        )


def _harassing(sentence: Sentence, before: Sentence | None, draft: DraftFacts, aside: Inside) -> Iterator[Raised]:
    if found := next((span for span in _spans("pile_on", sentence) if span[0] not in aside), None):
        message = "This sets people against somebody; remove it."
        yield Raised("harassing", message, span=found)
        return
    insult = next((span for span in _spans("insult", sentence) if span[0] not in aside), None)
    if insult is None:
        return
    near = sentence.text if before is None else f"{before.text} {sentence.text}"
    aimed = lexicon.phrases("language", "aim").search(near) is not None or bool(names(near))
    word = draft.text[slice(*insult)]
    if aimed and word.islower() and _predicated(sentence, insult) and not doubtful(draft.text, "harassing"):
        yield Raised("harassing", f"'{word}' insults a person who can be identified; remove it.", span=insult)


def _predicated(sentence: Sentence, insult: tuple[int, int]) -> bool:
    """An insult said of somebody ("you are pathetic", "this fool", "his dumbest comments"), not of a thing."""
    before = sentence.text[max(0, insult[0] - sentence.start - 40) : insult[0] - sentence.start]
    return _SAID_OF.search(before) is not None


_SAID_OF = re.compile(
    r"(?:\b[Yy]ou|\b[Hh]e|\b[Ss]he|\b[Tt]hey)(?:(?:'re|'s|\u2019re|\u2019s| are| is| was| were)(?: [\w,]+){0,4})? ?$"
    r"|\b(?:[Yy]ou|[Tt]hat|[Tt]his|[Ww]hat an?|[Ss]uch an?|[Hh]is|[Hh]er|[Yy]our) (?:\w+ )?$"
    r"|\b[A-Z][\w'-]+(?: is| was|'s|\u2019s)(?: (?:a|an|the|such an?|so|too))?(?: \w+)? $"
    r"|\b(?:lady|woman|man|guy|fellow|patron|commenter|mother|father)(?: who is| is)?(?: an?)? $"
)


def _spans(table: str, sentence: Sentence) -> Iterator[tuple[int, int]]:
    for start, end in lexicon.spans(lexicon.phrases("language", table), sentence.text):
        yield sentence.start + start, sentence.start + end
