"""The reasons of a case: each told once, tied to all its words, with what the model said of them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

import factories
from masthead.agencies.models import Agency, Person
from masthead.desk.evidence import Evidence, evidence_of
from masthead.moderation.models import Case
from masthead.moderation.queue import case_view
from moderated import case_on, comment_saying

pytestmark = pytest.mark.django_db
TEXT = "You worthless witch, you. I know the deck you park in, witch."
MENACE = "Menaces a person: the words hint at harm to come."
INSULT = "Reads as an insult to a person"


@pytest.fixture
def ann(agency: Agency) -> Person:
    return factories.person("moderator", name="Ann Ames")


def told(ann: Person, *signs: tuple[str, str, str], keep: tuple[tuple[str, str], ...] = ()) -> tuple[Case, Evidence]:
    """A case where the machine said (words, ground, sentence); `keep`: (words or "", sentence)."""
    case = case_on(TEXT, opened_by=ann)
    spans = [
        {"start": TEXT.index(w), "end": TEXT.index(w) + len(w), "ground": ground, "sentence": sentence}
        for w, ground, sentence in signs
    ]
    reasons = [{"sentence": s, "span": [TEXT.index(w), TEXT.index(w) + len(w)] if w else None} for w, s in keep]
    grounds = list(dict.fromkeys(ground for _, ground, _ in signs))
    case.proposal = {"grounds": grounds, "spans": spans, "keep_reasons": reasons}
    case.engine = "test/1"
    case.save()
    return case, evidence_of(case_view(case.pk))


def page_of(case: Case, person: Person) -> str:
    return factories.client_for(person).get(reverse("desk:case", args=[case.pk])).content.decode()


def test_the_same_sentence_is_one_reason_with_all_its_places(ann: Person) -> None:
    case, evidence = told(ann, ("I know the deck", "threatening", MENACE), ("park in", "threatening", MENACE))
    [reason] = evidence.remove
    assert (reason.letter, reason.words) == ("A", ("I know the deck", "park in"))
    assert [(TEXT[span.start : span.end], span.letter) for span in evidence.spans] == [
        ("I know the deck", "A"),
        ("park in", "A"),
    ]
    assert page_of(case, ann).count(MENACE) == 1


def test_places_of_one_reason_that_overlap_are_one(ann: Person) -> None:
    _, evidence = told(ann, ("I know the deck", "threatening", MENACE), ("the deck you park in", "threatening", MENACE))
    assert [TEXT[span.start : span.end] for span in evidence.spans] == ["I know the deck you park in"]


def test_another_score_or_another_ground_makes_no_second_reason(ann: Person) -> None:
    _, evidence = told(
        ann,
        ("You worthless witch", "abusive", f"{INSULT} (model, 91 of 100)."),
        ("witch, you", "threatening", f"{INSULT} (model, 98 of 100)."),
    )
    [reason] = evidence.remove
    assert reason.sentence == f"{INSULT}."
    assert reason.estimates == (98, 91)
    assert reason.grounds == ("abusive", "threatening")
    assert evidence.letters("threatening") == ("A",)


def test_letters_follow_the_text_and_a_reason_both_ways_is_two(ann: Person) -> None:
    _, evidence = told(
        ann,
        ("I know the deck", "threatening", MENACE),
        ("witch", "abusive", "A word."),
        keep=(("you.", "A word."), ("", "It is short.")),
    )
    assert [(reason.letter, reason.sentence) for reason in evidence.keep] == [("B", "A word."), ("", "It is short.")]
    assert [(reason.letter, reason.sentence) for reason in evidence.remove] == [("A", "A word."), ("C", MENACE)]


def test_a_reason_repeats_no_words_that_its_sentence_quotes(ann: Person) -> None:
    _, evidence = told(
        ann,
        ("worthless witch", "abusive", "It says “worthless witch”."),
        (TEXT.rstrip("."), "off_topic", "Says nothing of what the post is about."),
    )
    about = {reason.sentence: (reason.words, reason.whole) for reason in evidence.remove}
    assert about["It says “worthless witch”."] == ((), False)
    assert about["Says nothing of what the post is about."][1], "the final stop makes no other comment"


def test_what_the_estimate_is_stands_once_and_only_where_there_is_one(ann: Person) -> None:
    explained = "how likely the model takes it to be"
    case, _ = told(
        ann,
        ("worthless", "abusive", f"{INSULT} (model, 98 of 100)."),
        ("I know", "threatening", "Reads as a threat, or a call for harm (model, 80 of 100)."),
    )
    page = page_of(case, ann)
    assert page.count(explained) == 1
    assert "The model’s estimate: 98 of 100" in page and "The model’s estimate: 80 of 100" in page
    assert "(model" not in page
    case.proposal["spans"] = []
    case.proposal["keep_reasons"] = [{"sentence": "Reads as criticism (model).", "span": None}]
    case.save()
    page = page_of(case, ann)
    assert explained not in page
    assert "Reads as criticism.</p>" in page and "The model reads it so" in page


@pytest.mark.parametrize(
    ("grounds", "said"),
    [
        (("abusive", "threatening"), "points at two grounds, and a removal rests on one. None is chosen for you"),
        (("abusive",), "points at one ground, so it stands chosen"),
        ((), ""),
    ],
    ids=["two", "one", "none"],
)
def test_why_a_ground_stands_chosen_or_not_is_said(ann: Person, grounds: tuple[str, ...], said: str) -> None:
    case, _ = told(ann, *[(word, ground, ground) for ground, word in zip(grounds, ("witch", "I know"), strict=False)])
    page = page_of(case, ann)
    assert said in page
    assert ("pointed-at" in page) == bool(said)
    assert len(re.findall(r'name="ground"[^>]* checked', page)) == (len(grounds) == 1)
    assert page.count("data-proposed") == len(grounds)


def test_the_comment_stands_before_its_thread_of_which_the_last_are_open(ann: Person) -> None:
    for number in range(5):
        comment_saying(f"Earlier {number}.", f"e{number}", minutes=-9)
    page = page_of(told(ann)[0], ann)
    places = [page.index(words) for words in ('id="comment-text"', "Reasons to keep", "What was said before it")]
    assert places == sorted(places)
    inside = page[page.index("2 earlier comments", places[-1]) :]
    folded = inside[: inside.index("</details>")]
    assert "Earlier 1." in folded and "Earlier 2." not in folded and "Earlier 4." in inside


def test_a_short_thread_is_not_folded(ann: Person) -> None:
    comment_saying("Earlier.", "e1", minutes=-9)
    page = page_of(told(ann)[0], ann)
    assert "Earlier." in page
    assert "earlier comment" not in page


def test_what_the_machine_does_not_judge_is_said_language_by_language(ann: Person) -> None:
    case, _ = told(ann, ("park in", "threatening", MENACE))
    page = page_of(case, ann)
    covered = (
        "In Spanish it knows, by a list of words, vulgar terms, threats, insults, attacks on peoples, calls to vote "
        "for a candidate or a party, and advertisements."
    )
    assert covered in page
    assert "It does not judge whether a comment in Spanish is off topic. Other languages are for you to read." in page
