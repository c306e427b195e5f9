"""Sees violence that is a figure of speech, a game or a story, and answers the charge of a threat there.

Sees idioms ("killing me", "hit the books", "dead in the water"), harm done to a fee, a bill or a mood, and stories,
games and props named in the same sentence. Does not excuse harm aimed at "you" with a real weapon.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import kept
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = ""
SHOWS = (
    "I'm going to blow up your inbox until you answer.",
    "We will fight you on this at the next board meeting.",
    "I hope you all lose your jobs.",
    "This schedule is killing me.",
    "I'm going to kill the villain in chapter nine.",
    "We will kill the fee next year.",
    "I'll be there with a foam sword to stab you all.",
    "My mother is going to kill me when she sees the fine.",
    "The annex bleeds money.",
    "He ran the annex into the ground.",
    "If the dam goes we all drown.",
    "Fire Ms. Dabney now.",
    "I have an axe to return before noon.",
)
SILENT = (
    "I'm going to blow up your house.",
    "Meet me outside and I will fight you.",
    "I'm going to kill you.",
    "I'm bringing a real knife, this is not a game.",
    "Fire Ms. Dabney now or I'll shoot her.",
    "I'll put you into the ground.",
    "We open at nine.",
)

_THINGS = (
    r"(?:bills?|fees?|fines?|budget|program|deal|moods?|vibe|batter(?:y|ies)|time|tax(?:es)?|plan|project|"
    r"contract|idea|policy|"
    r"rules?|proposal|motion|grant|funding|schedule|buzz|service|hours|joke|lights?|engine|weeds?|grass|"
    r"calories|rubber|"
    r"bridge|candle|midnight oil|dvds?|cds?|record|score|streak|odds|system|market|competition|rush|heat|"
    r"traffic|crowd|line|"
    r"clock|drum|path|retreat|egg|eggs|dough|cake|pavement|road|brakes|gym|hay|sack|trail|ball|homer|jackpot|button)"
)
_FIGURES = Sought(
    r"\b(?:is|are|was|were|'s|be|been|about) (?:\w+ )?(?:killing|murdering|slaying|crushing) (?:me|us|my|our|it)\b|"
    rf"\b(?:kill|kills|killed|killing|murder|burn|burns|burned|burning|shoot|shot|beat|beats|slash|slashed|"
    rf"slashing|cut|cuts|cutting|gut|gutted|"
    rf"gutting|bury|crush|destroy|hang|hit|bomb|smash|crack|punch|knock|trash|torch|axe|strangle|choke)(?: "
    rf"down| up| off| out| out of)?"
    rf" (?:the |this |that |these |those |your |our |some |a |their |his |her |every |off )?(?:\w+ "
    rf"){{0,2}}?{_THINGS}\b|"
    r"\bshoot (?:me|us|them|him|her|you|y'?all|the \w+)? ?(?:over )?(?:an?|your|some) (?:quick )?(?:email|"
    r"text|message|note|line|question|dm)\b|"
    r"\bshoot(?:ing)? (?:hoops|pool|photos?|pictures?|a video|a film|film|the breeze|for the|straight)\b|"
    r"\b(?:hit|crack) (?:the|these|those|your) (?:books?|library|libraries|shelves|stacks|road|hay)\b|"
    r"\bbeat (?:you|me|us|them|him|her|everyone|everybody|y'?all)(?: all)? (?:to|at|in|there|by|on)\b|"
    r"\b(?:kill|killed|killing|murder|murdered|slaughter|slaughtered|crush|crushed|destroy|destroyed|beat|"
    r"whip|whoop|smoke)(?: \w+){1,4}? (?:at|in|on|during) "
    r"(?:chess|checkers|trivia|scrabble|the (?:game|tournament|match|quiz|race|board|bee|finals?)|a game|"
    r"spades|dominoes|cards|bingo|monopoly|uno|mario kart|minecraft)\b|"
    r"\bdead (?:in the water|tired|end|wrong|serious|line|spots?|zones?|weight|last|on)\b|\bback from the dead\b|"
    r"\b(?:die|dying|died|dead) (?:laughing|of (?:laughter|boredom|embarrassment)|to (?:know|see|read))\b|"
    r"\bto die for\b|"
    r"\bbreak (?:a|your) leg\b|\b(?:will|would|is going to|gonna|is gonna|are going to) kill me\b|\bkill "
    r"two birds\b|\bover my dead body\b|"
    r"\b(?:strangle|throttle|smack|slap|choke|kill|murder|punch) (?:whoever|the \w+ who) (?:designed|"
    r"built|made|wrote|chose|picked|"
    r"approved|came up|thought|invented|scheduled|set|programmed)\b|"
    r"\bbury \w+ (?:in|under) (?:\w+ )?(?:paper\w*|requests?|letters|lawsuits?|emails?|calls|forms?)\b|"
    r"\bhang(?:ing)? (?:\w+ )?heads?\b|"
    r"\bblow(?:ing|s|n)? up (?:your|their|his|her|my|our|the) (?:\w+ )?(?:inbox(?:es)?|phones?|phone lines?|e-?mails?|"
    r"mentions|notifications|voicemail|switchboard)\b|"
    r"\bfight (?:you|them|y'?all|him|her) (?:on (?:this|that|it)\b|over (?:this|that|it)\b|in court\b|every step\b|"
    r"tooth and nail\b|(?:\w+ ){0,3}at (?:the|your|every) (?:\w+ )?(?:meetings?|hearings?|polls|ballot box)\b)|"
    r"\bhope (?:you|they|y'?all|he|she|every (?:last )?one of (?:you|them))(?: all| both)? (?:"
    r"loses? (?:your|their|his|her) (?:jobs?|seats?|elections?|funding|funds|licenses?|pensions?)|"
    r"gets? (?:fired|voted out|sued|audited|laid off))\b|"
    r"\b(?:burn|blow|tear)(?: it| this| that)?(?: all)? (?:down|up) and (?:start|rebuild|begin)\b|"
    r"\bchokes? on (?:its|their|your|his|her) (?:own )?\w+|\bstab at\b|\btake a shot\b|\bblow(?:s|n)? "
    r"(?:my|your|our|their) minds?\b|\bburn(?:ed|t)? out\b|\bpick(?:ing)? your brains?\b|"
    r"\b(?:cost|costs|costing) (?:\w+ )?an arm and a leg\b|\bknock (?:it|this|that|'em|them) out of the "
    r"park\b|\bknock(?:ed)? (?:my|your|our) socks off\b|"
    r"\bbleed(?:s|ing)? (?:\w+ )?(?:money|cash|funds|votes|staff)\b|"
    r"\b(?:runs?|ran|running|drives?|drove|driving) (?:\w+ ){1,3}into the ground\b|"
    r"\bwe(?:'d|'ll| would| will)? all (?:drown|freeze|starve|die)\b|"
    r"\b(?:hammer|saw|drill|axe|knife|shovel|wrench|crowbar|machete) to (?:give back|bring back|return|borrow)\b|"
    r"^fire (?:mr|mrs|ms|dr)?\.? ?[a-z]+(?: (?:today|now|tomorrow|already|immediately))?[.! ]*$"
)
_MAKE_BELIEVE = Sought(
    r"\b(?:foam|fake|toy|plastic|rubber|cardboard|pretend|make-believe|nerf|squirt|water gun|laser tag|"
    r"paintball|costume|prop|props|"
    r"novel|chapter|movie|film|episode|sequel|character|villain|protagonist|hero|plot|video game|board "
    r"game|in the book|in the story|"
    r"murder mystery|whodunit|haunted house|zombies?|dragons?|vampires?|orcs?|final boss|boss fight|"
    r"dungeon|escape room|"
    r"(?:your|my|his|her|the) (?:king|queen|pawn|bishop|rook|knight)s?)\b"
)
_STORY_POST = re.compile(
    r"\b(?:murder|mystery|whodunit|escape room|haunted|laser tag|nerf|zombie|role-playing|game night)\b", re.I
)
_REAL = Sought(
    r"\b(?:real|not part of|not a joke|not a game|not joking|no joke|i mean it|for real|parking lot|house|home)\b"
)
_AT_SOMEBODY = re.compile(r"\b(?:you|your|y'?all|whoever|librarians?|staff|clerk|his|her|their|he|she)\b")


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each figure of speech, and for each sentence that tells a story or plays a game."""
    for match in text.runs.each(_FIGURES):
        yield kept(__name__, text, *match.span(), "A figure of speech: nobody is to be harmed.", ground="threatening")
    if text.runs.first(_REAL):
        return
    tells, played = text.runs.may_hold(_MAKE_BELIEVE), bool(_STORY_POST.search(facts.post))
    for start, end in text.sentences if tells or played else ():
        sentence = text.text[start:end]
        if tells and _MAKE_BELIEVE.compiled.search(sentence):
            yield kept(__name__, text, start, end, "Speaks of a story, a game or a prop.", ground="threatening")
        elif played and not _AT_SOMEBODY.search(sentence):
            yield kept(__name__, text, start, end, "Plays along with the event of the post.", ground="threatening")
