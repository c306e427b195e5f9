"""The key the ledger signs with: a file of its own, made on first use, whose name is the ledger's for good.

The name is taken from the agency once and kept with the key. An agency that renames itself keeps its ledger's name, so
that yesterday's checkpoints and today's belong together.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.text import slugify

from masthead.agencies.models import the_agency
from masthead.kernel.keeping import kept_secret
from masthead.kernel.refusals import Refused
from masthead.records.models import Checkpoint
from masthead.records.note import NoteRefused, Signer, Verifier


def signer() -> Signer:
    """The ledger's key. Raises Refused when it is lost or spoiled, or there is no agency yet to name it after."""
    path = _key_file()
    if not path.exists() and Checkpoint.objects.exists():
        raise Refused(f"The key that signs the ledger is missing. Restore {path} from the backup, then try again.")
    kept = kept_secret(path, make=lambda: f"{Signer.new(_origin())}\n".encode())
    try:
        return Signer.parse(kept.decode("utf-8", "replace"))
    except NoteRefused:
        raise Refused(f"The key in {path} cannot be read. Restore that file from the backup, then try again.") from None


def verifier() -> Verifier:
    """The public half, to be published where the agency's readers will find it. Raises as `signer` does."""
    return signer().verifier


def _key_file() -> Path:
    return Path(settings.MASTHEAD_HOME) / "keys" / "ledger.key"


def _origin() -> str:
    agency = the_agency()
    if agency is None:
        raise Refused("There is no agency to sign for yet. Set the agency up first.")
    return f"masthead/{slugify(agency.short_name or agency.name) or agency.pk}"
