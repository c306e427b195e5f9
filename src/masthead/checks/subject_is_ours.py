"""The agency leaves law, medicine and taxes to specialists.

Source: the written policy (Employees 7). To announce a clinic, a class, a form or a book is not to advise; to tell
readers what to do, or how their case will end, is.
"""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine import lexicon
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.finding import Raised, Remedy
from masthead.checks.engine.prose import Sentence, sentences
from masthead.checks.engine.weighing import weighed

CODES = ("advice_law", "advice_medicine", "advice_tax")
STAGE = "content"
PASSES = (
    DraftFacts("State and federal tax forms are here! Staff can help you find a form but cannot give tax advice."),
    DraftFacts(
        "Volunteer attorneys will be at the library Saturday. Bring your lease and any letters from your landlord."
    ),
    DraftFacts("Flu shots Thursday from 3 to 6. Questions about the vaccine? The nurses will be glad to answer them."),
    DraftFacts("You should see the new exhibit of court records before it closes."),
    DraftFacts("Men cannot shelve as fast as women."),
    DraftFacts("Tomatoes do not like wet leaves. Water them in the morning."),
)
FAILS = (
    (DraftFacts("If your landlord will not fix the heat, you are allowed to withhold rent."), "advice_law"),
    (DraftFacts("Skip the vaccine this year; garlic tea works just as well."), "advice_medicine"),
    (DraftFacts("Melatonin, two an hour before bed, and your toddler will sleep through."), "advice_medicine"),
    (DraftFacts("You do not have to report income from a side job."), "advice_tax"),
)

_SUBJECTS = {
    "law": ("law", "a lawyer or legal aid"),
    "medicine": ("medicine", "a doctor or nurse"),
    "tax": ("taxes", "a tax preparer"),
}
_REFERRAL = "The library cannot advise on {subject}, but we can help you find books, forms and people who can."


def check(draft: DraftFacts) -> Iterator[Raised]:
    whole = sentences(draft.text)
    for subject, (name, specialist) in _SUBJECTS.items():
        remedy = Remedy("replace", "Offer a referral instead", text=_REFERRAL.format(subject=name))
        pairs = zip([None, *whole], whole, strict=False)
        if found := next((span for before, one in pairs if (span := _advice(subject, one, before))), None):
            message = f"This advises readers on {name}; refer them to {specialist} instead."
            yield Raised(f"advice_{subject}", message, span=found, remedies=(remedy,))
        elif _spoken_of(subject, draft.text) and (likely := weighed(draft.text, f"advice_{subject}")):
            message = f"This reads like advice on {name} ({likely.quoted}); refer readers to {specialist} instead."
            yield Raised(f"advice_{subject}", message, span=likely.span, remedies=(remedy,))


def _advice(subject: str, sentence: Sentence, before: Sentence | None) -> tuple[int, int] | None:
    """Where the advice stands, or None: counsel outright, or a subject named and the reader told what to do."""
    text = lexicon.straighten(sentence.text)
    if lexicon.phrases("subjects", f"{subject}_counsel").search(text):
        return sentence.start, sentence.end
    if text.endswith("?") or _is_ours(text) or not lexicon.phrases("subjects", "telling").search(text):
        return None
    topic = lexicon.phrases("subjects", f"{subject}_topic")
    asked = (
        before is not None and not _is_ours(lexicon.straighten(before.text)) and topic.search(before.text) is not None
    )
    return (sentence.start, sentence.end) if asked or topic.search(text) else None


def _spoken_of(subject: str, text: str) -> bool:
    """Whether `text` has one word to do with the subject, so that the reader may be asked: it takes "men cannot shelve
    as fast as women", and how to cook, for medicine. Of law and taxes people speak in the words of any day."""
    table = f"{subject}_spoken"
    return table not in lexicon.tables("subjects") or lexicon.phrases("subjects", table).search(text) is not None


def _is_ours(text: str) -> bool:
    """The sentence announces a service, refers to a specialist, or speaks of the library's own business."""
    return any(lexicon.phrases("subjects", table).search(text) for table in ("announcing", "occasion"))
