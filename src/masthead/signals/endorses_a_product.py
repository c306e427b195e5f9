"""Sees advertising: a comment that urges a purchase, a call, a visit or a follow for gain, and common scams.

One plain mark of an advertisement is enough ("use code", "link in bio", "call us for a free estimate"); otherwise an
urging and a mark of trade must stand together. Does not see a business named, asked about or complained of, and
never what a library lends or a free public service offers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from masthead.signals.engine.addresses import in_an_address
from masthead.signals.engine.facts import CommentFacts, Sign
from masthead.signals.engine.grammar import NEGATION, before, found, sentence_of
from masthead.signals.engine.normalise import Normalised
from masthead.signals.engine.sought import Sought

GROUND = "endorses_product"
SHOWS = (
    "Buy my cookbook, link in bio!",
    "Check out my channel for prank videos.",
    "Order today from Hank's Tires and get 15% off.",
    "m4ke m0ney fr0m h0me, dm me n0w",
    "Call Piney Plumbing today for a free estimate!",
    "Drop by Ozark Tackle, we beat any price.",
    "Text me to join Primestar and earn from your phone.",
    "Follow Gadget Gail on TikTok and use code SAVE5.",
    "I earned $9,000 a week trading crypto with my mentor, message him on WhatsApp.",
)
SILENT = (
    "Does Hank's Tires give 15% off to card holders?",
    "Don't buy from Hank's Tires.",
    "The library should buy more large print books.",
    "Borrow it free with your library card.",
    "Check out my review of it on the library's page.",
    "I bought a reader for $40 once and it broke.",
    "You can order a copy of your birth record at the courthouse.",
    "Call the branch and ask for Ms. Opal.",
    "Stop in at Elm Branch, kids eat free.",
    "Try Toni Morrison, you won't be sorry.",
    "Text me to join the walking group and get the address.",
    "The bus times are on shop.example/sale now.",
)

_SIGNS_OF_AN_AD = Sought(
    r"\b(?:link in (?:my |the )?(?:bio|profile|comments?|description)|(?:tap|click|hit|see|check|visit) "
    r"(?:the |my |this )?(?:link|profile|bio|page|site|website|store|shop)\b(?! (?:above|of the library|"
    r"for the (?:agenda|form)))|"
    r"(?:use|with|enter|promo|discount|coupon|referral) (?:my |our |the )?(?:promo |discount |coupon |"
    r"referral )?code\b|\bcode [a-z]+\d+\b|"
    r"\d+ ?%? ?(?:percent )?off (?:with|if|when|your|all|any|every|today|this|through|now|first|at "
    r"checkout|everything)\b|\bhalf off (?:this|today|all|everything|now|your|with)\b|"
    r"free (?:estimates?|quotes?|consultations?|trial|signup|sign-up|sign up|samples?)\b|first (?:month|"
    r"week|year|order|box|visit|lesson|class) (?:is )?(?:free|on us|half)|"
    r"\b(?:buy|get|shop) (?:one|1|2|two) get\b|\blimited time\b|\bwhile supplies last at\b|\bonly \d+ "
    r"(?:spots?|seats?|left)\b|\bspots? left\b|"
    r"(?:text|call|message|dm|inbox|email|whatsapp) (?:\w+ ){0,5}(?:to order|for (?:prices?|orders?|"
    r"rates?|a quote|details))\b|(?:text|call|whatsapp)(?: me| us)?(?: at)? \(?\d{3}[-. )]|\binvest "
    r"with\b|\b(?:double|triple) your (?:money|income|investment|bitcoin)\b|"
    r"\bcome hungry\b|\bfollow @\w+|\b(?:best|cheapest|finest) [^.!?\n]{1,30} in (?:the )?(?:county|town|"
    r"state|area|city|south)\b[^.!?\n]{0,30}\bat \w+(?=[^.!?\n]*\b(?:come|call|stop|open|try|visit|"
    r"today)\b)|\breferral link\b|"
    r"tell (?:them|'em|him|her|em) \w+ sent you|\b(?:mention|say) (?:this (?:ad|post)|\w+ sent you)|"
    r"\b(?:dm|pm|inbox|message|text) me (?:to|about|for) [^.!?\n]{2,50}\b(?:and|to) (?:lose|earn|drop|make (?:money|"
    r"cash|\$))\b|"
    r"\b(?:dm|pm|inbox|message|text|whatsapp|contact|email|hmu|hit) (?:me|us|him|her|my \w+|her on|him on|"
    r"me up)\b(?! (?:if you (?:saw|see|find|found)|when|about the (?:meeting|"
    r"agenda)))[^.!?\n]{0,40}\b(?:now|today|price|prices|order|details|info|earn|learn|started|life|"
    r"spots?|app|whatsapp|telegram|change)\b|"
    r"\b(?:work|money|earn|cash|income|paid|a week|a day|per week|weekly)\b[^.!?\n]{0,40}\bfrom home\b|"
    r"\b(?:make|made|earn|earned|earning|making) \$? ?\d[\d,.]*[^.!?\n]{0,30}\b(?:week|day|month|hour|"
    r"online|trading|home)\b|"
    r"\b(?:crypto|bitcoin|forex|coins?|trading|invest(?:ing|ment)?)\b[^.!?\n]{0,60}\b(?:mentor|guaranteed|"
    r"profits?|returns?|sign up|join|account manager|message)\b|"
    r"\b(?:hot|sexy|lonely) (?:local )?(?:singles|(?:girls|women|men|moms) (?:near|in your|waiting|online|"
    r"want))\b|\bsingles chat\b|\b(?:miracle|weight loss|lose weight|keto|cbd) (?:pills?|gumm(?:y|ies)|"
    r"cure|fast|supplement)\b|"
    r"\bcheck out my (?:\w+ )?(?:channel|etsy|onlyfans|page|podcast|profile|shop|site|store|website|youtube)\b|"
    r"\bvisit (?:us|our (?:store|shop|site|website|page))\b|\bcome see us\b|\bcall us\b|\bcall (?:now|"
    r"today)\b|\border (?:now|today|yours|here)\b|\bbook (?:now|today|yours|with us)\b|\bshop (?:now|"
    r"today|with us|local at)\b|"
    r"\b(?:now )?in stock (?:at|now|today)\b|\b(?:subscribe|sign up) (?:now|today|to my|here|"
    r"at)\b[^.!?\n]{0,30}\b(?:\$|month|free|channel|link|app)|"
    r"\bbuy (?:my|our) \w+|\b(?:my|our) (?:etsy|shop|store|onlyfans|channel|podcast|business|salon|"
    r"restaurant)\b[^.!?\n]{0,40}\b(?:today|open|check|follow|subscribe|come)|"
    r"\b(?:follow|subscribe to|like) (?:me|us|my|our|[a-z]+(?: [a-z]+)?) (?:on|at) (?:tiktok|instagram|"
    r"youtube|facebook|twitter|x|twitch|onlyfans|snapchat|patreon)\b)"
)
_PRAISED = Sought(
    r"(?:^|[.!?\n]\s*)(?P<verb>stop (?:in|by)(?: at)?|drop (?:in|by)(?: at)?|swing by|pop in(?: at)?|"
    r"come on (?:down|by|in|"
    r"over)(?: to)?|shop(?: at)?|book with|buy from|order from|hire|"
    r"switch to) (?P<firm>[a-z0-9][^.!?,\n]{1,40}), ?(?:and )?"
    r"(?:(?:kids|children|seniors|students|veterans|ladies|teachers|everyone|moms) (?:eat|drink|get|skate|bowl|swim|"
    r"ride|"
    r"play)(?: in)? (?:free|half)|we (?:finance|deliver|ship|install|beat|match|buy|haul|clean|fix|cater|tow|accept)\b|"
    r"you (?:won't|will not|will never) (?:be sorry|be disappointed|regret)|you'll (?:thank me|love it)|best (?:money|"
    r"dollars?)|worth every (?:penny|cent|dime)|easy terms|no credit|nobody beats|half (?:price|off)|family owned)"
)
_URGE = Sought(
    r"(?:^|[.!?,;:>\n\-]\s*|\b(?:and|then|just|please|so|instead|y'?all|go|you should|you need to|should|"
    r"i did and|tap|n|or) )"
    r"(?P<verb>buy|get|order|purchase|try|grab|rent|book|call|shop|subscribe|switch|download|install|"
    r"visit|sign up|hire|use|upgrade|stop by|"
    r"come (?:on )?(?:down|by|in|see|get|eat|try)|swing by|head (?:over|down) to|check out|go to|hurry|"
    r"treat yourself|stock up|choose|skip|ask for|click|tap|stream|invest)\b(?! (?:me|rid|off|out of|over "
    r"it|it together|real|up|your act|a grip|a life|a job|well|the staff))"
)
_TRADE = re.compile(
    r"\$ ?\d|\b\d+(?:\.\d\d)? ?(?:dollars|bucks)\b|\b\d+ ?% off\b|\b(?:discount|sale|deal|deals|"
    r"cheap(?:er|est)?|subscription|per month|a month|/mo|"
    r"checkout|coupon|promo|free (?:shipping|delivery|install|installation|internet|phone|box)|best "
    r"(?:prices?|boats|food|deals?|rates|service|\w+ in (?:town|the county|the state|the area))|"
    r"\d{3}-\d{4}|spots? filling|plate lunch|number in|open (?:late|till)|free (?:bait|gift|delivery)|"
    r"half price|prices?|"
    r"unlimited|warranty|financing|satisfaction guaranteed|stock|in bio|my profile|(?:llc|inc)\b|brand "
    r"new|top rated|same day|today only|for sale|tickets at|app for)\b"
)
_FREE_TO_ALL = re.compile(
    r"\b(?:library card|at (?:the|our|your) (?:branch|library)|(?:call|visit|ask) (?:the|your|our) (?:\w+ "
    r")?(?:branch|library|desk|librarian|office)|the library (?:has|lends|owns|should|could|needs)|on the "
    r"shelf|check(?:ed)? (?:it|them|one) out|courthouse|interlibrary|libby|"
    r"friends (?:of the library )?(?:book )?sale|book sale)\b"
)
_OURS = re.compile(r"\b(?:branch|librar\w+|story|books?|friends|museum|read\w*|author\w*|archives?)\b")
_BODY = re.compile(
    r"\b(?:the (?:board|commission|legislature|state|county|library|agency)|you guys|y'?all|they|we) "
    r"(?:should|could|need|needs|ought|must|can|to)\b"
)


def look(facts: CommentFacts, text: Normalised) -> Iterable[Sign]:
    """A sign for each mark of an advertisement, or for an urging beside a mark of trade."""
    for match in text.runs.each(_SIGNS_OF_AN_AD):
        if not _innocent(text, match.start()):
            yield found(__name__, GROUND, text, *match.span(), "Bears the marks of an advertisement.")
    for match in text.runs.each(_PRAISED):
        ours = _OURS.search(match["firm"]) or match["firm"] in facts.post.lower()
        if text.capital(match.start("firm")) and not ours and not _innocent(text, match.start("verb")):
            place = match.start("verb"), match.end()
            yield found(__name__, GROUND, text, *place, "Sends people to a business, with a lure.", 0.8)
    for match in text.runs.each(_URGE):
        trade = _TRADE.search(sentence_of(text, match.start("verb")))
        if trade and not _innocent(text, match.start("verb")) and not _BODY.search(before(text, match.end(), 60)):
            place = match.span("verb")
            yield found(__name__, GROUND, text, *place, "Urges a purchase, a call or a visit for gain.", 0.8)


def _innocent(text: Normalised, start: int) -> bool:
    """A question, a denial, something the library itself lends, or a word of an address."""
    if in_an_address(text, start):
        return True
    sentence = sentence_of(text, start)
    if sentence.rstrip().endswith("?") or _FREE_TO_ALL.search(sentence):
        return True
    return bool(NEGATION.search(before(text, start, 18)))
