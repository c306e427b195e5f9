"""Sees a comment that takes up a word of the post or the thread, calls somebody there by name, or speaks of the
library.

It answers off_topic, whole: any plausible connection keeps a comment. It does not see a connection that only a
person would draw; that is why off_topic abstains by default.
"""

from __future__ import annotations

from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import kept
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.topic import tie

GROUND = ""
SHOWS = (
    CommentFacts("Mine burned the biscuits too.", post="Meet the author.", thread=("Jo: I bring biscuits.",)),
    CommentFacts("Is the branch open?", post="Budget news."),
)
SILENT = (
    CommentFacts("Selling a pickup, runs good.", post="Budget news.", thread=("Jo: How much?",)),
    CommentFacts("I use it to find a way, runs fine.", post="Use our catalog to find a book."),
    "",
    "🎉🎉🎉",
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """At most one sign, over the whole comment."""
    if place := tie(facts, text):
        sentence = f"Has to do with the post, the thread or the library (“{text.text[slice(*place)]}”)."
        yield kept(__name__, text, *place, sentence, ground="off_topic")
