"""Hosts whose letters look like others: `pаypal` with a Cyrillic а, and `аррӏе`, of which no letter is Latin.

The first rule is Unicode's (UTS 39, 5.2): letters of different alphabets do not stand in one name, but for those East
Asian scripts that are written with Latin letters among them. The second is that of browsers, which show such a name in
its ASCII spelling.
"""

from __future__ import annotations

import unicodedata

from masthead.checks.engine.addresses import place

_ALPHABETS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
_LIKE_LATIN = frozenset("аеорсухіјѕӏԁԛԝһονραυικ")
"""Cyrillic and Greek letters that pass for Latin ones."""


def disguised(address: str) -> str:
    """What is odd about the host of `address`, as a sentence without its full stop; "" where nothing is."""
    for label in place(address)[0].split("."):
        if not label.startswith("xn--") or len(label) > 63:
            continue
        try:
            shown = label[4:].encode("ascii").decode("punycode")
        except UnicodeError:
            continue
        letters = [sign for sign in shown if sign.isalpha()]
        alphabets = sorted({unicodedata.name(sign, "").partition(" ")[0] for sign in letters} & _ALPHABETS)
        if len(alphabets) > 1:
            return f"“{shown}” mixes {' and '.join(name.capitalize() for name in alphabets)} letters"
        if alphabets and alphabets != ["LATIN"] and _LIKE_LATIN.issuperset(letters):
            return f"“{shown}” is of {alphabets[0].capitalize()} letters that look like Latin ones"
    return ""
