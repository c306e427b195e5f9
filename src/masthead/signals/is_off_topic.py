"""Sees a comment plainly unrelated to the post, the thread, the library, the agency and its services. Abstains
otherwise.

It speaks only when two things hold: the comment is of a kind that belongs elsewhere (a private sale, a ride wanted,
a game score, a recipe, a greeting to one's wife, an advertisement) and not one word ties it to the post, the thread
or a library. Any tie silences it. Short remarks, foreign languages and odd ideas are never enough.
"""

from __future__ import annotations

from collections.abc import Iterable

from masthead.signals import endorses_a_candidate, endorses_a_party
from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import found
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought
from masthead.signals.engine.topic import tie

GROUND = "off_topic"
_POST = "Story time moves to ten on Mondays at the Elm Street branch."
SHOWS = (
    CommentFacts("Selling a used pickup, 90k miles, runs good, text me.", post=_POST),
    CommentFacts("Who do you like in the playoffs this weekend?", post=_POST),
    CommentFacts("Happy birthday to my sweet husband Ray!!", post=_POST),
    CommentFacts("Two cups of flour, one stick of butter, bake at 375 for 40 minutes.", post=_POST),
    CommentFacts("Selling baseball cards, runs of 1975 too, cash only.", post="Get a library card in September."),
    CommentFacts("Psychic reading by Madame Rose, love spells too.", post="Our new reading room opens Monday."),
    CommentFacts("Use butter, not oil, and bake at 375.", post="Use the side door while we paint."),
)
SILENT = (
    CommentFacts("What does this have to do with anything?", post=_POST),
    CommentFacts("Selling my old storybooks if anyone's kids want them.", post=_POST),
    CommentFacts("¿Y los niños que trabajan temprano?", post=_POST),
    CommentFacts("Mine is in the oven.", post=_POST, thread=("Ray: Bring cookies to the party.",)),
    CommentFacts("Is it over before the game Friday?", post=_POST),
    CommentFacts("My refund goes to season tickets. When do y'all open?", post="Tax help on Tuesdays."),
    CommentFacts("I bring my baseball cards for sale.", post="Baseball card show at the branch on Saturday."),
)

