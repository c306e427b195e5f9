"""Sign the ledger as it stands. Whoever keeps a checkpoint can later tell whether anything before it was changed.

A checkpoint covers the tree up to and including its own record, so that nothing in the ledger stays unsigned by the
act of signing. That record names the checkpoint before it, and so the checkpoints are a chain inside the tree too.
"""

from __future__ import annotations

import base64
from datetime import datetime

from django.db import connection

from masthead.agencies.actors import Actor
from masthead.records import rows
from masthead.records.append import append
from masthead.records.models import Checkpoint
from masthead.records.note import TreeHead
from masthead.records.operation import operation
from masthead.records.signing import signer


@operation("records.checkpoint")
def make_checkpoint(*, by: Actor, at: datetime) -> Checkpoint:
    """Append `records/checkpointed` and sign the tree that ends with it.

    Raises Refused when the signing key is missing or there is no agency to sign for.
    """
    key = signer()
    with connection.cursor() as cursor:
        size = rows.locked_head(cursor).size + 1
        last = Checkpoint.objects.last()
        append(
            "records/checkpointed",
            by=by,
            at=at,
            subject=f"checkpoint:{size}",
            body={
                "origin": key.name,
                "size": size,
                "previous_size": last.size if last else 0,
                "previous_root": base64.b64encode(last.root).decode() if last else "",
            },
        )
        root = rows.locked_head(cursor).root()
    note = key.sign(TreeHead(key.name, size, root).text)
    return Checkpoint.objects.create(size=size, root=root, note=note, at=at)
