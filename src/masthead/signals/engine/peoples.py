"""Peoples, by race, color, ethnicity and national origin, all under one rule; and what demeans a people."""

from __future__ import annotations

# With an s they are a plural; the words of NO_PLURAL stay as they are.
MORE = (
    r"albanian|algerian|angolan|apache|argentin(?:e|ian)|armenian|austrian|bangladeshi|barbadian|belarusian|belgian|"
    r"bhutanese|bolivian|bosnian|brazilian|bulgarian|cameroonian|chickasaw|chilean|colombian|congolese|costa rican|"
    r"croatian|cypriot|czech|ecuadorian|egyptian|emirati|eritrean|estonian|fijian|gambian|ghanaian|guinean|hawaiian|"
    r"hungarian|indonesian|inuit|jordanian|kazakh|kenyan|kuwaiti|lakota|laotian|latvian|liberian|libyan|lithuanian|"
    r"macedonian|malaysian|mohawk|moldovan|mongolian|moroccan|navajo|nepali|nicaraguan|norwegian|ojibwe|panamanian|"
    r"paraguayan|peruvian|romanian|rwandan|samoan|saudi|scandinavian|serbian|sicilian|sioux|slovak|slovenian|"
    r"sri lankan|sudanese|tanzanian|thai|tibetan|tongan|trinidadian|tunisian|ugandan|uruguayan|uyghur|uzbek|yemeni|"
    r"zambian|zimbabwean"
)
NO_PLURAL = (
    r"chinese|japanese|vietnamese|irish|lebanese|polish|burmese|taiwanese|senegalese|portuguese|maltese|bhutanese|"
    r"french|spanish|dutch|english|british|swiss|scottish|welsh|kurdish|turkish|danish|swedish|finnish|greek"
)
NATIVES = r"kurds|greeks|danes|swedes|finns|scots|brits|spaniards|serbs|croats|frenchmen|englishmen"
# Religion alone is no race, but who believes is attacked as a people is: every faith is read as one, by the same rule.
FAITHS = (
    r"jews?|muslims?|christians?|catholics?|mormons?|hindus?|sikhs?|buddhists?|protestants?|baptists?|evangelicals?|"
    r"atheists?|methodists?|lutherans?|presbyterians?|pentecostals?|amish|sunnis?|shiites?|quakers?|taoists?|"
    r"jehovah'?s witness(?:es)?"
)
NAMES = (
    rf"(?:{FAITHS}|(?:{MORE})s?|{NATIVES}|burmese|taiwanese|senegalese|maltese|blacks|"
    r"whites|arabs?|mexicans?|hispanics?|latin[oax]s?|asians?|chinese|japanese|"
    r"koreans?|vietnamese|filipin[oa]s?|indians?|canadians?|"
    r"pakistanis?|iranians?|iraqis?|afghans?|syrians?|turks|somalis?|haitians?|cubans?|puerto ricans?|"
    r"guatemalans?|hondurans?|venezuelans?|"
    r"salvadorans?|dominicans?|jamaicans?|nigerians?|africans?|african[- ]americans?|native americans?|"
    r"choctaws?|cherokees?|"
    r"natives|gypsies|gypsy|romani?|irish|italians?|germans?|poles|polish|russians?|ukrainians?|americans|"
    r"europeans?|palestinians?|"
    r"israelis?|lebanese|hmong|cambodians?|somalians?|ethiopians?|immigrants?|migrants?|foreigners?|"
    r"refugees?|illegals?|aliens|aboriginals?|"
    r"white folks?|black folks?|brown folks?|minorities|non-?whites?|people of colou?r|southerners)"
)
ADJECTIVES = (
    r"(?:black|white|brown|asian|mexican|hispanic|latino|latina|jewish|muslim|christian|catholic|mormon|hindu|sikh|"
    rf"buddhist|protestant|baptist|evangelical|atheist|methodist|lutheran|pentecostal|amish|sunni|shiite|{MORE}|{NO_PLURAL}|"
    r"arab|"
    r"african|"
    r"african[- ]american|indian|native|chinese|japanese|"
    r"korean|vietnamese|haitian|somali|cuban|puerto rican|immigrant|migrant|foreign|refugee|yellow|"
    r"colou?red|mixed|middle eastern|"
    r"hmong|filipino|guatemalan|venezuelan|pakistani|nigerian|roma|native american|choctaw|irish|russian|syrian|afghan)"
)
KINDS = (
    r"(?:people|person|folks?|kids?|children|child|boys?|girls?|m[ae]n|wom[ae]n|families|family|males?|"
    r"females?|ones?|parents|mothers|"
    r"fathers|race|races|students|teens?|teenagers|patrons|neighbors|communit(?:y|ies)|immigrants?|"
    r"migrants?|workers|youths?|invaders)"
)
PEOPLE = rf"(?:{ADJECTIVES} {KINDS}|{NAMES})"

# Slurs need no predicate. Kept in one place, so that the list can be read and justified.
SLURS = (
    r"(?:nigger\w*|nigga\w*|niglet\w*|spic|spics|wetback\w*|beaner\w*|gook\w*|chink|chinks|zipperhead\w*|"
    r"kike\w*|raghead\w*|towelhead\w*|"
    r"sand monkey\w*|camel jockey\w*|coon|coons|darkie\w*|jigaboo\w*|porch monkey\w*|paki|pakis|"
    r"redskins?(?! (?:game|fans|football|won|lost|jersey))|"
    r"injun\w*|squaw|honky|honkies|gringo de mierda|sudaca\w*|jungle bunn\w+|slant-?eye\w*|white trash "
    r"(?:race|people)|cracker ass)"
)

# Said of a people, each of these demeans it.
DEMEANS = (
    r"(?:animals?|vermin|rats?|roaches|cockroaches|savages?|subhumans?|sub-human|parasites?|leeches|"
    r"maggots?|monkeys|apes|dogs|pigs|beasts|"
    r"thieves|criminals|thugs|rapists|terrorists|murderers|invaders|scum|trash|garbage|filth|filthy|dirty|"
    r"nasty|disgusting|"
    r"a disease|a plague|a cancer|a virus|a curse|an infestation|a pest|pests|inferior|worthless|useless|"
    r"stupid|dumb|brainless|lazy|"
    r"uncivili[sz]ed|primitive|backwards?|retarded|violent|evil|demons?|devils?|liars?|lying|sneak(?:y|"
    r"ing)|greedy|cheats?|dishonest|"
    r"untrustworthy|born \w+|low iq|less than human|not human|illiterate|ignorant|smelly|stinking|"
    r"repulsive|ugly|gross|degenerates?|"
    r"breeders|drunks|beggars|bums|"
    r"freeloaders|moochers|welfare \w+|uneducated|unfit|morons|idiots|imbeciles|good for nothing|"
    r"incapable|crooked|crooks|"
    r"diseased|rodents|insects|swine|barbarians|barbaric|mongrels?|a mistake|ruin\w*|steal\w*|filth|"
    r"freeloading|trouble|the enemy|the problem|poison|vomit|poop|fire)"
)
