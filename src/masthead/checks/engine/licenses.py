"""The one vocabulary of licenses: what a picture or film may be used under, for staff to choose and checks to judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class License:
    """`label` as staff choose it; whether the agency may post what is under it, and whether it asks for a credit."""

    label: str
    usable: bool = True
    credit: bool = False


LICENSES: Mapping[str, License] = {
    "own": License("Our own work"),
    "public-domain": License("Public domain"),
    "cc0": License("Public domain (CC0)"),
    "cc-by": License("Creative Commons Attribution", credit=True),
    "cc-by-sa": License("Creative Commons Attribution-ShareAlike", credit=True),
    "permission-letter": License("Written permission of the owner"),
    "all-rights-reserved": License("All rights reserved", usable=False),
    "unknown": License("Not known yet", usable=False),
}
"""By code, as it is stored and as rows name it. What is not here is not usable."""
