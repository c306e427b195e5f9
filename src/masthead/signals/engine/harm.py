"""The grammar of a threat: frames around verbs of harm and their targets, as regular expressions over normalised text."""

from __future__ import annotations

import re

PEOPLE = (
    r"(?:kids?|boys?|girls?|children|child|m[ae]n|wom[ae]n|people|librarians?|staff|clerks?|director|commissioners?|board|"
    r"committee|members?|teachers?|principal|janitor|guard|drivers?|mayor|governor|senators?|politicians?|lawmakers?|"
    r"cops?|officers?|judges?|coach|neighbors?|ladies|lady|guys?|person|thugs?|fools?|animals|vermin|bastards?|bitch(?:es)?|"
    r"punks?|idiots?|assholes?|ones?|bunch|lot|crew|family|wife|husband|son|daughter|mother|mama|dog|"
    r"blacks?|whites?|jews?|muslims?|mexicans?|hispanics?|latinos?|asians?|immigrants?|foreigners?|arabs?|"
    r"liberals?|conservatives?|republicans?|democrats?|leftists?|readers?|patrons?|commenters?|drag queens?|gays?)"
)
PRONOUN = r"(?:you|ya|u|y'?all|him|her(?! (?:book|hours|name|job|seat|vote))|them|'em|em|(?:you|them|all) all)"
WHO = (
    rf"(?:{PRONOUN}\b|(?:every (?:last |single )?one of |all of |all |both of )?(?:the |these |those |that |this |your |his |her |"
    rf"their |any |every |each )(?:\w+ ){{0,2}}?{PEOPLE}\b|all (?:\w+ )?{PEOPLE}\b|whoever\b|(?:some|any|every)(?:one|body) who\b)"
)
BODY = (
    r"(?:heads?|face|neck|jaw|teeth|tooth|nose|skull|throats?|legs?|arms?|knees?|kneecaps?|fingers?|ribs?|bones?|brains?|"
    r"ass|eyes?|hands?|guts|mouth|windpipe|spine|feet|balls)"
)
OWNED = rf"(?:(?:your|ur|his|her|their|y'?all'?s|somebody's|someone's|\w+'s|the \w+'s|that \w+'s|every \w+'s)(?: \w+)? {BODY}\b)"
PLACE = (
    r"(?:librar(?:y|ies)|branch(?:es)?|building|house|home|trailer|cars?|trucks?|van|tires?|bus|bookmobile|offices?|annex|"
    r"headquarters|school|church|mosque|synagogue|temple|store|shop|place|windows?|statehouse|capitol|courthouse|city hall|"
    r"town hall|front door|door|lobby|room|shelves|books?|table|display|elevator|parking lot|desk|server|property)"
)
WHERE = (
    rf"(?:(?:the|this|that|these|those|your|his|her|their|y'?all'?s|every|all)(?: \w+){{0,3}}? {PLACE}\b|it\b|"
    rf"every {PLACE}|(?:the )?whole {PLACE})"
)

# Verbs that hurt whoever they are done to; verbs that hurt through a part of the body; verbs that wreck a place.
KILL = (
    r"(?:kill|murder|shoot|stab|strangle|choke|punch|slap|smack|stomp|hang|lynch|beat|whip|whoop|behead|execute|gut|skin|"
    r"bury|drown|poison|burn|hurt|bash|knife|slug|deck|tase|rape|kidnap|torture|maim|cripple|assault|attack|jump|"
    r"smash|crush|destroy|run over|blow up|hunt down|put down|take out|mess up|fuck up|beat up|rough up|knock out|cut)"
)
PART = (
    r"(?:bust|break|knock|smash|crack|cut|slit|snap|bash|kick|punch|blow|split|rip|tear|stomp|slap|whip|beat|chop|crush|twist|"
    r"rearrange|shove .{1,20} down|put .{1,20} (?:in|through))"
)
WRECK = r"(?:burn|torch|bomb|firebomb|blow up|shoot up|shoot out|shoot|set fire to|light up|vandalize|smash|slash|key|wreck|ram|trash)"
DONE = r"(?:shot|killed|stabbed|beat|beaten|burned|hung|hanged|lynched|stomped|jumped|murdered|strangled|knocked out|raped|buried)"
WEAPON = r"(?:gun|guns|rifle|shotgun|pistol|ar-15|machete|bat|baseball bat|bomb|torch|gasoline|matches|bullets?|ammo|real knife|knife|hammer|belt|axe|brick|crowbar|chain)"  # fmt: skip

