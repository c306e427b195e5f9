"""The words of personal abuse: what is said of somebody's looks, mind, family or body, as regular expressions."""

from __future__ import annotations

# One person, always an insult. Words for bad work or dishonesty (liar, coward, crook) are criticism: not here.
UNMISTAKABLE = (
    r"(?:moron|idiot|imbecile|loser|crone|lowlife|low life|scum|scumbag|scum bag|dirtbag|pervert|perv|"
    r"retard|dumbass|dumb ass|"
    r"jackass|asshole|bitch|bastard|whore|slut|skank|cunt|dipshit|shithead|dickhead|prick|douchebag|"
    r"halfwit|half-wit|nitwit|"
    r"dimwit|dunce|simpleton|psycho|nutcase|nutjob|slob|fatso|fatass|buffoon|bimbo|airhead|degenerate|"
    r"inbred|troglodyte|"
    r"cretin|sack of (?:shit|crap|garbage)|piece of (?:shit|crap|trash|garbage)|"
    r"waste of (?:space|oxygen|air|skin|a human(?: being)?|life)|"
    r"son of a bitch|pendej[oa]|idiota|imbecil|nincompoop|ignoramus|numbskull|bonehead|meathead|knucklehead|spaz)"
)
# An insult only when said of a person: "you pig", "she is a cow".
BEASTS = (
    r"(?:pig|hog|cow|hag|witch|trash|garbage|creep|freak|dummy|maggot|worm|rat|weasel|leech|whale|blob|"
    r"punk|vermin|cockroach|"
    r"roach|estupid[oa]|monkey|dog|toad|goblin|troll|ogre|dinosaur|old bat|old goat|shrew|harpy|cripple|"
    r"gimp|bozo|turd|snowflake|"
    r"failure as a (?:mother|father|parent|human)|disgrace to your (?:family|mother))"
)
INSULT = rf"(?:{UNMISTAKABLE}|{BEASTS})"
# About looks, mind, smell or worth as a human being.
SLIGHT = (
    r"(?:stupid|dumb|brainless|brain-?dead|pathetic|worthless|hideous|ugly|fat|disgusting|inbred|retarded|"
    r"senile|demented|"
    r"toothless|smelly|stinking|stinky|repulsive|revolting|moronic|idiotic|imbecilic|dimwitted|dim-witted|"
    r"feeble-?minded|slow-?witted|"
    r"illiterate|deranged|unhinged|psychotic|bitter|dried[- ]up|shriveled|wrinkled|nasty|greasy|bald|"
    r"obese|flabby|crippled|"
    r"half-witted|witless|thick|dense|vile|loathsome|subhuman|trashy|white trash|filthy|unloved|unlovable|"
    r"simple-?minded)"
)
# Of one's work as much as of oneself: alone, after "she is", these are criticism.
EITHER = r"(?:pathetic|disgusting|vile|nasty|bitter|dense|thick|deranged|unhinged|loathsome|worthless|filthy)"
# Never said of anything but a mind or a face.
PLAIN_SLIGHT = (
    r"(?:stupid|dumb|brainless|brain-?dead|hideous|inbred|retarded|moronic|idiotic|imbecilic|senile|"
    r"subhuman|witless)"
)
FILLER = (
    r"(?:absolute|complete|total|little|old|sorry|poor|damn|goddamn|fucking|f\*+ing|fkn|big|huge|stupid|"
    r"dumb|fat|ugly|lazy|real|"
    r"utter|sad|miserable|bloody|crazy|dirty|filthy|rotten|such|lying|no-?good|good for nothing|"
    r"good-for-nothing|sick|smug|"
    r"ignorant|arrogant|entitled|ungrateful|bitter|nosy|mean|spoiled|two-faced|bigoted|clueless|whiny|whining|pompous|"
    rf"{SLIGHT})"
)
# What a slight may be said of without touching a person: "your stupid policy".
THING = (
    r"(?:policy|policies|rules?|fees?|fines?|library|libraries|board|commission|agency|system|site|"
    r"website|catalog|app|idea|plan|"
    r"decision|hours|schedule|budget|post|question|survey|form|program|building|branch|government|state|"
    r"county|city|people|"
    r"books?|list|computers?|machine|excuse|answer|law|bill|tax|project|sign|line|thing|stuff|move|"
    r"mistake|logo|name|party|"
    r"comment|remark|argument|joke|game|carpet|chairs?|bathrooms?|tables?|room|things|reason|reasons|way|"
    r"attempt|response)"
)
KIN = (
    r"(?:mother|mama|mom|momma|father|daddy|dad|parents?|kids?|children|wife|husband|family|son|daughter|"
    r"dog|grandkids|grandchildren|church|boss|friends?)"
)
# "Trash like you": said to one, an insult. Beasts that are said fondly ("a monkey like you") are left out.
ALIKE = (
    rf"(?:{UNMISTAKABLE}|pig|hog|hag|trash|garbage|creep|freak|maggot|rat|weasel|leech|vermin|cockroach|roach|troll|"
    r"harpy|shrew|cripple|gimp|bozo|turd)(?:e?s)?"
)
LIKE = r"(?:like|such as|the likes of)"
