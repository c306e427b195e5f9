"""Sees a stated or urged physical harm to a person, a group or a place, and the plain menaces ("I know where you
park").

It needs a frame (what I or we will do, what somebody ought to do, what is going to be done, an order) and a body or
a place to harm. It does not see harm in the past, in a denial, in a question, or to a bill, a fee, a mood. Figures
of speech and stories are answered by speaks_in_metaphor.
"""

from __future__ import annotations

from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import denied, found, is_name
from masthead.signals.engine.harm import HARM, HURT, MENACES, NAMED, ORDERS, OTHERS, OURS, PASSIVE, WISHES
from masthead.signals.engine.normalise import Normalised

GROUND = "threatening"
SHOWS = (
    "I'm going to burn your house down.",
    "We will find that clerk and break her legs.",
    "Somebody ought to shoot the whole board.",
    "1m g0nna k1ll y0u",
    "If he comes back he is going to get stabbed.",
    "I know where you live. Watch your back.",
    "Let's torch the annex tonight.",
    "People like that should be hanged.",
    "I will shoot everyone at the desk on Monday.",
    "I will come to your library on Monday and kill everybody inside.",
    "See you on Monday 🔪🔫",
)
SILENT = (
    "This schedule is killing me.",
    "He will kill this bill in committee.",
    "I would never hurt anybody.",
    "Someone is going to get hurt on those steps. Fix them.",
    "Two men were shot at the fair last month.",
    "Are you going to shoot a video of it?",
    "They should fire the director and cut the budget.",
    "I'm going to beat the traffic and hit the books.",
    "I'm going to beat everyone at trivia night.",
    "I will shoot everyone an email on Monday.",
    "The board should hang the portrait somewhere people can see it.",
    "Somebody ought to cut that director's salary.",
    "😀🔪🔫",
)

_FRAMES = (
    (OURS, HARM, "Says that the writer will do physical harm or damage.", 1.0),
    (OTHERS, HARM, "Urges others to do physical harm or damage.", 1.0),
    (PASSIVE, HURT, "Says that someone will be physically harmed.", 1.0),
    (ORDERS, HARM, "Calls for physical harm or damage.", 1.0),
    (MENACES, None, "Menaces a person: the words hint at harm to come.", 0.8),
    (WISHES, None, "Wishes physical harm or death on a person.", 0.7),
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each threat, in the sentence it stands in."""
    there = {words for words in (HARM, HURT) if text.runs.first(words)}
    for pattern, needs, sentence, score in _FRAMES:
        for match in text.runs.each(pattern) if needs is None or needs in there else ():
            if not denied(text, match.start()):
                yield found(__name__, GROUND, text, *match.span(), sentence, score)
    for match in text.runs.each(NAMED):
        if is_name(facts, text, *match.span("name")) and not denied(text, match.start()):
            yield found(__name__, GROUND, text, *match.span(), "Threatens a person by name.")