_ELSEWHERE = tuple(
    (Sought(pattern), sentence)
    for pattern, sentence in (
        (
            r"\b(?:for sale|selling (?:my|a|an|some|two|used)|(?:want|looking|willing) to (?:buy|sell|trade)|will "
            r"trade|trade[:,]? my|you haul|cash only|i pay cash|"
            r"(?:anybody|anyone|who|y'?all)(?:'s)? (?:got|have|has|selling|want to (?:buy|come|paint|mow|"
            r"trade))\b[^.!?\n]{0,60}\b(?:for sale|used|cheap|cash|my (?:house|yard|lawn|fence|truck|car|barn))|"
            r"need (?:a|someone|somebody) to (?:mow|paint|haul|babysit|fix my|cut my)|looking for (?:a |some "
            r")?(?:ride|roommate|babysitter|work|job|apartment|house to rent|handyman|mechanic|date)|"
            r"(?:split|pay for) (?:the )?gas|(?:garage|yard|estate) sale|free to a good home|(?:puppies|kittens|"
            r"goats|chickens) (?:for|to))\b",
            "Offers or seeks a private sale, a ride or work, and nothing ties it to the post.",
        ),
        (
            r"\b(?:quarterback|touchdown|fantasy (?:team|league|football)|super bowl|world series|playoffs?|home "
            r"run|halftime|coach (?:got|is getting|should be)|the (?:\w+ )?game (?:this|last|on|tonight|saturday|"
            r"sunday)|"
            r"(?:who|what) (?:do|does|did) [^.!?\n]{0,20}(?:think|like|got)[^.!?\n]{0,20}(?:wins?|in the)\b|depth "
            r"chart|draft pick|league|season (?:opener|tickets)|point spread|bowl game|nfl|nba|mlb|sec|ncaa|"
            r"nascar|(?:watch(?:ing)?|got|tickets to) the (?:fight|bout|derby|pageant|match)\b)\b",
            "Talks of sports, and nothing ties it to the post.",
        ),
        (
            r"\b(?:(?:cups?|cans?|teaspoons?|tablespoons?|tbsp|tsp|sticks?|pounds?|oz) of (?:all-purpose |melted |"
            r"brown )?(?:flour|sugar|butter|cream|milk|oil|salt|cheese|broth|rice|water|chicken|beef|tomato\w*)|"
            r"bake at|(?:350|375|400|425) for|preheat|"
            r"simmer|marinate|crock ?pot|slow cooker|cream of mushroom|"
            r"(?:secret|trick) (?:to|for) (?:\w+ ){1,3}is\b|(?:secret|trick) (?:to|for) (?:\w+ ?){1,3}:|"
            r"my recipe for|low and slow|dry rub)(?!\w)",
            "Gives a recipe, and nothing ties it to the post.",
        ),
        (
            r"\b(?:happy (?:birthday|anniversary)|happy \d+(?:st|nd|rd|th)? (?:birthday|anniversary)|love you "
            r"(?:\w+|so much)|miss you) ?(?:to )?(?:my|our|[a-z]+!|baby|honey|babe|so much)\b|\bhappy (?:birthday|"
            r"anniversary) to (?:my|our)\b",
            "Greets somebody privately, and nothing ties it to the post.",
        ),
        (
            r"\b(?:lost|missing|found|seen) (?:my|our|a|an|this) (?:\w+ ){0,3}(?:dog|cat|puppy|kitten|beagle|"
            r"hound|horse|cow|goat|lab|pit ?bull|terrier|keys|wallet|phone|drone|bird|"
            r"tomcat|kitty|parrot|heifer|mare|calf|boxer|collie|poodle|dachshund|shepherd|husky|mutt)\b|"
            r"\b(?:missing|lost|found)[:!,-]+ (?:(?:our|my|a|an|one|set|of|two) )+(?:\w+ ){0,2}(?:dogs?|cats?|puppy|"
            r"puppies|"
            r"kittens?|beagle|hound|horse|cow|goat|lab|terrier|keys|wallet|phone|bird|tomcat|kitty|parrot|heifer|"
            r"mare|calf|"
            r"boxer|collie|poodle|shepherd|husky|mutt)\b|\b(?:dog|cat|beagle|"
            r"hound|puppy|lab) (?:got|ran|is|went|has been) (?:out|off|away|loose|missing|gone|lost)\b",
            "Looks for a lost animal or thing, and nothing ties it to the post.",
        ),
        (
            r"\b(?:(?:new|last|this|final|next) (?:season|episode)|season finale|(?:baking|cooking|dating|reality|"
            r"game|talk) show|netflix|hulu|the bachelor(?:ette)?|soap opera|judges? (?:i liked|on that)|"
            r"(?:that|the|last night'?s) (?:season |series )?(?:finale|reunion|episode) (?:was|made|had|should)|"
            r"season (?:one|two|three|four|five|six|\d+) (?:was|made|had|should|is))\b",
            "Talks of a television show, and nothing ties it to the post.",
        ),
        (
            r"\b(?:my|anyone else'?s?|anybody else'?s?) (?:\w+ )?(?:knees?|hip|back|shoulder|elbow|sinus(?:es)?|"
            r"allergies|gout|tooth|rash|blood pressure|sciatica) (?:\w+ )?(?:hurts?|hurting|start|pops?|aches?|"
            r"aching|acting|kill\w*|is|are|been|flar\w*)\b|"
            r"\b(?:my|this) (?:cough|rash|sciatica|bunions?|migraines?|gout|hip|knees?|back|sinus(?:es)?|allergies|"
            r"tooth) "
            r"(?:keeps?|won't|will not|never) (?:me (?:up|awake)|quit|stop|let me|go away|heal)",
            "Talks of private ailments, and nothing ties it to the post.",
        ),
        (
            r"\b(?:anybody|anyone|does|do|who|where|what)\b[^.!?\n]{0,40}\b(?:restaurant|buffet|catfish|bbq|"
            r"barbecue|pizza|burger|diner|steakhouse|tacos?|fish fry|plumber|mechanic|barber|hairdresser|dentist|"
            r"nail salon|casino|gas station|lawn mower|riding mower|washing machine|dryer|transmission|deer stand|"
            r"bass boat)\b",
            "Asks about a private business or errand, and nothing ties it to the post.",
        ),
        (
            r"\b(?:astrolog\w+|horoscope|spell ?caster|psychic|love spell|lottery numbers|sugar daddy|onlyfans|"
            r"illuminati|flat earth|chemtrails|bigfoot|"
            r"(?:ufos?|reptilians?|lizard people|aliens) (?:\w+ )?(?:runs?|was|were|is|are|landed|controls?|took|"
            r"built))\b",
            "Speaks of something that belongs elsewhere, and nothing ties it to the post.",
        ),
    )
)

_SCAM = Sought(
    r"\b(?:from home|crypto|bitcoin|forex|trading|mentor|singles|sugar daddy|weight loss|keto|cbd|casino|"
    r"slots|onlyfans|"
    r"followers|whatsapp|telegram|cash ?app|payday|loans?|debt relief|get rich|passive income|side hustle|envelopes)\b"
    r"[^\n]{0,120}\b(?:message|dm|click|tap|sign ?up|link|profile|join|today|now|earn|call|text|"
    r"guaranteed|free|change)\b"
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """At most one sign, over the whole comment."""
    if not (facts.post or facts.thread) or not text.words or tie(facts, text):
        return
    sentence = next((said for pattern, said in _ELSEWHERE if text.runs.first(pattern)), "") or _solicits(facts, text)
    if sentence:
        yield found(__name__, GROUND, text, text.words[0][1], text.words[-1][2], sentence, 0.7)


def _solicits(facts: CommentFacts, text: Normalised) -> str:
    """A scam or a campaign that has not one word to do with the post. A shop may have to do with it in other words."""
    if text.runs.first(_SCAM):
        return "A solicitation of the kind sent to every page; nothing ties it to the post."
    if any(True for signal in (endorses_a_party, endorses_a_candidate) for _ in signal.look(facts, text)):
        return "Campaigns for something that nothing ties to the post."
    return ""
