"""The name of a host as the network spells it, and as browsers do: one form for all that is compared or fetched."""

from __future__ import annotations

import re

import idna

_LONGEST, _LONGEST_LABEL = 253, 63
_FORBIDDEN = re.compile(r"[\x00-\x20\"#%/:<>?@\[\\\]^`{|}\x7f]")
"""What no host may hold (WHATWG URL, forbidden domain code points); broad letters turn into some of them."""


def ascii_host(name: str) -> str:
    """`Straße.example` as `xn--strae-oqa.example`: Unicode's UTS 46 without transition, as the WHATWG's URL standard
    has it.

    The older IDNA 2003, which Python's own codec keeps, makes `strasse.example` of it: another site. Not asked are the
    finer rules of IDNA 2008, because browsers do not either: a host of emoji is a host. Raises ValueError for what
    cannot be spelled.
    """
    if name.isascii():
        return name.lower()
    if len(name) > _LONGEST:
        raise ValueError("This host is too long.")
    labels = idna.uts46_remap(name, std3_rules=False, transitional=False).split(".")
    spelled = [label if label.isascii() else f"xn--{label.encode('punycode').decode('ascii')}" for label in labels]
    if any(len(label) > _LONGEST_LABEL or _FORBIDDEN.search(label) for label in spelled):
        raise ValueError("This host cannot be spelled.")
    return ".".join(spelled)
