"""Whether a text credits the maker of a picture: by the name kept with it, or by words of a credit and a name.

Creative Commons licenses ask for the maker's name (CC BY 4.0, section 3(a)(1)(A)). "A picture of health" names nobody.
"""

from __future__ import annotations

import re

_NO_NAME = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|today|tomorrow|tonight|noon|now|see|come|click|join|cc|creative|public|license[ds]?|own|www"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo|hoy|ma[nñ]ana"
)
_PART = r"(?:[A-ZÀ-ÖØ-Þ][\w.'’-]{0,40}|de|del|der|la|van|von|of|the|and|y|&)"
_NAME = (
    rf"(?<!\w)(?:@[\w.-]{{2,}}|(?!(?i:{_NO_NAME})\b)[A-ZÀ-ÖØ-Þ][\w.'’-]{{1,40}}"
    r"|[A-ZÀ-ÖØ-Þ]\.\s?[A-ZÀ-ÖØ-Þ][\w.'’-]{1,40})"
)
_WORK = r"(?:photo(?:graph)?s?|pic|image|pictures?|video|film|art(?:work)?|illustration|drawing|painting|fotos?|imagen)"
_CREDIT = re.compile(
    rf"\b(?i:(?:{_WORK}|credits?|source|courtesy|fuente|cr[eé]ditos?|autora?|{_WORK} (?:credit|courtesy|source)))"
    rf"(?:\s*:|\s+(?i:by|courtesy of|via|por)\s|\s+©|\s+\([cC]\))\s*{_NAME}"
    rf"|\b(?i:courtesy of|cortes[ií]a de)\s+(?:the\s+)?{_NAME}"
    rf"|\b(?i:(?:taken|made|shot|filmed|drawn|painted|created|tomada|hecha|creada) (?:by|por))\s+{_NAME}"
    rf"|(?:©|📷|\([cC]\))\s*(?:\d{{4}}\s+)?{_NAME}"
    rf"|(?:^|[(\[|•–—-]\s*)(?i:by|por)\s+{_NAME}"
    rf"|\b(?i:by|por)\s+{_NAME}(?:\s+{_PART}){{0,4}}[\s,(|]{{1,4}}(?i:CC\b|Creative Commons)"
    rf"|{_NAME}(?:\s+{_PART}){{1,4}}[\s,(/|]{{1,4}}(?i:CC[ -]?BY\b)",
    re.M,
)
_OF_A_LICENSE = re.compile(
    r"creative commons|attribution|share ?-?alike|public domain|\bcc\b[ -]?(?:by)?(?:-sa)?|license[ds]?|https?://\S+|\d+",
    re.I,
)
_NAMED = re.compile(
    rf"@[\w.-]{{2,}}|(?<!\w)[A-ZÀ-ÖØ-Þ][\w.'’-]{{0,40}}(?:\s+{_PART}){{0,4}}\s+[A-ZÀ-ÖØ-Þ][\w'’-]{{1,40}}"
)


def is_credited(text: str, recorded: str) -> bool:
    """`recorded`: who made it, as kept with the picture in anybody's words, or ""."""
    said = " ".join(text.split()).casefold()
    names = {" ".join(name.split()).casefold() for name in _NAMED.findall(_OF_A_LICENSE.sub(" ", recorded))}
    return any(name in said for name in names) or _CREDIT.search(text) is not None
