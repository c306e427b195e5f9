"""The agency speaks with a professional voice.

Source: the written policy (Presence 7). Three faults are told apart: texting abbreviations (with what to write
instead), shouting in capitals, and sarcasm, rudeness, flippancy, slang or pile-ups of marks. What stands in quotation
marks is somebody else's voice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from masthead.checks.engine import lexicon
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised, Remedy
from masthead.checks.engine.prose import Inside, addresses, quotations, sentences
from masthead.checks.engine.shouting import shouted
from masthead.checks.engine.slang import slang
from masthead.checks.engine.weighing import weighed

CODES = ("text_speak", "shouting", "unprofessional_tone")
STAGE = "content"
PASSES = (
    DraftFacts("New to the OPAC? Join a class on MARC notes, ILL requests, RDA and LCSH. Tuesdays at 2 in Room B."),
    DraftFacts("Thank you, volunteers! We could not do it without you. #BookMending"),
    DraftFacts("The candles are lit at six. There is no cap on holds, and the dough must chill overnight."),
    DraftFacts("The play 'Get Over It' opens Friday at 7 p.m. at the U.S. 49 branch."),
    DraftFacts("Plan U R is next. U of M students, meet in Room R. R rated films are for adults."),
    DraftFacts("Thanks to whoever shoveled our walk this morning!"),
)
FAILS = (
    (DraftFacts("Renew ur card b4 June 30 pls."), "text_speak"),
    (DraftFacts("U r invited to the book sale."), "text_speak"),
    (DraftFacts("THE SALE IS SATURDAY. DO NOT MISS IT."), "shouting"),
    (DraftFacts("If the hours do not suit you, tough luck."), "unprofessional_tone"),
    (DraftFacts("Congratulations, you finally figured out the book drop."), "unprofessional_tone"),
    (DraftFacts("Story time is back!!!!"), "unprofessional_tone"),
    (DraftFacts("Our vendor is useless and everyone knows it."), "unprofessional_tone"),
    (DraftFacts("Thanks to whoever keeps moving the cones."), "unprofessional_tone"),
    (DraftFacts("The new beanbags are hella soft."), "unprofessional_tone"),
    (DraftFacts("Renew TODAY, or you will be SORRY when it is TOO late."), "shouting"),
)

_TEXTED = re.compile(r"(?<![\w'\u2019/.@#-])(?:w/o|w/|b/c|b-day|[A-Za-z0-9]{1,12})(?![\w'\u2019]|[-.](?=\w))")
_SAID_TO = re.compile(r" (?:are|can|could|get|have|know|may|might|must|need|should|want|will|would)\b")
"""What follows a "U" that stands for "you", and hardly one that names a plan, a bus or a university."""
_MARKS = re.compile(r"[!\u2757\u203c]{3,}|\?!\?|!\?!|\?{3,}|(?<![\w$])\${3,}(?![\w$])|\u2026{2,}|\.{6,}")
_EMOJI = "[\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55]"
_PILE = re.compile(rf"(?:{_EMOJI}[\ufe0f\u200d\U0001f3fb-\U0001f3ff]*\s*){{4,}}")
_A_WORD_OR_TWO = 20
"""Letters of a stretch in capitals that may stand within a sentence; a longer one is a sentence by itself."""
_FAULTS = {
    "sarcasm": "reads as sarcasm; say plainly what people need to know.",
    "rudeness": "is rude to the reader; say it as you would at the desk.",
    "flippancy": "is too flippant for the agency's voice; say it plainly.",
}


def check(draft: DraftFacts) -> Iterator[Raised]:
    told = False
    for raised in _by_rule(draft):
        told = told or raised.code == "unprofessional_tone"
        yield raised
    if not told and (likely := weighed(draft.text, "unprofessional_tone")):
        message = f"This may read as sarcastic or flippant ({likely.quoted}); say plainly what people need to know."
        yield Raised("unprofessional_tone", message, span=likely.span)


def _by_rule(draft: DraftFacts) -> Iterator[Raised]:
    text = draft.text
    aside = Inside(quotations(text))
    links = Inside(addresses(text))
    loud = list(shouted(text))
    yield from _texting(text, aside, links, loud=bool(loud))
    for start, end in loud:
        message = "A run of capital letters reads as shouting; write it in sentence case."
        opens = not text[:start].strip() or text[:start].rstrip()[-1] in ".!?:"
        calm = text[start:end].capitalize() if opens or end - start > _A_WORD_OR_TWO else text[start:end].lower()
        yield Raised(
            "shouting", message, span=(start, end), remedies=(Remedy("replace", "Use sentence case", text=calm),)
        )
    for name, reason in _FAULTS.items():
        for start, end in lexicon.spans(lexicon.phrases("tone", name), text):
            if start not in aside:
                yield Raised("unprofessional_tone", f"'{text[start:end]}' {reason}", span=(start, end))
    for one in slang(text):
        word = text[slice(*one.span)]
        advice = f"write '{one.offer}'" if one.offer else "leave it out"
        remedy = Remedy("replace", f"{advice[0].upper()}{advice[1:]}", text=one.offer)
        yield Raised("unprofessional_tone", f"'{word}' is slang; {advice}.", span=one.span, remedies=(remedy,))
    for match in _MARKS.finditer(text):
        mark = match.group()[0] if len(set(match.group())) == 1 else "?"
        message = f"'{match.group()[:8]}' piles up marks; one '{mark}' is enough."
        yield Raised(
            "unprofessional_tone",
            message,
            span=match.span(),
            remedies=(Remedy("replace", f"Keep one '{mark}'", text=mark),),
        )
    for match in _PILE.finditer(text):
        yield Raised(
            "unprofessional_tone", "So many emoji in a row crowd out the message; keep one or two.", span=match.span()
        )


def _texting(text: str, aside: Inside, links: Inside, *, loud: bool) -> Iterator[Raised]:
    known = lexicon.pairs("text_speak")
    opens = {sentence.start for sentence in sentences(text)}
    end = 0
    for match in sorted((*_two_words().finditer(text), *_TEXTED.finditer(text)), key=lambda found: found.start()):
        word, start = match.group(), match.start()
        meant = known.get(word.lower())
        if meant is None or start < end or start in aside or start in links:
            continue
        if not loud and _is_name(word, opens=start in opens, before=text[match.end() :]):
            continue
        end = match.end()
        if meant.startswith("("):
            yield Raised(
                "text_speak",
                f"'{word}' is text-speak; leave it out.",
                span=match.span(),
                remedies=(Remedy("replace", "Leave it out"),),
            )
            continue
        written = meant[0].upper() + meant[1:] if word[0].isupper() and not loud else meant
        remedy = Remedy("replace", f"Write '{written}'", text=written)
        yield Raised("text_speak", f"'{word}' is text-speak; write '{written}'.", span=match.span(), remedies=(remedy,))


@lru_cache(maxsize=1)
def _two_words() -> re.Pattern[str]:
    """ "u r" and its like, but not the last of letters set apart ("o u r")."""
    pairs = "|".join(re.escape(written) for written in lexicon.pairs("text_speak") if " " in written)
    return re.compile(rf"(?<![\w'\u2019/.@#-])(?<!\b\w )(?:{pairs})(?![\w'\u2019]|[-.](?=\w))", re.IGNORECASE)


def _is_name(word: str, *, opens: bool, before: str) -> bool:
    """RN, TY or BC in capitals are degrees, names and eras, and a single capital is a name; but not the "U" that
    opens a sentence and does something.

    opens: whether a sentence begins with it; before: what it stands before.
    """
    if " " in word:
        return word.isupper() or (word[0] in "UR" and not opens)
    if word == "U" and opens and _SAID_TO.match(before):
        return False
    return word.isupper() and len(word) <= 2
