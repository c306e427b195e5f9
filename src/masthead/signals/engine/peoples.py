"""Peoples, by race, color, ethnicity and national origin, all under one rule; and what demeans a people."""

from __future__ import annotations

# Religion alone is no race, but "the Jews" and "the Muslims" are attacked as peoples: they are read as such.
NAMES = (
    r"(?:blacks|whites|jews?|muslims?|arabs?|mexicans?|hispanics?|latin[oax]s?|asians?|chinese|japanese|koreans?|vietnamese|filipin[oa]s?|indians|"
    r"pakistanis?|iranians?|iraqis?|afghans?|syrians?|turks|somalis?|haitians?|cubans?|puerto ricans?|guatemalans?|hondurans?|venezuelans?|"
    r"salvadorans?|dominicans?|jamaicans?|nigerians?|africans?|african[- ]americans?|native americans?|choctaws?|cherokees?|"
    r"natives|gypsies|gypsy|romani?|irish|italians?|germans?|poles|polish|russians?|ukrainians?|americans|europeans|palestinians?|"
    r"israelis?|lebanese|hmong|cambodians?|somalians?|ethiopians?|immigrants?|migrants?|foreigners?|refugees?|illegals?|aliens|aboriginals?|"
    r"white folks?|black folks?|brown folks?|minorities|non-?whites?|people of colou?r|southerners)"
)
ADJECTIVES = (
    r"(?:black|white|brown|asian|mexican|hispanic|latino|latina|jewish|muslim|arab|african|african[- ]american|indian|native|chinese|japanese|"
    r"korean|vietnamese|haitian|somali|cuban|puerto rican|immigrant|migrant|foreign|refugee|yellow|colou?red|mixed|middle eastern|"
    r"hmong|filipino|guatemalan|venezuelan|pakistani|nigerian|roma|native american|choctaw|irish|russian|syrian|afghan)"
)
KINDS = (
    r"(?:people|person|folks?|kids?|children|child|boys?|girls?|m[ae]n|wom[ae]n|families|family|males?|females?|ones?|parents|mothers|"
    r"fathers|race|races|students|teens?|teenagers|patrons|neighbors|communit(?:y|ies)|immigrants?|migrants?|workers|youths?|invaders)"
)
PEOPLE = rf"(?:{ADJECTIVES} {KINDS}|{NAMES})"

# Slurs need no predicate. Kept in one place, so that the list can be read and justified.
SLURS = (
    r"(?:nigger\w*|nigga\w*|niglet\w*|spic|spics|wetback\w*|beaner\w*|gook\w*|chink|chinks|zipperhead\w*|kike\w*|raghead\w*|towelhead\w*|"
    r"sand monkey\w*|camel jockey\w*|coon|coons|darkie\w*|jigaboo\w*|porch monkey\w*|paki|pakis|redskins?(?! (?:game|fans|football|won|lost|jersey))|"
    r"injun\w*|squaw|honky|honkies|gringo de mierda|sudaca\w*|jungle bunn\w+|slant-?eye\w*|white trash (?:race|people)|cracker ass)"
)

# Said of a people, each of these demeans it.
DEMEANS = (
    r"(?:animals?|vermin|rats?|roaches|cockroaches|savages?|subhumans?|sub-human|parasites?|leeches|maggots?|monkeys|apes|dogs|pigs|beasts|"
    r"thieves|criminals|thugs|rapists|terrorists|murderers|invaders|scum|trash|garbage|filth|filthy|dirty|nasty|disgusting|"
    r"a disease|a plague|a cancer|a virus|a curse|an infestation|a pest|pests|inferior|worthless|useless|stupid|dumb|brainless|lazy|"
    r"uncivili[sz]ed|primitive|backwards?|retarded|violent|evil|demons?|devils?|liars?|lying|sneak(?:y|ing)|greedy|cheats?|dishonest|"
    r"untrustworthy|born \w+|low iq|less than human|not human|illiterate|ignorant|smelly|stinking|repulsive|ugly|gross|degenerates?|"
    r"breeders|freeloaders|moochers|welfare \w+|uneducated|unfit|morons|idiots|imbeciles|good for nothing|incapable|crooked|crooks|"
    r"diseased|rodents|insects|swine|barbarians|barbaric|mongrels?|a mistake|ruin\w*|steal\w*|filth|freeloading|trouble|the enemy|the problem|poison|vomit|poop|fire)"
)
