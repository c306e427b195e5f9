"""Signed notes and checkpoints in the formats of C2SP (signed-note and tlog-checkpoint), signed with Ed25519.

A note is text, an empty line, and one line per signature. Its key name says whose it is: `masthead/<agency>`.
A verifier key is written `<name>+<key id in hex>+<base64 of 0x01 and the public key>`; a signer key likewise, after
`PRIVATE+KEY+` and with the seed in the place of the public key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_DASH = "\u2014 "
_PRIVATE = "PRIVATE+KEY+"


class NoteRefused(ValueError):
    """The note or key cannot be read, or the signature is not by this key; the message says which."""


@dataclass(frozen=True)
class Verifier:
    """A name and a public key of 32 bytes."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tie the name to the key, so that a key cannot sign under another name."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public_key).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_encode(_ED25519 + self.public_key)}"

    @classmethod
    def parse(cls, line: str) -> Verifier:
        """Read a verifier key. Raises NoteRefused when it is not one, or its id does not match its key."""
        name, key_id, key = _split_key(line.removesuffix("\n"))
        verifier = cls(name, key)
        if verifier.key_id.hex() != key_id:
            raise NoteRefused("The key's id does not belong to its name and key.")
        return verifier


@dataclass(frozen=True)
class Signer:
    """A name and the 32 byte seed of an Ed25519 private key."""

    name: str
    seed: bytes

    def __post_init__(self) -> None:
        _refuse_odd_name(self.name)

    @classmethod
    def new(cls, name: str) -> Signer:
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self._key.public_key().public_bytes_raw())

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def __str__(self) -> str:
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{_encode(_ED25519 + self.seed)}"

    def __repr__(self) -> str:
        return f"Signer({self.name!r})"  # never the seed: this may reach a log

    @classmethod
    def parse(cls, line: str) -> Signer:
        """Read a signer key. Raises NoteRefused when it is not one, or its id does not match its key."""
        if not line.startswith(_PRIVATE):
            raise NoteRefused("This is not a signing key.")
        name, key_id, seed = _split_key(line.removeprefix(_PRIVATE).removesuffix("\n"))
        signer = cls(name, seed)
        if signer.verifier.key_id.hex() != key_id:
            raise NoteRefused("The key's id does not belong to its name and key.")
        return signer

    def sign(self, text: str) -> str:
        """The whole note over `text`. Raises NoteRefused unless the text ends in a newline and holds no control."""
        _refuse_odd_text(text)
        signature = self._key.sign(text.encode())
        return f"{text}\n{_DASH}{self.name} {_encode(self.verifier.key_id + signature)}\n"


@dataclass(frozen=True)
class TreeHead:
    """What a checkpoint states: the log's name, how many records, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_encode(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> TreeHead:
        """Read a checkpoint's text; lines after the third are extensions. Raises NoteRefused when it is not one."""
        lines = text.split("\n")
        if len(lines) < 4 or not lines[0]:
            raise NoteRefused("A checkpoint has an origin, a size and a root, one on each line.")
        origin, size, root = lines[:3]
        if not (size.isascii() and size.isdigit()) or str(int(size)) != size:
            raise NoteRefused("The checkpoint's size is not a plain number.")
        return cls(origin, int(size), _decode(root, 32, "The checkpoint's root"))


def open_note(note: str, verifier: Verifier) -> str:
    """The text of `note`, once `verifier`'s signature on it is checked. Raises NoteRefused otherwise.

    Signatures under other keys are passed over: witnesses may add theirs.
    """
    body, blank, signatures = note.rpartition("\n\n")
    if not blank or not signatures.endswith("\n"):
        raise NoteRefused("This is not a signed note.")
    text = body + "\n"
    _refuse_odd_text(text)
    for line in signatures.removesuffix("\n").split("\n"):
        name, _, encoded = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not name or not encoded:
            raise NoteRefused("A signature line is malformed.")
        signed = _decode(encoded, None, "A signature")
        if name != verifier.name or signed[:4] != verifier.key_id:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(verifier.public_key).verify(signed[4:], text.encode())
        except (InvalidSignature, ValueError):
            raise NoteRefused(f"The signature of {verifier.name} does not fit the text.") from None
        return text
    raise NoteRefused(f"The note bears no signature of {verifier.name}.")


def open_checkpoint(note: str, verifier: Verifier) -> TreeHead:
    """The tree head in a signed checkpoint, whose origin must be the key's name. Raises NoteRefused otherwise."""
    head = TreeHead.parse(open_note(note, verifier))
    if head.origin != verifier.name:
        raise NoteRefused(f"The checkpoint is of {head.origin}, the key of {verifier.name}.")
    return head


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decode(text: str, length: int | None, what: str) -> bytes:
    """Strict base64: one spelling for one value."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteRefused(f"{what} is not base64.") from None
    if _encode(value) != text or (length is not None and len(value) != length):
        raise NoteRefused(f"{what} is not what base64 would write.")
    return value


def _split_key(line: str) -> tuple[str, str, bytes]:
    """`<name>+<id>+<base64>`: base64 may hold a plus itself, a name may not."""
    parts = line.split("+", 2)
    if len(parts) != 3:
        raise NoteRefused("This is not a key.")
    name, key_id, encoded = parts
    _refuse_odd_name(name)
    value = _decode(encoded, 33, "The key")
    if value[:1] != _ED25519:
        raise NoteRefused("The key is not an Ed25519 key.")
    return name, key_id, value[1:]


def _refuse_odd_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise NoteRefused("A key's name may hold neither spaces nor plus signs.")


def _refuse_odd_text(text: str) -> None:
    if not text.endswith("\n") or any(letter < " " and letter != "\n" for letter in text):
        raise NoteRefused("A note's text ends in a newline and holds no control characters.")
