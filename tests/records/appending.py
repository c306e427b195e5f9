"""A process of its own that appends to the ledger of a desk whose tables exist. Run by test_concurrent_appends.

python appending.py make | append NAME COUNT | verify. Whoever appends says "ready", and "kept" after its first act.
"""

from __future__ import annotations

import sys

import django

django.setup()

from django.db import transaction  # noqa: E402

from masthead.agencies.actors import Worker  # noqa: E402
from masthead.agencies.models import Agency  # noqa: E402
from masthead.kernel.clock import now  # noqa: E402
from masthead.records import append as ledger  # noqa: E402
from masthead.records.checkpoint import make_checkpoint  # noqa: E402
from masthead.records.signing import verifier  # noqa: E402
from masthead.records.verify import verify_ledger  # noqa: E402


def make() -> None:
    Agency.objects.create(
        name="Concurrent Library",
        short_name="CL",
        policy="mlc-2012",
        public_url="http://localhost",
        records_address="records@agency.invalid",
    )


def append(name: str, count: int) -> None:
    # The policy's words are no matter here; only the order of appends is.
    ledger.set_policy_stamp(lambda: "mlc-2012@1")
    by = Worker(name)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in range(count):
        with transaction.atomic():
            ledger.append("agency/bureau_added", by=by, at=now(), subject=f"bureau:{number}", body={"name": name})
        if not number:
            sys.stdout.write("kept\n")
            sys.stdout.flush()
        if number % 40 == 39:
            make_checkpoint(by=by, at=now())


def verify() -> None:
    verdict = verify_ledger(verifier())
    sys.stdout.write(f"{verdict.size} {verdict.fault}\n")


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "append":
        append(arguments[0], int(arguments[1]))
    else:
        {"make": make, "verify": verify}[command]()
