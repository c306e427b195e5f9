"""Where a report of somebody else's words ends, and where the writer makes those words his own by agreeing.

A report ends with its sentence, with its quotation marks where the writer goes on after them ("he said 'no' and I …"),
and where he turns to what he himself has to say (", but …", ", and you …"). "My neighbor says … He is right" says it
twice; "he is right about the hours" does not.
"""

from __future__ import annotations

import re

from masthead.signals.engine.normalise import sentences

_ENDS = re.compile(
    # a quotation that closes with the sentence in it, or that the writer goes on after
    r"[.!?][\"'](?=\s)|(?<=\w)[\"'],?(?=\s(?:and|but|so|then|yet|now|because)\s(?![\"']))|"
    # the writer's own turn
    r"(?:(?<=say that)|(?<=say so)|(?<=says that)|(?<=says so)),|"
    r",(?=\s(?:but|yet)\s)|,(?=\s(?:and|so)\s(?:i|we|you|let's)\b)"
)
_WHO = r"(?:he|she|they|you|him|her|them|that man|that woman|my \w+)"
_MUCH = (
    r"(?:(?:so|very|absolutely|totally|completely|exactly|dead|damn|quite|just|all|really|100 ?%|100 percent|"
    r"a hundred percent|definitely|certainly|probably) ){0,3}"
)
_AGREES = re.compile(
    rf"(?:(?<=[.!?;\n\"'])\s*|^\s*|,\s*|\s)(?:(?:and|well|yes|yep|yeah|honestly|frankly|you know what),? ){{0,3}}"
    rf"(?P<said>(?:{_WHO}(?:'s|'re| is| are| was| were) {_MUCH}(?:right|correct|spot on|not wrong)|"
    rf"{_WHO}(?:'s|'re| is| are)? (?:ain't|aren't|isn't) wrong|{_WHO} (?:has|have|had|got) a point|"
    rf"i {_MUCH}(?:agree|concur)|i'm with {_WHO}|i (?:think|feel|believe|say) (?:so|the same)(?: too)?|"
    r"so do i|amen|"
    rf"{_MUCH}(?:true|agreed|preach|facts)|(?:it|that)(?:'s| is) {_MUCH}(?:true|right|correct|the truth)|"
    r"(?:i )?(?:couldn't|could not|can't|cannot) (?:have )?(?:said|say|put) it (?:any )?better(?: myself)?|"
    rf"well said|good for {_WHO}|hear,? hear|i (?:mean|meant|stand by) (?:it|that|every word|what i said))"
    rf"(?: (?:with (?:{_WHO}|that|this|it|all of it|every word(?: of it)?)|on that|too|completely|totally|"
    r"100 ?%|100 percent|about (?:that|it|this|them|all of (?:it|them|that))|and (?:so do )?i agree|to that|of course|"
    r"again|as always)){0,3})(?=\s*(?:[.!\n]|$))"
)
_SAYS = re.compile(
    r"\b(?:call(?:s|ed|ing)?|"
    r"said|says|say|saying|think|thinks|thought|believes?|believed|claims?|claimed|insists?|insisted|wrote|writes|"
    r"yell(?:ed|s)?|scream(?:ed|s)?|shout(?:ed|s)?|posted|painted|sprayed|"
    r"(?:told|tells)(?: (?:me|us|him|her|them|everyone|everybody|people|(?:my|our|his|her|the) \w+|[a-z]+))?)"
    r"(?: that)?[:,]?(?![\w'])"
)
_REPORTS = re.compile(rf"[\"']|\b(?:they|he|she|people|somebody|someone|it) would say|{_SAYS.pattern}")
_SHORTENED = re.compile(r"\b(?:mr|mrs|ms|dr|st|sr|jr|(?!u\.)[a-z])\.\s*$")
"""Ends no sentence."""
_QUOTED = re.compile(r"\"([^\"\n]{2,400})\"|(?<!\w)'((?:[^'\n]|(?<=\w)'(?=\w)){2,400})'(?!\w)")
_NOT_SAID = re.compile(r"\b(?:not|never|nobody|no one|wrong|lie|liar)\b|n't\b")
_OF_ME = re.compile(r"(?:i|me|we|us)\b")
"""Of words about himself a writer makes no attack by agreeing."""
LONGEST = 400
"""Letters. A report of more is not looked at."""
SHORTEST = 3
"""Letters of words that are reported, at least."""


def parts(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """[start, end) of `text` cut into its sentences, and these where a report in them ends."""
    found: list[tuple[int, int]] = []
    done = start
    for opens, closes in sentences(text[start:end]):
        for match in _ENDS.finditer(text, max(done, start + opens), start + closes):
            if match.group()[0] != "," or _REPORTS.search(text, done, match.start()):
                found.append((done, match.end()))
                done = match.end()
        if not _SHORTENED.search(text, done, start + closes):
            found.append((done, start + closes))
            done = start + closes
    return [_trimmed(text, *place) for place in (*found, (done, end)) if text[slice(*place)].strip()]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return end - len(words.lstrip()), start + len(words.rstrip())


def part_at(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end), or less of it where the report that begins there ends before."""
    ends = _ENDS.search(text, start, end + 2)
    return start, min(end, ends.end()) if ends and ends.end() > start + 1 else end


def agreed(text: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """[start, end) of each report that the writer agrees with, his agreement included, and of the words reported."""
    found = []
    for match in _AGREES.finditer(text):
        ahead = text[max(0, match.start() - LONGEST) : match.start()]
        shift = match.start() - len(ahead)
        cut = _last_sentence(ahead)
        words = _words(ahead[cut:])
        if words:
            said = shift + cut + words[0], shift + cut + words[1]
            found.append(((shift + cut, match.end("said")), said))
    return found


def _last_sentence(ahead: str) -> int:
    """Where the last sentence of `ahead` begins; a quotation before it that it reports belongs to it."""
    opened = [start for start, _ in sentences(ahead)]
    return opened[-1] if opened else 0


def _words(report: str) -> tuple[int, int] | None:
    """[start, end) of what somebody else is reported to say; None where the writer reports nobody, or rejects it."""
    says = _SAYS.search(report)
    if not says or _NOT_SAID.search(report, 0, says.start()):
        return None
    quotations = list(_QUOTED.finditer(report))
    if quotations:
        return quotations[-1].span(quotations[-1].lastindex or 0)
    start, end = says.end() + 1, len(report.rstrip(" .,;!"))
    return (start, end) if end - start >= SHORTEST and not _OF_ME.match(report, start) else None
