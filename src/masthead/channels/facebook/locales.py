"""Facebook's names of languages, as captions need them: the file is called `filename.locale.srt`.

By https://developers.facebook.com/docs/graph-api/reference/video/captions.
"""

from __future__ import annotations

_LOCALES = {
    "ar": "ar_AR",
    "de": "de_DE",
    "en": "en_US",
    "es": "es_LA",
    "fr": "fr_FR",
    "hi": "hi_IN",
    "ht": "ht_HT",
    "it": "it_IT",
    "ja": "ja_JP",
    "ko": "ko_KR",
    "pt": "pt_BR",
    "ru": "ru_RU",
    "tl": "tl_PH",
    "vi": "vi_VN",
    "zh": "zh_CN",
}


def locale_of(language: str) -> str:
    """Facebook's name of a language given by its BCP 47 tag; "" for one it has no captions in, as Choctaw."""
    return _LOCALES.get(language.partition("-")[0].lower(), "")
