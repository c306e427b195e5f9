"""The certificate a web server showed, and why it was not accepted: read on the very connection that was made.

Whether it is accepted is OpenSSL's verdict against this machine's authorities, under RFC 5280 and RFC 6125; nothing
here takes part in it. Its words are a stranger's: few and short ones are kept.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from masthead.kernel.text import clean, shorten

SOON = timedelta(days=14)
"""Before its end a certificate of a year is renewed: two weeks are time to ask whoever keeps the site."""
_LAST_PART = 3
"""One that is made for a few days is always near its end: only in the last third of its days is that worth a word."""
_MOST_NAMES, _LONGEST = 20, 200
_CODES = {
    9: "not_yet",
    10: "expired",
    18: "self_signed",
    62: "other_host",
    64: "other_host",
    **dict.fromkeys((2, 19, 20, 21), "unknown_issuer"),
}
"""OpenSSL's verdicts (x509_vfy.h) that have words of their own."""
REFUSED = {
    "expired": "its certificate has run out",
    "not_yet": "its certificate is not valid yet",
    "self_signed": "it vouches for itself: no authority issued its certificate",
    "other_host": "its certificate is for another site",
    "unknown_issuer": "nobody this desk trusts issued its certificate",
    "other": "its certificate does not hold",
}
"""Why one is not accepted, as a clause of a sentence about the site."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What `host` showed. valid_from, valid_until: ISO times in UTC, "" where it could not be read.

    refused: "" where it was accepted, else a key of REFUSED; names: the sites it is for, the first twenty.
    """

    host: str
    refused: str = ""
    issuer: str = ""
    names: tuple[str, ...] = ()
    more_names: int = 0
    valid_from: str = ""
    valid_until: str = ""
    sha256: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    def in_record(self) -> dict[str, str]:
        """What a record says of it: enough to find it again in the public logs of certificates (RFC 6962)."""
        told = {"host": self.host, "refused": self.refused, "until": self.valid_until, "sha256": self.sha256}
        return {name: value for name, value in told.items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Certificate:
        return cls(**{**kept, "names": tuple(kept.get("names", ()))})

    @property
    def begins(self) -> datetime | None:
        return datetime.fromisoformat(self.valid_from) if self.valid_from else None

    @property
    def ends(self) -> datetime | None:
        return datetime.fromisoformat(self.valid_until) if self.valid_until else None

    @property
    def why_refused(self) -> str:
        """A clause of a sentence about the site; "" where the certificate was accepted."""
        return REFUSED.get(self.refused, REFUSED["other"]) if self.refused else ""

    @property
    def worth_a_word_from(self) -> datetime | None:
        """From when on its end is near: two weeks before, and for one made for a few days in its last third."""
        if (ends := self.ends) is None or (begins := self.begins) is None:
            return None
        return ends - min(SOON, (ends - begins) / _LAST_PART)


def shown(host: str, der: bytes) -> Certificate:
    """What an accepted or refused certificate says. Never raises: of one that cannot be read its digest is kept."""
    seen = Certificate(_short(host), sha256=hashlib.sha256(der).hexdigest())
    try:
        read = x509.load_der_x509_certificate(der)
        names = _names(read)
        return replace(
            seen,
            issuer=_said(read.issuer),
            names=tuple(_short(name) for name in names[:_MOST_NAMES]),
            more_names=len(names[_MOST_NAMES:]),
            valid_from=_stamp(read.not_valid_before_utc),
            valid_until=_stamp(read.not_valid_after_utc),
        )
    except Exception:  # noqa: BLE001 - a stranger made it: what it breaks in the reading library derives from no one class
        return seen


def refused_by(error: ssl.SSLCertVerificationError) -> str:
    """Why OpenSSL did not accept a certificate, as a key of REFUSED."""
    return _CODES.get(getattr(error, "verify_code", 0), "other")


def soonest_to_end(certificates: Iterable[Mapping[str, Any]]) -> Certificate | None:
    """Of the accepted ones that were kept, the one that runs out first."""
    read = (Certificate.from_json(kept) for kept in certificates)
    known = [(one.ends, one) for one in read if one.ends and not one.refused]
    return min(known, key=lambda pair: pair[0])[1] if known else None


def refused_one(certificates: Iterable[Mapping[str, Any]]) -> Certificate | None:
    """The one of those that were kept that was not accepted: nothing is asked after it, so there is at most one."""
    return next((one for kept in certificates if (one := Certificate.from_json(kept)).refused), None)


def _names(read: x509.Certificate) -> list[str]:
    try:
        stated = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return [str(each.value) for each in read.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    hosts = [str(each) for each in stated.get_values_for_type(x509.DNSName)]
    return hosts + [str(each) for each in stated.get_values_for_type(x509.IPAddress)]


def _said(name: x509.Name) -> str:
    """Who somebody is: organization and common name, as far as they are stated."""
    parts = [
        str(each.value)
        for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        for each in name.get_attributes_for_oid(kind)[:1]
    ]
    return _short(", ".join(dict.fromkeys(parts)))


def _short(text: str) -> str:
    return shorten(clean(text), _LONGEST)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
