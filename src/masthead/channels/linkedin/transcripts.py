"""Captions as LinkedIn takes them: SubRip, with a note in which locale they are.

By …/community-management/shares/videos-api (captions), and LinkedIn's table of the locales it speaks
(https://learn.microsoft.com/linkedin/shared/references/reference-tables/language-codes).
"""

from __future__ import annotations

import json

from masthead.channels.films import Film
from masthead.channels.linkedin.rest import Rest
from masthead.channels.subrip import subrip

_COUNTRIES = {
    "ar": "AE",
    "de": "DE",
    "en": "US",
    "es": "ES",
    "fr": "FR",
    "hi": "IN",
    "it": "IT",
    "ja": "JP",
    "ko": "KR",
    "pt": "BR",
    "ru": "RU",
    "tl": "PH",
    "vi": "VN",
    "zh": "CN",
}


def locale_of(tag: str) -> dict[str, str] | None:
    """LinkedIn's locale for a language by its BCP 47 tag; None for one it has none for, as Choctaw."""
    language = tag.partition("-")[0].casefold()
    if language not in _COUNTRIES:
        return None
    variant = {"variant": "AMERICAN"} if language == "en" else {}
    return {"language": language.upper(), "country": _COUNTRIES[language], **variant}


def send(rest: Rest, address: str, film: Film) -> None:
    """The captions, where LinkedIn said. Sent twice they are one. Raises OutcomeUnknown where the answer was lost."""
    if film.captions is None:
        return
    about = {
        "format": "SRT",
        "formattedForEasyReader": True,
        "largeText": True,
        "source": "USER_PROVIDED",
        "locale": locale_of(film.language),
        "transcriptType": "CLOSED_CAPTION",
    }
    words = subrip(film.captions.path.read_text(encoding="utf-8")).encode()
    rest.upload_form(
        address, {"metadata": json.dumps(about)}, {"file": ("captions.srt", words, "application/x-subrip")}
    )
