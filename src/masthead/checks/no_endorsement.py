"""The agency urges no vote, no party and no purchase.

Source: law, which keeps public resources out of campaigns, and the written policy (Presence 6; what Presence 3 removes
from the public's comments the agency does not write itself). News of officials, forums open to all, neutral ballot
facts and the library's own sales are no endorsements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.checks.engine import lexicon
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised
from masthead.checks.engine.groups import attacks_on_people
from masthead.checks.engine.people import names
from masthead.checks.engine.prose import Inside, Sentence, quotations, sentences
from masthead.checks.engine.weighing import weighed

CODES = ("endorses_candidate", "endorses_party", "endorses_product", "urges_ballot_vote")
STAGE = "content"
PASSES = (
    DraftFacts("State Senator Harlan Stubbfield visited the branch to read at storytime. Thank you, Senator."),
    DraftFacts(
        "A forum for all four candidates for sheriff is Tuesday at 6. The library does not support any candidate."
    ),
    DraftFacts(
        "Book sale Saturday: buy a bag of paperbacks for a dollar. Vote for your favorite cover in our contest."
    ),
    DraftFacts(
        "Measure 5 is on the ballot. A yes vote on Measure 5 means that the tax stays; a no vote, that it ends."
    ),
    DraftFacts("Question of the day: vote for your favorite author. Vote for the best chili at the fair, too."),
    DraftFacts("Our meeting rooms are open to political parties of any kind. Check your registration at vote.gov."),
    DraftFacts("Early voting ends Friday at the library."),
    DraftFacts("Early voting starts Saturday, October 24, and you may vote at Elm Street until noon."),
)
FAILS = (
    (DraftFacts("Vote for Clint Havermeyer on November 3."), "endorses_candidate"),
    (DraftFacts("Early voting ends Friday at the library. Vote for Ann Tate."), "endorses_candidate"),
    (DraftFacts("Reelect Mayor Tull! She deserves four more years."), "endorses_candidate"),
    (
        DraftFacts("On Tuesday's ballot is Nell Farrow, the most honest treasurer this county ever had."),
        "endorses_candidate",
    ),
    (DraftFacts("Nell Farrow for Treasurer: she counts every penny."), "endorses_candidate"),
    (DraftFacts("Throw out the bums on the school board."), "endorses_candidate"),
    (DraftFacts("Vote Republican this fall."), "endorses_party"),
    (DraftFacts("Vote Democratic this fall."), "endorses_party"),
    (DraftFacts("Vote YES on Measure 5!"), "urges_ballot_vote"),
    (
        DraftFacts("Our roof leaks. The bond on the March ballot would fix it, so let's all get out and pass it."),
        "urges_ballot_vote",
    ),
    (DraftFacts("The best e-reader on the market is the Lumo 7. Buy one at TechBarn."), "endorses_product"),
)

# A made-up name with a capital inside, or a capitalized name with a model number: BrewMaster, Lumo Page 7.
_BRAND = re.compile(r"(?<!#)\b[A-Z][a-z]+[A-Z][a-z]+\b|\b(?:the|a|an) [A-Z][a-z]+(?: [A-Z][a-z]+)? \d{1,4}\b")
_BALLOT = re.compile(
    r"\b(?:vote|voting|say|saying) (?:a )?(?:yes|no|for|against)\b(?: vote)?[^.!?]{0,40}?"
    r"\b(?:measure|amendment|proposition|prop|initiative|referendum|question|bond issue|levy|millage|charter)\b"
    r"|\b(?:support|pass|approve|defeat|oppose|reject) (?:\w+ )?(?-i:Measure|Amendment|Proposition|Prop|Initiative)"
    r" ?\.? ?\d",
    re.IGNORECASE,
)
_BALLOT_FACT = re.compile(
    r"\ba (?:yes|no|vote)\b|\bvot(?:e|ing) (?:yes|no|for|against) (?:\w+ ){0,6}?(?:means?|would|will)\b|\bif you\b"
    r"|\bmay vote (?:yes|no|for|against) or\b|\b(?:yes or no|for or against)\b",
    re.IGNORECASE,
)
_BOTH_ANSWERS = re.compile(r"\byes vote\b.{0,300}?\bno vote\b", re.IGNORECASE | re.DOTALL)
"""What either answer would do is told: a fact, whatever the reader hears in it."""
_OUT = re.compile(r"\bout\b", re.IGNORECASE)
_QUESTION = re.compile(r"\b(?:Measure|Amendment|Proposition|Prop|Initiative|Referendum)\.? ?\d")
_MESSAGES = {
    "candidate": "This urges support for a candidate; a public agency may not, so remove it.",
    "party": "This urges support for a political party; a public agency may not, so remove it.",
    "product": "This urges people to buy from a business; describe what the library offers instead.",
}
_LIKELY = {
    "candidate": "This reads like support for a candidate, or against one ({words}); a public agency takes no side.",
    "party": "This reads like support for a political party, or against one ({words}); a public agency takes no side.",
    "product": "This reads like an advertisement ({words}); describe what the library offers instead.",
}


def check(draft: DraftFacts) -> Iterator[Raised]:
    aside = Inside(quotations(draft.text))
    whole = sentences(draft.text)
    officials: list[tuple[int, int]] = []
    for kind, message in _MESSAGES.items():
        for place, sentence in enumerate(whole):
            following = whole[place + 1].text if place + 1 < len(whole) else ""
            if (span := _urges(kind, sentence, following)) is not None and span[0] not in aside:
                if kind == "candidate" and _OUT.search(draft.text[slice(*span)]):
                    officials.append((sentence.start, sentence.end))
                yield Raised(f"endorses_{kind}", message, span=span)
                break
        else:
            likely = weighed(draft.text, f"endorses_{kind}", cued=kind == "candidate" and _may_praise(draft.text))
            if likely is None or (kind == "party" and _means_no_party(draft.text, likely.span, officials)):
                continue
            if not _neutral(kind, draft.text[slice(*likely.span)]):
                yield Raised(f"endorses_{kind}", _LIKELY[kind].format(words=likely.quoted), span=likely.span)
    if (span := _urges_ballot(whole, aside)) is not None:
        message = "This urges a vote on a ballot question; a public agency may only say what is asked, and when."
        yield Raised("urges_ballot_vote", message, span=span)
    elif not _BOTH_ANSWERS.search(draft.text) and (likely := weighed(draft.text, "urges_ballot_vote")):
        message = f"This reads like urging on a ballot question ({likely.quoted}); say only what is asked, and when."
        yield Raised("urges_ballot_vote", message, span=likely.span)


def _means_no_party(text: str, span: tuple[int, int], officials: list[tuple[int, int]]) -> bool:
    """No party is named, and what sounds like one is told already: officials to vote out, or people as such."""
    if lexicon.phrases("endorsement", "party_name").search(text):
        return False
    return span in officials or any(attacks_on_people(Sentence(text[slice(*span)], span[0])))


def _urges_ballot(whole: list[Sentence], aside: Inside) -> tuple[int, int] | None:
    for sentence in whole:
        urged = _BALLOT.search(sentence.text)
        span = (sentence.start + urged.start(), sentence.start + urged.end()) if urged else None
        if span and span[0] not in aside and not _BALLOT_FACT.search(sentence.text):
            return span
    return None


def _may_praise(text: str) -> bool:
    """A person is named, and an election: a candidate who is only praised is urged all the same."""
    return lexicon.phrases("endorsement", "race").search(text) is not None and any(
        one.kind == "person" for one in names(text)
    )


def _neutral(kind: str, passage: str) -> bool:
    """A contest, a sale of ours, the facts of a ballot question: the reader takes them for endorsements at times."""
    tables = {"candidate": ("neutral_vote",), "party": ("neutral_party",), "product": ("neutral_sale", "neutral_vote")}
    if any(lexicon.phrases("endorsement", table).search(passage) for table in tables[kind]):
        return True
    return kind == "candidate" and _QUESTION.search(passage) is not None and not any(names(passage))


def _urges(kind: str, sentence: Sentence, following: str) -> tuple[int, int] | None:
    text = lexicon.straighten(sentence.text)
    if kind == "party":
        return _urges_party(sentence, text, lexicon.straighten(following))
    neutral = "neutral_vote" if kind == "candidate" else "neutral_sale"
    if lexicon.phrases("endorsement", neutral).search(text):
        return None
    if kind == "candidate" and _QUESTION.search(text) and not any(names(text)):
        return None  # of a ballot question, not of somebody
    match = lexicon.phrases("endorsement", kind).search(text)
    if match is None and kind == "product":
        return (sentence.start, sentence.end) if _advertises(text, lexicon.straighten(following)) else None
    return (sentence.start + match.start(), sentence.start + match.end()) if match else None


def _advertises(text: str, following: str) -> bool:
    """A brand or business is praised, and here or in the next sentence people are sent to it."""
    if lexicon.phrases("endorsement", "neutral_sale").search(following):
        return False
    named = _BRAND.search(text) is not None or any(one.kind == "business" for one in names(text))
    both = f"{text} {following}"
    return named and all(lexicon.phrases("endorsement", table).search(both) for table in ("praise", "commerce"))


def _urges_party(sentence: Sentence, text: str, following: str) -> tuple[int, int] | None:
    """A party is named, and this sentence or the next urges: "... only when they hold the House. Remember that"."""
    party = lexicon.phrases("endorsement", "party_name").search(text)
    if party is None or lexicon.phrases("endorsement", "neutral_party").search(text):
        return None
    urging = lexicon.phrases("endorsement", "party_urging")
    reminded = "vote" in following.lower() and "remember" in following.lower()
    if urging.search(text) or reminded:
        return sentence.start, sentence.end
    return None
