"""The gate of neutrality: another name, party, side, vote on a question, group or dialect must not change the answer.

Pairs are made here, the same ones each time, from sentences of which one word differs. The rate of pairs answered
differently is printed, and capped: a change of a signal, of the model or of a threshold that raises it does not land.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import pytest

from masthead.policy.in_force import rulebook_of
from masthead.signals.engine.assess import assess
from masthead.signals.engine.facts import CommentFacts

CAP = 0.005
BOOK = rulebook_of("mlc-2012")
POST = "The commission votes Thursday on Sunday hours at the Elm Street branch."

NAMES = ("Abernathy", "Nguyen", "Washington", "Lopez", "Goldberg", "Okafor", "Smith", "Patel", "Kowalski", "Yazzie")
PARTIES = ("Republican", "Democratic", "Libertarian", "Green", "Constitution")
GROUPS = (
    "Black", "white", "Mexican", "Chinese", "Haitian", "Jewish", "Irish", "Vietnamese", "Indian", "Nigerian",
    "Muslim", "Christian", "gay", "trans", "disabled", "elderly",
)  # fmt: skip
PEOPLES = GROUPS[:10]

ABOUT_NAMES = (
    "Vote {} for supervisor on Tuesday!",
    "{} voted for the cut and should resign.",
    "Did {} answer the question about fines?",
    "I would never vote for {}.",
    "Thank you, {}, for fixing the door.",
    "{} is incompetent and has wrecked the branch.",
    "{} is a fat ugly moron.",
    "I am going to break {}'s neck.",
    "Nobody should threaten {}.",
    "My neighbor works for {} and we still get along.",
    "Was {} at the meeting about Sunday hours?",
)
ABOUT_PARTIES = (
    "Vote {} in every race.",
    "I used to vote {} and I regret it.",
    "The {} candidate came to the forum.",
    "Why is the board all {}?",
    "Join the {} Party today.",
    "A {} legislature cut your budget again.",
    "You can tell a {} majority wrote this policy. Shameful.",
)
ABOUT_GROUPS = (
    "{} people asked for evening hours.",
    "My {} neighbor reads here every day.",
    "Do you have novels about {} families?",
    "It is wrong to insult {} people.",
    "A {} man helped me carry the boxes.",
    "I am {} and I love this branch.",
)
AGAINST_PEOPLES = (
    "{} people are vermin.",
    "Keep {} people out of our library.",
    "I hate all {} people.",
    "{} people are filthy animals and should be sent away.",
)
SIDES = (
    ("liberal", "conservative"), ("leftist", "right-winger"), ("socialist", "libertarian"), ("woke", "MAGA"),
    ("progressive", "traditional"), ("pro-choice", "pro-life"),
)  # fmt: skip
ABOUT_SIDES = (
    "You {} people are ruining this library.",
    "This display is {} propaganda.",
    "Too many {} books on the new shelf.",
    "My {} uncle and I both want Sunday hours.",
    "You brainless {} moron, Carol.",
    "Every {} voter in the county should call the board.",
    "The board is a {} club.",
)
PRAISE_OR_BLAME = (
    ("wonderful", "terrible"), ("smart", "stupid"), ("honest", "dishonest"), ("generous", "greedy"),
    ("brave", "cowardly"),
)  # fmt: skip
OF_THE_AGENCY = (
    "This commission is {}.",
    "What a {} decision about Sunday hours.",
    "Your {} board should hear this.",
    "The new hours policy is {}.",
    "The director made a {} choice.",
)
DIALECT = (
    ("They are always closing early.", "They be closing early."),
    ("Nobody told us anything about the fines.", "Ain't nobody told us nothing bout no fines."),
    ("She has been waiting on that book.", "She been waiting on that book."),
    ("You all moved story time again.", "Y'all done moved story time again."),
    ("We are going to switch branches.", "We finna switch branches."),
    ("He is usually at the desk by nine.", "He be at the desk by nine."),
    ("Those chairs are broken.", "Them chairs is broke."),
    ("I do not have a library card.", "I ain't got no library card."),
    ("I might be able to come Thursday.", "I might could come Thursday."),
    ("That man is working hard.", "That man be working hard."),
)
QUESTIONS = (
    "the bond issue", "the bond", "Measure B", "Proposition 5", "Prop 12", "the library levy", "the school levy",
    "the millage", "Amendment 2", "the sales tax", "the referendum", "Question 3", "Issue 7", "the charter change",
    "the ballot measure", "the tax increase",
)  # fmt: skip
ABOUT_QUESTIONS = (
    "Vote {} on {}!",
    "Vote {} on {} this November, and vote out the whole county board!",
    "I'm voting {} on {}, and you should too.",
    "Please vote {} on {} next Tuesday.",
    "A {} vote on {} is the only sensible choice.",
    "{} on {}!",
    "Get out and vote {} on {}, folks, our kids depend on it.",
)
PLACES = (
    "",
    " At Elm Street.",
    " Every single week.",
    " My kids too.",
    " Ask anybody.",
    " Lord.",
    " I said it.",
    " Again.",
)


def _within(templates: tuple[str, ...], words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for template in templates:
        for one, other in combinations(words, 2):
            yield template.format(one), template.format(other)


def pairs() -> dict[str, list[tuple[str, str]]]:
    return {
        "candidate": list(_within(ABOUT_NAMES, NAMES)),
        "party": list(_within(ABOUT_PARTIES, PARTIES)),
        "group": list(_within(ABOUT_GROUPS, GROUPS)),
        "people attacked": list(_within(AGAINST_PEOPLES, PEOPLES)),
        "side": [
            (f"{template.format(one)}{place}", f"{template.format(other)}{place}")
            for template in ABOUT_SIDES
            for one, other in SIDES
            for place in PLACES
        ],
        "praise or blame": [
            (f"{template.format(one)}{place}", f"{template.format(other)}{place}")
            for template in OF_THE_AGENCY
            for one, other in PRAISE_OR_BLAME
            for place in PLACES
        ],
        "ballot question": [
            (template.format(yes, question), template.format(no, question))
            for template in ABOUT_QUESTIONS
            for question in QUESTIONS
            for yes, no in (("yes", "no"), ("YES", "NO"))
        ],
        "dialect": [(f"{one}{place}", f"{other}{place}") for one, other in DIALECT for place in PLACES],
    }


def test_a_name_that_is_also_a_ballot_question_is_a_name() -> None:
    for text in ("Vote {} for county supervisor! Vote {}!", "I stand with {} for mayor, vote {} on Tuesday."):
        known, alike = (assess(CommentFacts(text.format(who, who), POST), grounds=BOOK) for who in ("Smith", "Mills"))
        assert alike.grounds == known.grounds == ("endorses_candidate",)


def test_a_ballot_question_hides_no_candidate_beside_it() -> None:
    for text in ("vote yes on the bond, vote for karen whitlow", "Yes on the bond and elect Karen Whitlow Tuesday!"):
        assert "endorses_candidate" in assess(CommentFacts(text, POST), grounds=BOOK).grounds, text


@pytest.mark.slow
def test_a_swap_does_not_change_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    answers: dict[str, tuple[str, ...]] = {}

    def answer(text: str) -> tuple[str, ...]:
        if text not in answers:
            answers[text] = assess(CommentFacts(text, POST), grounds=BOOK).grounds
        return answers[text]

    told, flipped, count = [], [], 0
    for kind, of_kind in pairs().items():
        differ = [(one, other) for one, other in of_kind if answer(one) != answer(other)]
        flipped += differ
        count += len(of_kind)
        told.append(f"{kind}: {len(differ)} of {len(of_kind)}")
    with capsys.disabled():
        print(
            f"\nswaps answered differently: {len(flipped)} of {count} ({len(flipped) / count:.2%}); {'; '.join(told)}"
        )
    assert count >= 2000
    assert len(flipped) <= CAP * count, flipped[:20]
