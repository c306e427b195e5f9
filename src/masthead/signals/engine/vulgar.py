"""Obscene and vulgar terms, in English, Spanish and the few of other languages that patrons here use."""

from __future__ import annotations

# Whole words. A trailing * takes any ending.
# fmt: off
VULGAR = (
    "fuck*", "mothafuck*", "motherfuck*", "clusterfuck*", "fck", "fcking", "fuk", "fukin", "fuking", "fuckin",
    "effing", "fuq", "wtf", "stfu", "gtfo", "shit", "shits", "shitt*", "shite", "shitty", "shithole*", "shithead*",
    "shitshow*", "shitting", "bullshit*", "horseshit*", "dipshit*", "batshit", "chickenshit*", "apeshit", "dogshit",
    "shitbag*", "ass", "asses", "asshole*", "asshat*", "dumbass*", "jackass*", "badass*", "fatass*", "lardass*",
    "smartass*", "arse", "arsehole*", "asswipe*", "asskiss*", "bitch*", "sonofabitch", "biatch", "cunt*", "twat*",
    "pussy", "pussies", "dickhead*", "dickwad*", "dicks", "dick", "prick", "pricks", "cocksuck*", "cock", "cocks",
    "bastard*", "whore*", "slut", "sluts", "slutty", "skank*", "hoe", "hoes", "douchebag*", "douche", "wanker*",
    "wank", "bollocks", "tosser", "tits", "titties", "boobs", "jizz", "cum", "blowjob*", "handjob*", "dildo*",
    "boner*", "pecker", "piss", "pissed", "pissing", "pissant*", "mierda*", "pendej*", "cabron*", "puta", "putas",
    "puto", "putos", "chinga", "chingad*", "chingar*", "chingue*", "chingate", "verga", "vergas", "coño", "joder",
    "culero*", "carajo", "hijueputa", "merde", "putain", "connard*", "scheisse", "arschloch",
)
# fmt: on
