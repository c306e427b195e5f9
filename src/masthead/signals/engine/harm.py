"""The grammar of a threat: frames around verbs of harm and their targets, as regular expressions over normalised
text.
"""

from __future__ import annotations

import re

from masthead.signals.engine.sought import Sought


def _forms(verbs: str) -> str:
    """Each verb of `verbs` (separated by |) as it is and with -ing: `stab|stabbing`, `torture|torturing`."""
    forms: list[str] = []
    for verb in verbs.split("|"):
        first, _, rest = verb.partition(" ")
        if re.search(r"[^aeiou][aeiou][bdgmnpt]$", first) and first not in ("happen", "visit"):
            stem = first + first[-1]
        else:
            stem = first.removesuffix("e")
        forms += [verb, f"{stem}in[g']?{' ' + rest if rest else ''}"]
    return "(?:" + "|".join(forms) + ")"


PEOPLE = (
    r"(?:kids?|boys?|girls?|children|child|m[ae]n|wom[ae]n|people|librarians?|staff|clerks?|director|"
    r"commissioners?|board|"
    r"committee|members?|teachers?|principal|janitor|guard|drivers?|mayor|governor|senators?|politicians?|lawmakers?|"
    r"cops?|officers?|judges?|coach|manager|neighbors?|ladies|lady|guys?|person|thugs?|fools?|animals|vermin|bastards?|"
    r"bitch(?:es)?|punks?|idiots?|assholes?|bunch|lot|crew|family|wife|husband|son|daughter|mother|mama|dog|perverts?|"
    r"blacks?|whites?|jews?|muslims?|mexicans?|hispanics?|latinos?|asians?|immigrants?|foreigners?|arabs?|liberals?|"
    r"conservatives?|republicans?|democrats?|leftists?|readers?|patrons?|commenters?|drag queens?|gays?|meeting)"
)
_BETWEEN = r"(?!(?:\w*where|that|for|of|to|with|and|in|on|at|by|from|when|so|because) )"
WHO = (
    r"(?:(?:you|ya|u|y'?all|him|them|'em|em|her)\b(?! (?:book|hours|name|job|seat|vote|in \w+ requests))|"
    r"every (?:last |single )?one of (?:you|them|y'?all)\b|"
    rf"(?:every (?:last |single )?one of |all of |all |both of |the whole |whole )?(?:the |these |those |"
    rf"that |this |your |his |her |"
    rf"their |any |every |each |whole |whatever |another ){{1,3}}(?:{_BETWEEN}\w+ ){{0,2}}?{PEOPLE}\b(?!'s)|"
    rf"all (?:\w+ )?{PEOPLE}\b|"
    r"whoever\b|(?:some|any|every)(?:one|body) who\b)"
)
BODY = (
    r"(?:heads?|face|faces|neck|jaws?|teeth|tooth|nose|noses|skulls?|throats?|legs?|arms?|knees?|"
    r"kneecaps?|fingers?|ribs?|"
    r"bones?|brains?|ass|eyes?|hands?|guts|mouth|windpipe|spine|feet|balls|necks|windshield|lights)"
)
OWNED = rf"(?:(?:your|ur|his|her|their|some|a few|y'?all'?s|\w+'s|the \w+'s|that \w+'s)(?: \w+)? {BODY}\b(?! in shame))"
PLACE = (
    r"(?:librar(?:y|ies)|branch(?:es)?|building|house|home|trailer|cars?|trucks?|van|tires?|bus|"
    r"bookmobile|offices?|annex|"
    r"headquarters|school|church|mosque|synagogue|temple|store|shop|place|windows?|statehouse|capitol|"
    r"courthouse|hall|porch|"
    r"front door|door|lobby|room|shelves|books?|table|display|elevator|parking lot|desk|server|property|"
    r"meeting|dump|shithole)"
)
WHERE = (
    rf"(?:(?:the|this|that|these|those|your|his|her|their|y'?all'?s|every|all|ur)(?: \w+){{0,3}}? "
    rf"{PLACE}\b|every {PLACE}|"
    rf"it (?:all )?(?:down )?(?=[^.!?\n]{{0,30}}\b(?:with (?:you|him|her|them|everyone)|inside|tonight|to "
    rf"the ground)\b))"
)
WEAPON = (
    r"(?:guns?|rifles?|shotgun|pistol|ar-?15|machete|baseball bat|bat|bomb|torch|gasoline|gas can|matches|"
    r"bullets?|ammo|glock|"
    r"real knife|knife|hammer|belt|axe|brick|tire iron|iron pipe|lead pipe|pipe|wrench|sledgehammer|two "
    r"by four|crowbar|chain|noose|rope|molotov)"
)
DONE = (
    r"(?:shot|killed|stabbed|beat|beaten|burned|hung|hanged|lynched|stomped|jumped|murdered|strangled|"
    r"knocked out|raped|"
    r"buried|gassed|executed|put down|slapped|punched|run over|strung up|taken out back)"
)
_KILL_VERBS = (
    "kill|murder|shoot|stab|strangle|choke|punch|slap|smack|stomp|hang|lynch|beat|whip|whoop|behead|"
    "execute|gut|skin|bury|"
    "drown|poison|burn|hurt|bash|knife|slug|deck|tase|rape|kidnap|torture|maim|cripple|assault|attack|"
    "jump|smash|gas|"
    "run over|blow up|hunt down|put down|take out|mess up|fuck up|beat up|rough up|knock out|string up|"
    "line up|bludgeon|"
    "cut|snap|run down|pistol whip|curb stomp|throttle|scalp"
)
_KILL = _forms(_KILL_VERBS)
_PART_VERBS = (
    "bust|break|knock|smash|crack|cut|slit|snap|bash|kick|punch|blow|split|rip|tear|stomp|slap|whip|beat|"
    "chop|crush|twist|"
    "rearrange|slice|slash|cave|gouge|wring"
)
_PART = _forms(_PART_VERBS)
_WRECK_VERBS = (
    "burn|torch|bomb|firebomb|blow up|shoot up|shoot out|shoot|set fire to|light up|vandalize|smash|"
    "slash|key|wreck|ram|trash"
)
_WRECK = _forms(_WRECK_VERBS)
# "Beat everyone at trivia" is a boast; these verbs are not.
_ALL_OF_THEM = (
    rf"{_forms('kill|murder|shoot|stab|poison|hurt|slaughter|gun down|shoot up|blow up')} "
    r"every(?:one|body| (?:single )?(?:person|soul))\b(?! an? (?:e-?mail|text|message|note|line|copy|link))"
)
_HARM = (
    rf"(?:{_ALL_OF_THEM}|"
    rf"{_KILL}\b(?: (?:up|down|out|dead|the (?:life|shit|hell|crap|fuck|snot|tar|piss) out(?:ta| of)))? "
    rf"(?:\w+ )?{WHO}|"
    rf"{_KILL} (?:\w+ )?{OWNED}|{_PART}(?: in| off| out| up| open)? {OWNED}|{_WRECK}\b(?: down| up| out)? {WHERE}|"
    rf"{_forms('drive|ram|crash')} (?:my|a|this|the) \w+ (?:right |straight )?(?:through|into) (?:{WHERE}|{WHO})|"
    rf"{_forms('set|run|drive|drag|throw')} (?:{WHERE}|{WHO}|[a-z]+) (?:on fire|over\b(?! the (?:finish|"
    rf"line))|down|into the (?:street|road|river)|out by (?:the|his|her|your) \w+|off (?:the|a) \w+|under "
    rf"a bus|behind)|"
    rf"{_forms('put|shove|stick|throw')} (?:a |my |his |this )?(?:{WEAPON}|fist|boot|foot|rock|bottle) "
    rf"(?:\w+ )?(?:in|through|into|upside|to|up)|"
    rf"{_forms('put')} (?:{WHO}) (?:in|through|under) (?:the|a|that) (?:hospital|ground|grave|coffin|"
    rf"wheelchair|er|wall|window|floor|dirt)|"
    rf"{_forms('knock|beat|choke|lay')} {WHO} (?:out|senseless|to death|unconscious|bloody|into|black)|"
    rf"{_forms('make')} {WHO} (?:bleed|suffer|scream)|{_forms('take')} an? (?:{WEAPON}|switch|stick|fist|pipe) to\b|"
    rf"end (?:you|him|her|them)(?:r life)?\b|cut (?:the|his|her|their|your|that) (?:brakes?|brake lines?|"
    rf"cables?|gas line)\b)"
)
_AHEAD = r"(?:(?!\b(?:not|never|if|that the|says?|said|because|ever|\w+n'?t)\b)[^.!?\n]){0,50}?"
_GOING = (
    r"(?:going to|gonna|gon|fixing to|fixin'? to|finna|about to|'?bout to|ready to|willing to|planning to|"
    r"coming to)"
)
_I_WILL = (
    rf"(?:(?:i|we)(?:'ll| will| shall|'ma)|i swear|(?:i'?m|i am|im|1m|we'?re|we are)\b(?! not| never)|ima|"
    rf"imma|i'mma|tonight we|tonight i|"
    rf"(?:i|we) (?:want to|wanna|ought to|oughta|promise)|(?:someone|somebody|my \w+|a man|friends?)(?: "
    rf"\w+){{0,2}} (?:will|is) (?:{_GOING} )?|"
    rf"(?:^|[.!?,\n] ?)(?:gonna|finna|bout to)|i'?d (?:gladly|happily|love to)|kick the door in and|i know "
    rf"(?:a|some|people)\b[^.!?\n]{{0,12}} who will)"
)
_MEANS_TO = rf"(?:i|we|i'?m|we'?re|i'?d|we'?d|i'?ll|we'?ll)\b{_AHEAD}\b(?:to|for) (?:go |come )?"
OURS = Sought(
    rf"\b(?:{_MEANS_TO}|{_I_WILL} ?{_AHEAD}\b){_HARM}|"
    rf"\b(?:i'?m|i am|i'?ve got|i got|i have|we got|we'?re|bring|i'?ll bring|grab) (?:\w+ ){{0,3}}?(?:a|my|"
    rf"your|the|our|real|some)? ?{WEAPON}\b"
    r"(?=[^\n]{0,80}\b(?:blood|bleed|to (?:him|her|them|you|that)\b|stopping|regret|see some|use it|all "
    r"of (?:you|them)|know (?:what|where|when)|waiting for))|"
    rf"\b(?:i'?m|im|we'?re|i'?ll be) (?:coming|showing up|walking in|pulling up|rolling "
    rf"up)\b[^.!?\n]{{0,40}}\bwith (?:a|my|the) {WEAPON}\b|"
    r"\b(?:i'?m|im|we'?re|i'?ll) bring(?:ing)? (?:a|my) (?:real )?(?:guns?|rifle|shotgun|pistol|bomb|glock)\b"
)
_URGED = (
    r"(?:should|ought to|oughta|needs? to|need|must|has to|have to|gotta|better|had better|could just|"
    r"wants? to|please|is gonna|is going to|gonna)"
)
_FIRST = {verb.split()[0].removesuffix("e") for verb in f"{_KILL_VERBS}|{_PART_VERBS}|{_WRECK_VERBS}".split("|")}
HARM = Sought(
    rf"\b(?:{'|'.join(sorted(_FIRST))}|slaughter|gun|drive|driv|ram|crash|set|run|drag|throw|put|shov|stick|knock|"
    rf"lay|mak|tak|end|{WEAPON})"
)
"""What stands in every text that OURS, OTHERS or ORDERS match: looked for first, for it is found fast."""
OTHERS = Sought(
    rf"\b(?:(?:some(?:one|body)|y'?all|people|they|we|everybody|everyone|you|the \w+) {_URGED}|(?:someone|"
    rf"somebody) please|let's|lets|let us|"
    rf"who wants to|i'?(?:ll|d) pay (?:\w+ ){{0,3}}to|i say we|i (?:hope|wish|pray) (?:that "
    rf")?(?:some(?:one|body)|they|he)) {_AHEAD}\b{_HARM}|"
    rf"\b(?:i (?:hope|wish|pray) (?:that )?(?:some(?:one|body)|they|he|she|lightning)) (?:burns?|bombs?|"
    rf"torche?s|shoots?|kills?|stabs?|beats?|runs? over|smashe?s) (?:{WHO}|{WHERE})|"
    rf"\b(?:some(?:one|body)|y'?all|people|they|we|everybody) {_URGED}\b[^.!?\n]{{0,50}}\bwith an? {WEAPON}\b"
)
_ENDS = r"(?:a bullet|a beating|a noose|the rope|an ass whooping)"
_BROKEN = r"(?:broke|broken|busted|smashed|cracked|knocked|kicked|cut|blown|beat|split|bashed)"
HURT = Sought(rf"\b(?:{DONE}|{_ENDS}|{_BROKEN})\b")
"""What stands in every text that PASSIVE matches."""
PASSIVE = Sought(
    rf"\b(?:you|she|he|they|y'?all|the \w+|next \w+|that \w+|whoever|those \w+|these \w+|\w+ like (?:that|"
    rf"this|him|her|you)|all (?:of )?\w+)"
    rf"[^.!?\n,]{{0,50}}?(?: going to| gonna| gon)? (?:get|be|getting|end up|needs?|deserves?|oughta be|must be) "
    rf"(?:(?:to be|to get|lined up and|dragged out and|taken out and|dragged \w+ \w+ and) )?"
    rf"(?:{DONE}|{_ENDS})\b|"
    rf"\b(?:get|gets|getting|got) (?:your|his|her|their)(?: \w+)? {BODY} {_BROKEN}\b"
)
ORDERS = Sought(
    rf"(?:^|[.!?\n]\s*|\b(?:and|then|so|please|just|go|let's|tonight) )(?:(?:just|go|please|find|tonight) ){{0,2}}"
    rf"(?:(?:kill|shoot|hang|lynch|burn|stab|drown|beat|stomp|punch|slap|bomb|behead|execute|torch|run "
    rf"over|gas|string up) "
    rf"(?:{WHO}|{OWNED})|(?:burn|torch|bomb|firebomb|blow up|shoot up|slash|key|smash|set fire to)(?: down)? {WHERE})"
)
_ON_A_PERSON = _forms(
    "kill|murder|shoot|stab|strangle|punch|slap|beat|hurt|choke|drown|whip|run over|knock out|bury|hang|lynch|drag"
)
# The target is a bare word: a threat only where that word is a name.
NAMED = Sought(
    rf"\b(?:{_I_WILL}|(?:some(?:one|body)|y'?all|people|they|we) {_URGED}|hope (?:some(?:one|body)|they)|"
    rf"let's) ?{_AHEAD}\b"
    rf"(?:{_ON_A_PERSON}|runs?|kills|shoots|beats) (?P<name>[a-z][a-z'-]+)"
)
_YOU = r"(?:you|u|your|ur|y'?all|him|her|them|he|she|they)"
_ARM = r"(?:knife|gun|bomb|skull)"
_ARMS = rf"\b{_ARM} +{_ARM}\b"
"""Two pictures one after another, as the normaliser names them."""
MENACES = Sought(
    r"(?<!mother )(?<!father )(?<!grandma )(?<!parents )(?<!mom )(?<!dad )"
    r"\b(?:won'?t|will not|will never|isn't going to|ain't gonna) live to (?:see|tell)\b|"
    r"\b(?:can of gas(?:oline)?|jerry can|lighter fluid|shotgun|rifle|pistol|glock)\b(?=[^\n]{0,60}\b(?:you|y'?all|"
    r"he|she|they) (?:close|lock up|get off|sleep|leave)s?\b)(?![^\n]{0,60}\b(?:return|give back|borrow|lend))|"
    r"\boutside (?:your|his|her|their|\w+'s) (?:house|home|window|door)\b(?=[^\n]{0,50}\b(?:gun|knife|bat|"
    r"dog|waiting|right now)\b)|"
    r"\b(?:put|throw|shove) (?:\w+ ){1,2}through (?:the|that|a) (?:\w+ ){0,2}(?:window|wall|door|floor|windshield)\b|"
    r"\b(?:going|leave|leaves|leaving|go|carried|come|sent|send \w+) (?:home|out|back) in (?:a|an) (?:box|"
    r"casket|coffin|body bag|hearse|ambulance)\b|"
    r"\b(?:get|gets|getting|be|got) laid out\b(?! (?:clearly|well|like|in|on|the))|\bcatch (?:you|him|her|"
    r"them) (?:\w+ )?(?:alone|slipping|outside|walking)\b|"
    r"\blook (?:real |so |mighty )?(?:nice|good|pretty|better) (?:on fire|in flames|burning|in a "
    r"(?:casket|coffin|noose)|six feet)\b|\bcan of gas(?:oline)?\b(?=[^\n]{0,40}\b(?:burn|fire|light|"
    r"match))|"
    r"\b(?:i|we) (?:know|found out|got|will find out|'ll find out)(?: exactly)? ?"
    r"(?:(?:where|what time|which \w+|when) (?:you|he|she|they|ya|u|your|his|her|their|is yours|\w+)(?: "
    r"\w+){0,2} ?(?:live|lives|park|parks|sleep|sleeps|work|works|stay|stays|go|goes|walk|walks|lock|"
    r"leave|get off|yours)\b|which (?:house|car) is (?:yours|his|hers)|"
    r"(?:the|your|his|her|their) (?:deck|street|house|address|bus stop|car|route|block|parking "
    r"spot)\b(?=[^\n]{0,60}\b(?:park|walk|live|wait|gonna|going to|be there|careful|watch|won't)\b))|"
    r"\bfind out where (?:you|he|she|they|\w+) (?:live|stay|park|sleep|lay|work)s?\b|"
    r"\b(?:you|he|she|they|y'?all|nobody|no one)(?:'ll| will)? ?(?:wont|won't|will not|will never|ain't "
    r"gonna|not going to|never gonna|will be able to) "
    r"(?:walk|breathe|wake up|make it (?:home|out|to)|see (?:tomorrow|your|christmas|the sun|morning|"
    r"another)|live|be (?:alive|breathing|able to walk)|have (?:any )?\w+ (?:left )?to|find (?:your|his|"
    r"her) body|"
    r"get out alive|leave (?:here )?alive)\b|"
    r"\bwatch (?:your|ur) back\b|\bsleep (?:light|with one eye open)\b|\b(?:you'?re|your|ur|you are|he'?s|"
    r"she'?s) (?:a )?dead (?:man|woman|meat)\b|"
    r"\byou'?re (?:dead\b(?! (?:right|wrong|on|serious|last|end|to me))|next\b(?! (?:in|on|up|door|week|"
    r"to)))|\byou will (?:bleed|burn|die)\b|\bsee (?:some )?real blood\b|\bthere will be blood\b|\bblood "
    r"(?:will|is going to|gonna) (?:run|flow|spill)|"
    r"\b(?:i'?ll|we'?ll|i will|we will|gonna|going to) (?:be waiting (?:for|outside)|be there when you|"
    r"hunt (?:you|him|her|them)|come (?:looking )?for (?:you|him|her|them)\b|catch (?:you|him|her) "
    r"(?:outside|in|alone|slipping))|"
    r"\b(?:be|turn(?:ed)? (?:in)?to) (?:ashes|ash|rubble|a crater|a pile of)\b|\b(?:found|end up|wind up|"
    r"leave|carried out|floating|buried) in (?:a|the|an) (?:ditch|body bag|river|coffin|hospital|morgue|"
    r"ambulance|grave|lake|trunk|woods)\b|"
    r"\b(?:ends? up|put|be|wind up) (?:in the|six feet|under the) (?:ground|dirt|under)\b|\bchecking "
    r"under (?:your|his|her|their|the) (?:car|cars|truck|bed)\b|\bwhile (?:it|you|he|she|they)(?:'s| is|"
    r"'re| are) still (?:standing|breathing|alive|can)\b|"
    r"\b(?:bullet|38|45|9 ?mm|round|rope|gun) with (?:your|his|her|their) names? on it\b|\bteach (?:you|"
    r"him|her|them) (?:a lesson )?with (?:a|my) (?:fist|belt|bat|hammer)|"
    r"\bpay (?:for (?:this|it|that) )?with (?:your|his|her|their) (?:life|lives|blood)\b|\byour days are "
    r"numbered\b|\blast (?:thing|day) you(?:'ll)? (?:ever )?(?:do|see|have)\b|\bbody bags\b|\bgonna be a "
    r"shooting\b|"
    rf"\bthere(?:'s| is) a bomb\b|\bmeet (?:\w+ ){{1,3}}(?:at|by|in) (?:\w+ ){{1,4}}with (?:a|my) {WEAPON}\b|"
    rf"\b{_YOU}\b[^.!?\n]{{0,60}}{_ARMS}|{_ARMS}(?! +{_ARM})[^.!?\n]{{0,60}}\b{_YOU}\b"
)
WISHES = Sought(
    rf"\b(?:i )?(?:hope|wish|pray)(?: that)? (?:you|he|she|they|{WHO})(?: all| both)? (?:dies?|choke?s?|"
    rf"burns?|rots?|drowns?|bleeds?|suffers?|gets? (?:shot|hit by|cancer|run over|killed|beat|raped|"
    rf"stabbed|{DONE}))|"
    r"\b(?:go|please|just) (?:kill yourself|die|hang yourself|drink bleach|jump off|play in traffic)\b|"
    r"\bkys\b|\bkill yourself\b|"
    r"\b(?:you|he|she|they|these \w+|those \w+|all \w+) (?:all )?(?:should|deserves? to|needs? to|ought "
    r"to|must) (?:all )?(?:die|hang(?! (?:their|your|his|her))|burn|rot|drown|suffer and die|be (?:wiped "
    r"out|exterminated|put down|gassed|eradicated))\b"
)
