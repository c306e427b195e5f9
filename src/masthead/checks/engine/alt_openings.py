"""How an alternative text begins that first says that it is a picture, in English and Spanish, and what is left of it.

Screen readers say "image" themselves (WCAG 2.1, technique G94). What a picture is made of says something where a
picture of a picture is shown: a painting, a drawing, an image of a saint; such an opening stays.
"""

from __future__ import annotations

import re

_MEDIUM = r"(?:image|picture|photo(?:graph)?|pic|graphic|screen[ -]?shot|video(?: clip)?|alt(?:ernative)? text)s?"
_MEDIO = r"(?:im[aá]gen(?:es)?|fotograf[ií]as?|fotos?|v[ií]deos?|capturas? de pantalla|texto alternativo)"  # Spanish
_OPENING = re.compile(
    rf"(?:this is |here is )?(?:an? |the |some )?(?:close-?up |stock )?{_MEDIUM}"
    r"(?:\s+(?:of|depicting|depicts?|showing|shows?|(?:that|which) (?:shows?|depicts?))(?:\s+|$)|\s*:\s*)"
    rf"|(?:an? |the )?(?:image|graphic|screen[ -]?shot)s? with\s+"
    rf"|(?:est[ae] es )?(?:una? |la |el |unas |las )?{_MEDIO}"
    r"(?:\s+(?:de(?=l\s)|de|que (?:muestran?|ense[ñn]an?)|mostrando|muestran?|donde se ven?|con)\s*|\s*:\s*)",
    re.I,
)
_TITLE = re.compile(
    r"(?:the )?(?:photo|photograph|picture|image|video|pic)s? of the (?:year|month|week|day|decade)\b"
    r"|(?:the )?picture of dorian gray\b|(?:la )?(?:foto|imagen|v[ií]deo) del (?:a[ñn]o|mes|d[ií]a)\b",
    re.I,
)
_SACRED = re.compile(
    r"(?:an? |the )?(?:image|picture)s? of (?:the )?(?:blessed |holy |infant |crucified )*"
    r"(?:virgin|madonna|our lady|saints?|st\.|christ|jesus|mary|buddha|trinity|sacred heart|god|goddess|angels?)\b"
    r"|(?:una? |la )?im[aá]gen(?:es)? del? (?:la |el )?(?:santísima |sagrad[oa] )*"
    r"(?:virgen|nuestra señora|sant[oa]s?|san|cristo|jesús|niño dios|buda|corazón)\b",
    re.I,
)
_MADE = re.compile(
    r"\b(?:painted|carved|engraved|etched|sculpted|cast|woven|embroidered|printed|drawn"
    r"|pintad[oa]|tallad[oa]|grabad[oa]|bordad[oa]|tejid[oa])s?\s+(?:by|in|on|around|about|c\.|circa|por|en|hacia|\d)",
    re.I,
)
_CAN_BE_MADE = re.compile(r"(?:an? |the |una? |la )?(?:image|picture|im[aá]gen)", re.I)


def opening_of(alt: str) -> tuple[str, str] | None:
    """(the words that only say that it is a picture, what is left as a sentence of its own), or None."""
    begins = _OPENING.match(alt)
    if begins is None or _TITLE.match(alt) or _SACRED.match(alt):
        return None
    if _CAN_BE_MADE.match(alt) and _MADE.search(alt):
        return None
    said, rest = begins.group().strip(), alt[begins.end() :].strip()
    if rest[:2].lower() == "l " and said.lower().endswith("de"):  # Spanish "del": the article stays
        said, rest = f"{said}l", f"e{rest}"
    return said, rest[:1].upper() + rest[1:]
