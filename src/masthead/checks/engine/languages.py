"""Which language a text reads like, by its small words or its letters. Told only where it is plain: a guess is no help.

Small words (articles, pronouns, prepositions) make up a third of any text and differ from language to language. No
model is needed for the languages heard in an American library, and what was counted can be shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

LANGUAGES = {
    "en": "English",
    "es": "Spanish",
    "vi": "Vietnamese",
    "zh": "Chinese",
    "fr": "French",
    "ht": "Haitian Creole",
    "tl": "Tagalog",
    "ko": "Korean",
    "ja": "Japanese",
    "ar": "Arabic",
    "de": "German",
    "it": "Italian",
    "pt": "Portuguese",
    "ru": "Russian",
    "hi": "Hindi",
    "cho": "Choctaw",
}
"""What staff choose from, by BCP 47 tag. Choctaw is not recognized here, and never doubted."""

_SMALL_WORDS = {
    "en": "the of and to is that it for you was with are have this they we what your will be not from but can our",
    "es": "el los las de del y un hoy vamos este que en es por con una para se está son pero más como muy su nuestra",
    "fr": "le un les des du et est une que qui dans pour pas vous nous avec sur ce il elle sont mais être cette ils",
    "de": "der die das und ist nicht ein eine zu den mit sie wir ich auf für von dem auch es sich im sind aber",
    "it": "il un gli di che è una per non con della sono del le anche questo più nel ma alla ci nostra hanno dei",
    "pt": "o os as do da e que em uma para não com é são mas mais como você no na ao nossa também pelo isso",
    "ht": "la yo nan pou ak li nou ou se te ki pa sa gen yon anpil tout kap fè pral lè men",
    "tl": "ang ng mga sa na at ay ko mo siya natin kami hindi para ito ni kung may isang po namin ninyo dito",
    "vi": "và của là các có không cho được người một trong với này đã để khi chúng bạn tôi ở đến cảm ơn vì con rất",
}
_LETTERS = {
    "ja": re.compile("[\u3040-\u30ff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
}
_READS_LIKE = LANGUAGES | {
    "ar": "Arabic, or another language in its letters",
    "ru": "Russian, or another language in its letters",
    "hi": "Hindi, or another language in its letters",
}
_OF = {code: frozenset(words.split()) for code, words in _SMALL_WORDS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_WORDS, _ENOUGH_SMALL, _ENOUGH_LETTERS = 20, 6, 20
_PLAINLY = 2


def reads_like(text: str) -> str | None:
    """The tag of the language a text plainly reads like, or None where it is short, mixed or of no language here.

    Of Arabic, Cyrillic and Indian letters only the letters are told: ar, ru and hi stand for their neighbors too.
    """
    letters = Counter(_letters(text))
    # Japanese is written with Chinese signs too, so its own letters decide.
    if letters["ja"] * 10 > letters["zh"]:
        letters["ja"] += letters.pop("zh", 0)
    words = [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFC", text))]
    written, count = letters.most_common(1)[0] if letters else ("", 0)
    if count >= _ENOUGH_LETTERS and count > sum(len(word) for word in words) / 2:
        return written
    if len(words) < _ENOUGH_WORDS:
        return None
    hits = Counter({code: sum(word in small for word in words) for code, small in _OF.items()})
    (first, most), (_, next_most) = hits.most_common(2)
    plain = most >= _ENOUGH_SMALL and most * 10 >= len(words) and most >= _PLAINLY * next_most
    return first if plain else None


def another_than(stated: str, text: str) -> str | None:
    """The name of the language `text` plainly reads like, where staff stated another one that can be recognized."""
    read = reads_like(text)
    if read is None or stated not in (_OF.keys() | _LETTERS.keys()) or read == stated:
        return None
    return _READS_LIKE[read]


def _letters(text: str) -> Iterator[str]:
    for code, letter in _LETTERS.items():
        yield from (code for _ in letter.finditer(text))
