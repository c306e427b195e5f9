"""The agency may use every picture and film it posts.

Source: the written policy (Presence 5, on copyright); 17 U.S.C. 106. What nobody has looked up is unknown, and unknown
is not permission: the check asks, it never guesses. A letter of permission that nobody kept is none. Where staff call a
picture their own work and its file names another's copyright, that is told as advice: files keep the notices of whoever
lent the camera or the program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from masthead.checks.engine.credits import is_credited
from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.checks.engine.finding import Raised, Remedy
from masthead.checks.engine.licenses import LICENSES
from masthead.kernel.text import shorten

CODES = ("media_unlicensed", "letter_not_kept", "file_says_otherwise")
STAGE = "content"
PASSES = (
    DraftFacts("Our cat.", assets=(AssetFacts("image", licence="own"),)),
    DraftFacts("Sunrise. Photo: D. Okafor, CC BY 4.0.", assets=(AssetFacts("image", licence="cc-by"),)),
    DraftFacts("Sunrise. Foto: Delphine Okafor.", assets=(AssetFacts("image", licence="cc-by-sa"),)),
    DraftFacts("Sunrise, by D. Okafor, CC BY 4.0.", assets=(AssetFacts("image", licence="cc-by"),)),
    DraftFacts("Sunrise (© Okafor).", assets=(AssetFacts("image", licence="cc-by"),)),
    DraftFacts(
        "Sunrise. Thanks to Delphine Okafor.",
        assets=(AssetFacts("image", licence="cc-by", maker="Delphine Okafor, on her own site"),),
    ),
    DraftFacts("The old store.", assets=(AssetFacts("image", licence="public-domain"),)),
    DraftFacts("Our cat.", assets=(AssetFacts("image", licence="own", rights="Copyright 2026"),)),
    DraftFacts(
        "Our cat.",
        assets=(AssetFacts("image", licence="own", rights="© Tallow County Library. All rights reserved."),),
        names=frozenset({"Tallow County Library", "Tallow", "County", "Library"}),
    ),
    DraftFacts("Our cat.", assets=(AssetFacts("image", licence="permission-letter", evidence=True),)),
    DraftFacts(
        "Our cat.",
        assets=(AssetFacts("image", licence="permission-letter", rights="© J. Ash. All rights reserved."),),
    ),
)
FAILS = (
    (DraftFacts("A cat.", assets=(AssetFacts("image", licence="unknown"),)), "media_unlicensed"),
    (DraftFacts("A cat.", assets=(AssetFacts("image", licence="all-rights-reserved"),)), "media_unlicensed"),
    (DraftFacts("A cat.", assets=(AssetFacts("image", licence="cc-by-nc"),)), "media_unlicensed"),
    *(
        (DraftFacts(text, assets=(AssetFacts("image", licence="cc-by-sa", maker=maker),)), "media_unlicensed")
        for text, maker in (
            ("Sunrise.", ""),
            ("Our gym is a picture of health.", ""),
            ("The river is a source of pride. Stop by Friday.", ""),
            ("Photo: see below.", ""),
            ("Sunrise. Photo: Tuesday at six.", ""),
            ("Stop by Headquarters for the art of quilting.", "Delphine Okafor"),
            ("Sunrise, CC BY-SA 4.0.", "Delphine Okafor, Creative Commons"),
        )
    ),
    (
        DraftFacts("A cat.", assets=(AssetFacts("image", licence="permission-letter", evidence=False),)),
        "letter_not_kept",
    ),
    (
        DraftFacts("A cat.", assets=(AssetFacts("image", licence="own", rights="All rights reserved"),)),
        "file_says_otherwise",
    ),
    (
        DraftFacts(
            "A cat.",
            assets=(AssetFacts("image", licence="own", rights="© Ash County Photo"),),
            names=frozenset({"Tallow County Library", "Tallow", "County", "Library"}),
        ),
        "file_says_otherwise",
    ),
)

_NO_LETTER = (
    "The {}'s owner is said to have permitted it in writing, and no letter is kept here; add it, or the address where"
    " it is written."
)
_LICENSE_NAMES = {"cc-by": "CC BY 4.0", "cc-by-sa": "CC BY-SA 4.0"}
_RESERVED = re.compile(r"\ball rights reserved\b", re.I)
_NAMES_NOBODY = re.compile(r"\bcopyright\b|\bcopr\b|\([cC]\)|[\W\d_]", re.I)


def check(draft: DraftFacts) -> Iterator[Raised]:
    for position, asset in enumerate(draft.assets, 1):
        handle = asset.id or asset.name or f"{asset.kind} {position}"
        remedy = Remedy("go", "State the license", target=handle)
        if fault := _fault(asset, draft.text):
            yield Raised("media_unlicensed", fault, asset=handle, remedies=(remedy,))
        elif asset.licence.strip().lower() == "permission-letter" and asset.evidence is False:
            keep = Remedy("go", "Add the letter", target=handle)
            yield Raised("letter_not_kept", _NO_LETTER.format(asset.kind), asset=handle, remedies=(keep,))
        elif doubt := _doubt(asset, draft.names):
            yield Raised("file_says_otherwise", doubt, asset=handle, remedies=(remedy,), only_advice=True)


def _fault(asset: AssetFacts, text: str) -> str | None:
    licence = asset.licence.strip().lower()
    if licence in ("", "unknown"):
        return f"Nobody has said whether the agency may use the {asset.kind}; state its license or replace it."
    license_ = LICENSES.get(licence)
    if license_ is None or not license_.usable:
        return f"The {asset.kind} is marked '{asset.licence}'; get a permission letter from its owner or replace it."
    if license_.credit and not is_credited(text, asset.maker):
        return (
            f"The {asset.kind}'s license asks for a credit; name its maker and the license in the text, such as"
            f" “Photo: {_maker(asset)}, {_LICENSE_NAMES.get(licence, license_.label)}”."
        )
    return None


def _maker(asset: AssetFacts) -> str:
    """Who made it, where that is short enough to be a name."""
    return asset.maker if 0 < len(asset.maker) <= 40 and "\n" not in asset.maker else "A. Name"


def _doubt(asset: AssetFacts, names: frozenset[str]) -> str | None:
    rights = asset.rights.strip()
    if asset.licence.strip().lower() != "own" or not rights or _names_us(rights, names):
        return None
    if not _RESERVED.search(rights) and not _NAMES_NOBODY.sub("", rights):
        return None
    said = shorten(rights, 120)
    return (
        f"The {asset.kind} is marked as our own work, and its file says '{said}'; see whose it is, and state the"
        " license it is under."
    )


def _names_us(rights: str, names: frozenset[str]) -> bool:
    """By a whole name or an acronym: single words of a name, such as County, are others' too."""
    whole = {name for name in names if " " in name.strip() or (name.isupper() and len(name) > 1)}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", rights, re.I) for name in whole)
