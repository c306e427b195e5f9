"""Grounds for removal: two people who read a definition must decide alike, and no ground may catch everything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from masthead.policy.lint.finding import Finding, Written, examples_of, found, words_of

SUBJECTIVE = (
    "offensive", "inappropriate", "hateful", "disruptive", "objectionable", "unacceptable", "disrespectful", "uncivil",
    "rude", "negative", "distasteful", "tasteless", "obnoxious", "hurtful", "divisive", "controversial", "improper",
    "unprofessional", "toxic", "trolling", "upsetting", "insensitive", "unkind", "impolite", "unsuitable", "unwelcome",
    "extreme", "harmful", "malicious", "misleading", "undesirable", "indecorous",
)  # fmt: skip
DISCRETION = (
    "in the judgment of", "in our judgment", "in the opinion of", "in our opinion", "at the discretion",
    "at our discretion", "sole discretion", "deemed", "considered by staff", "as determined by",
)  # fmt: skip
OPEN_ENDED = ("including but not limited to", "any other reason", "and the like", "and so on", "or otherwise", "etc.")
CATCH_ALL = frozenset({
    "other", "others", "misc", "miscellaneous", "any_other", "any_other_reason", "anything_else", "general", "various",
    "misinformation", "disinformation", "false_information", "fake_news", "untrue", "falsehood", "inaccurate",
})  # fmt: skip
# What it takes to remove these depends on whose side one is on: whoever does it writes down why.
VIEWPOINT_PRONE = re.compile(r"off[_ -]?topic|unrelated|endors|politic|campaign|candidate|party|religio|advocacy|spam")
SHORTEST_DEFINITION = 6


def lint_grounds(file: Written) -> Iterator[Finding]:
    for where, ground in file.grounds:
        yield from _catches_everything(where, ground)
        yield from _is_defined(where, ground)
        yield from _has_examples(where, ground)
        yield from _asks_why(where, ground)
        yield from _word_list_is_justified(where, ground)


def _names(ground: Mapping[str, Any]) -> str:
    return f"{words_of(ground, 'id').replace('_', ' ')} {words_of(ground, 'name')}".lower()


def _catches_everything(where: str, ground: Mapping[str, Any]) -> Iterator[Finding]:
    names = {words_of(ground, key).lower().replace(" ", "_").replace("-", "_") for key in ("id", "name")}
    if names & CATCH_ALL:
        yield found(
            "catch_all_ground",
            where,
            "A ground for whatever is left over, or for what is not true, removes any view. Take it out; what "
            "harms has a ground of its own.",
            level="blocks",
            court="robinson",
        )
    definition = words_of(ground, "definition").lower()
    if phrase := next((phrase for phrase in OPEN_ENDED if phrase in definition), ""):
        yield found(
            "open_ended_ground",
            where,
            f"“{phrase}” leaves the list open. Name everything that counts, and stop.",
            court="robinson",
        )


def _is_defined(where: str, ground: Mapping[str, Any]) -> Iterator[Finding]:
    definition = words_of(ground, "definition")
    if not definition:
        yield found(
            "ground_without_definition",
            where,
            "Nobody can tell what it covers. Write a definition that says what is seen in the words.",
            level="blocks",
            court="robinson",
        )
        return
    lower = definition.lower()
    words = [word for word in SUBJECTIVE if re.search(rf"\b{word}\b", lower)]
    phrases = [phrase for phrase in DISCRETION if phrase in lower]
    if words or phrases:
        named = ", ".join(f"“{item}”" for item in (*words, *phrases))
        yield found(
            "vague_ground",
            where,
            f"The definition rests on {named}, which people judge differently. Say what is seen in the words.",
            court="robinson",
        )
        return
    named_vaguely = [word for word in SUBJECTIVE if re.search(rf"\b{word}\b", _names(ground))]
    if len(definition.split()) < SHORTEST_DEFINITION:
        about = f"“{named_vaguely[0]}” is judged differently by everybody, and " if named_vaguely else ""
        yield found(
            "vague_ground",
            where,
            f"{about}the definition is {len(definition.split())} words long. Say what is seen in the words.",
            court="robinson",
        )


def _has_examples(where: str, ground: Mapping[str, Any]) -> Iterator[Finding]:
    if not examples_of(ground, "counts"):
        yield found("ground_without_examples", where, "Give examples that count, as counts = […].", level="blocks")
    if not examples_of(ground, "does_not_count"):
        yield found(
            "ground_without_counterexamples",
            where,
            "Give examples that do not count, as does_not_count = […]: they protect whoever only comes close.",
            level="blocks",
            court="krasno",
        )


def _asks_why(where: str, ground: Mapping[str, Any]) -> Iterator[Finding]:
    if VIEWPOINT_PRONE.search(_names(ground)) and ground.get("why_required") is not True:
        yield found(
            "why_not_asked",
            where,
            "Whether it applies can depend on whose side one is on. Set why_required = true: the reason is kept.",
            court="krasno",
        )


def _word_list_is_justified(where: str, ground: Mapping[str, Any]) -> Iterator[Finding]:
    listed = ground.get("words")
    if isinstance(listed, list) and listed:
        bare = [str(word) for word in listed]
    elif isinstance(listed, dict):
        bare = [word for word, reason in listed.items() if not isinstance(reason, str) or len(reason.split()) < 3]
    else:
        return
    if bare:
        shown = ", ".join(ascii(word)[1:-1][:30] for word in bare[:5]) + ("…" if len(bare) > 5 else "")
        yield found(
            "word_list_without_reasons",
            where,
            f"{len(bare)} listed without a reason in words ({shown}). Write why each is listed, or take it off.",
            level="blocks" if isinstance(listed, list) else "asks",
            court="tanner",
        )
