"""Posts are in standard English spelling and grammar.

Source: the written policy (Presence 7). Names of people and places, library words, other languages and dialect in a
quotation are not errors; what staff added to the agency's dictionary is a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.checks.engine import grammar, lexicon
from masthead.checks.engine.agreement import disagreements
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised, Remedy
from masthead.checks.engine.offers import tidy
from masthead.checks.engine.prose import Inside, addresses, quotations
from masthead.checks.engine.slang import slang
from masthead.checks.engine.spelling import confusions, misspellings, other_languages

CODES = ("spelling", "grammar")
STAGE = "content"
PASSES = (
    DraftFacts("The bookmobile stops at Shuqualak, Noxapater and Itta Bena. Bring your library card."),
    DraftFacts("'I ain't never been lost,' says the ferryman in her new novel."),
    DraftFacts("¡Noche de lotería! Habrá premios, pan dulce y libros gratis."),
    DraftFacts("La biblioteca puede ayudarle a encontrar un formulario. Rooms A and B are open."),
    DraftFacts("Meet a SCORE mentor. If the letter has no date, it's void. Our board's is the last word."),
    DraftFacts("Have you seen the new stage? Her little one has, at the dads' relay on Sunday."),
    DraftFacts("The sound effects everyone loves. Less paper, fewer fines. Libraries hold a meeting on principle."),
    DraftFacts("Pick up a quuxbook at the desk.", dictionary=frozenset({"quuxbook"})),
)
FAILS = (
    (DraftFacts("The acommodations list is ready."), "spelling"),
    (DraftFacts("We reopen in Febuary."), "spelling"),
    (DraftFacts("The principle of Elm High reads to us."), "spelling"),
    (DraftFacts("The winners of the contest was announced Friday."), "grammar"),
    (DraftFacts("You should of seen the parade."), "grammar"),
)

NO_GRAMMAR = (
    "Spelling was checked, grammar was not: Harper, the library that reads grammar, does not load here. Read the"
    " sentences once more yourself, and ask your IT contact to run 'masthead doctor', which says the cure."
)

_ABBREVIATED = re.compile(r"\.\w")
_ACRONYM = re.compile(r" [A-Z]{2}")
_INSIDE = re.compile(r"[\w,;:] $")
_CLAUSE_BEGINS = re.compile(r"[.!?,;:\n\u2014\u2013(] ?$")


def begin(draft: DraftFacts) -> None:
    grammar.begin(draft.text)


def check(draft: DraftFacts) -> Iterator[Raised]:
    text, reader = draft.text, grammar.engine()
    slips = reader.slips(text)
    if not reader.grammar and text.strip():
        yield Raised("grammar", NO_GRAMMAR, only_advice=True)
    accepted = frozenset(part.lower() for name in draft.names | draft.dictionary for part in (name, *name.split()))
    # Text-speak and slang are told, with what to write instead, by `voice_is_professional`.
    accepted |= lexicon.pairs("text_speak").keys()
    known = [word.span for word in slang(text)]
    for wrong in misspellings(text, slips, accepted):
        if any(start < wrong.span[1] and wrong.span[0] < end for start, end in known):
            continue
        learn = Remedy("dictionary", f"Add '{wrong.word}' to the dictionary", text=wrong.word)
        if wrong.meant:
            message = f"'{wrong.word}' is not standard spelling; write '{wrong.meant}'."
            replace = Remedy("replace", f"Write '{wrong.meant}'", text=wrong.meant)
            yield Raised("spelling", message, span=wrong.span, remedies=(replace, learn))
        else:
            message = f"'{wrong.word}' is not in the dictionary; correct it, or add it if it is right."
            yield Raised("spelling", message, span=wrong.span, remedies=(learn,))
    for wrong in confusions(text):
        message = f"'{wrong.word}' is another word; here '{wrong.meant}' is meant."
        replace = Remedy("replace", f"Write '{wrong.meant}'", text=wrong.meant)
        yield Raised("spelling", message, span=wrong.span, remedies=(replace,))
    quoted, skipped = Inside(quotations(text)), Inside(addresses(text))
    foreign = Inside(other_languages(text, slips))
    taken: list[tuple[int, int]] = []
    told = (tidy(text, slip) for slip in (*disagreements(text), *(s for s in slips if s.kind == "grammar")))
    for slip in sorted(told, key=lambda s: (s.span, not s.offers)):
        start, end = slip.span
        if (
            start in quoted
            or start in skipped
            or start in foreign
            or any(start < stop and begin < end for begin, stop in taken[-3:])
        ):
            continue
        if _is_sound(text, start, end):
            continue
        taken.append(slip.span)
        remedies = tuple(Remedy("replace", f"Write '{offer}'", text=offer) for offer in slip.offers[:2])
        yield Raised("grammar", f"'{text[start:end]}': {slip.message}", span=slip.span, remedies=remedies)


def _is_sound(text: str, start: int, end: int) -> bool:
    """What engines take for a slip: the a of "a.m.", a room A, a word of capitals read by its letters, "it's void"."""
    word = text[start:end]
    if _ABBREVIATED.match(text, end):
        return True
    before = text[max(0, start - 4) : start]
    if word == "A" and _INSIDE.search(before):
        return True
    if word.lower() in ("a", "an") and _ACRONYM.match(text, end):
        return True
    if word.lower() == "guys" and before.lower() == "you ":
        return True
    return word.lower() in ("it's", "it\u2019s") and (start == 0 or _CLAUSE_BEGINS.search(before) is not None)