_SO = r"(?: (?:really|seriously|personally|just|so|gladly|definitely|come (?:in|over|down)(?: there)?(?: and)?|go|find|come|" \
      r"meet|back|tonight|tomorrow|then|and|to|out|up there|down there|over there|all|find (?:him|her|them|you) and|" \
      r"follow (?:him|her|them|you) (?:home )?and|find (?:\w+ ){1,3}and|\w+ day|wait (?:outside|for (?:him|her|you|them)) and)){0,4}"  # fmt: skip
_GOING = r"(?:going to|gonna|gon|fixing to|fixin'? to|finna|about to|'?bout to|ready to|coming (?:\w+ ){0,2}to|willing to|planning to)"
_I_WILL = (
    rf"(?:(?:i|we)(?:'ll| will| shall|'ma)|(?:i'?m|i am|im|we'?re|we are)(?: \w+)? {_GOING}|ima|imma|i'mma|ill|"
    rf"(?:i|we) (?:want to|wanna|swear (?:i|we)(?:'ll| will)|ought to|oughta|promise to)|tonight we|"
    rf"(?:someone|somebody|my \w+|a man|friends?)(?: \w+)? (?:who |that )?(?:will|is {_GOING})|(?<!is )(?<!are )gonna)"
)
_ACT = (
    rf"(?:{KILL}\b(?: (?:up|down|out|dead))? (?:\w+ ){{0,2}}?(?:{WHO}|{OWNED})|{KILL} (?:the )?(?:shit|hell|crap|life|fuck|snot) out of|"
    rf"{PART}(?: in| off| out| up| open)? {OWNED}|{PART}(?: \w+)? {OWNED}|{WRECK}\b(?: down| up| out)? {WHERE}(?: \w+){{0,2}}? "
    rf"?(?:down|up|out|to the ground|with|on fire|inside)?|set {WHERE} on fire|put (?:a bullet|{PRONOUN} in (?:the|a) (?:ground|hospital|grave|coffin|box))|"
    rf"take an? (?:belt|bat|hammer|switch|stick|fist|axe|gun|knife|pipe) to|end (?:you|him|her|them)(?:r life)?\b|"
    rf"cut (?:the|his|her|their|your|that) (?:brake|brakes|cable|cables|elevator|gas line)\b)"
)

OURS = re.compile(
    rf"\b{_I_WILL}{_SO} {_ACT}|"
    rf"\b(?:i'?m|i am|we'?re|we are) (?:bringing|coming|showing up|walking in|grabbing|taking|getting)\b[^.!?\n]{{0,40}}\b{WEAPON}\b"
    rf"(?=[^\n]{{0,80}}\b(?:blood|to (?:him|her|them|you|that|the|every)\b|stopping|pay|sorry|regret|see what|see some|find out|use it|all of (?:you|them)))|"
    rf"\b(?:i'?m|im|we'?re) (?:killing|shooting|stabbing|beating|burning)(?: down)? (?:{WHERE}|{WHO})|"
    r"\b(?:i'?m|im|we'?re) taking (?:a|my) (?:belt|bat|fist|hammer|switch) to|"
    r"\b(?:i'?m|im|we'?re) bringing (?:a|my) (?:real )?(?:gun|rifle|shotgun|pistol|bomb)\b"
)
_URGED = r"(?:should|ought to|oughta|needs? to|must|has to|have to|gotta|better|had better|could just|wants? to|please)"
OTHERS = re.compile(
    rf"\b(?:(?:some(?:one|body)|y'?all|people|they|we|everybody|everyone|you|i say we|the \w+) {_URGED}|let's|lets|let us|who wants to|"
    rf"i'?(?:ll|d) pay (?:\w+ ){{0,3}}to){_SO} {_ACT}|"
    rf"\b(?:some(?:one|body)|y'?all|people|they|we|everybody) {_URGED}\b[^.!?\n]{{0,50}}\bwith an? (?:{WEAPON}|rope|noose)\b"
)
PASSIVE = re.compile(
    rf"\b(?:you|she|he|they|y'?all|the \w+|next \w+|that \w+|whoever|(?:him|her)self|those \w+|these \w+|\w+ like (?:that|this|him|her|you)|all (?:of )?\w+)"
    rf"[^.!?\n,]{{0,50}}(?:'s|'re| is| are| will|'ll)?(?: going to| gonna| gon)? "
    rf"(?:get|be|getting|end up|should be|should get|ought to be|needs? to be|deserves? to be|deserves? to get|oughta be|must be|needs?|deserves?) "
    rf"(?:{DONE}|put down like|a bullet|a beating|a noose|the rope)\b|"
    rf"\b(?:get|gets|getting|got) (?:your|his|her|their)(?: \w+)? {BODY} (?:broke|broken|busted|smashed|cracked|knocked|kicked|cut|blown|beat|split|bashed|handed)\b"
)
ORDERS = re.compile(
    rf"(?:^|[.!?\n]\s*|\b(?:and|then|so|please|just|go|let's) )(?:(?:just|go|please|find|tonight) ){{0,2}}"
    rf"(?:(?:kill|shoot|hang|lynch|burn|stab|drown|beat|stomp|punch|slap|bomb|behead|execute|torch|run over|gas|deport and kill) "
    rf"(?:{WHO}|{OWNED})|(?:burn|torch|bomb|firebomb|blow up|shoot up|slash|key|smash|set fire to) {WHERE})"
)
MENACES = re.compile(
    r"\b(?:i|we) (?:know|found out|got|have|will find out|'ll find out)(?: exactly)?(?: the| your| his| her| their)? ?"
    r"(?:where (?:you|he|she|they|ya|u|your|his|her|their|\w+)(?: \w+){0,2} (?:live|lives|park|parks|sleep|sleeps|work|works|stay|stays|go|goes|walk|walks)\b|"
    r"(?:deck|street|house|address|bus stop|car|route|block|parking spot)[^.!?\n]{0,40}\b(?:you|he|she|they)\b[^.!?\n]{0,20}\b(?:live|park|walk|drive|use|wait)|"
    r"(?<=your )(?:house|address|bus stop|route|street)\b)|"
    r"\bfind out where (?:you|he|she|they) (?:live|stay|park|sleep|lay|work)|"
    r"\b(?:you|he|she|they|y'?all)(?:'ll| will)? ?(?:wont|won't|will not|will never|ain't gonna|not going to|never gonna) "
    r"(?:walk|breathe|wake up|make it (?:home|out|to)|see (?:tomorrow|your|christmas|the sun|morning|another)|live|be (?:alive|breathing|able to walk)|have (?:any )?\w+ (?:left )?to|"
    r"get out alive|leave (?:here )?alive)\b|"
    r"\bwatch (?:your|ur) back\b|\bsleep with one eye open\b|\b(?:you'?re|your|ur|you are|he'?s|she'?s) (?:a )?dead (?:man|woman|meat)\b|"
    r"\byou'?re dead\b(?! (?:right|wrong|on|serious|last|end|to me))|\byou will (?:bleed|burn|die)\b|\b(?:real|y'?all'?s|your|their) blood\b[^.!?\n]{0,30}|"
    r"\b(?:i'?ll|we'?ll|i will|gonna|going to) (?:be waiting (?:for|outside)|be there when you|hunt (?:you|him|her|them)|come (?:for|find|looking for) (?:you|him|her|them)\b|catch (?:you|him|her) (?:outside|in|alone|slipping))|"
    r"\bmeet (?:\w+ ){1,3}(?:at|by|in) (?:\w+ ){1,4}with (?:a|my) (?:baseball bat|bat|gun|knife|rope|hammer|rifle|shotgun)\b|"
    r"\b(?:knife|gun|bomb|skull)(?: +(?:knife|gun|bomb|skull))+\b"
)
WISHES = re.compile(
    rf"\b(?:i )?(?:hope|wish|pray)(?: that)? (?:you|he|she|they|{WHO})(?: all| both)? (?:dies?|choke?s?|burns?|rots?|drowns?|bleeds?|suffers?|gets? (?:shot|hit by|cancer|run over|killed|beat|raped|stabbed|hurt|{DONE}))|"
    r"\b(?:go|please|just) (?:kill yourself|die|hang yourself|drink bleach|jump off|play in traffic)\b|\bkys\b|\bkill yourself\b|"
    r"\b(?:you|he|she|they|these \w+|those \w+|all \w+) (?:all )?(?:should|deserves? to|needs? to|ought to|must) (?:all )?(?:die|hang|burn|rot|drown|suffer and die|be (?:wiped out|exterminated|put down|gassed|eradicated))\b"
)
