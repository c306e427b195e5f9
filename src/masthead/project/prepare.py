"""Makes the home ready before the servers start: tables, static files, and in a demo its sample agency.

Done in a process of its own, so that the supervisor never opens the database. Everything for people goes to standard
error; the answer is JSON for the supervisor.
"""

from __future__ import annotations

import gc
import hashlib
import json
import sys
from pathlib import Path

from masthead.kernel.clock import now


def prepare(address: str) -> dict[str, object]:
    """Prepare and tell: {"agency": name, "code": set-up code or "", "links": [[role, name, token], …], "mail_port": 0}.

    A token is of the sample's sign-in link; `mail_port` is where the sample mailbox is to listen, 0 outside a demo.
    """
    from django.conf import settings

    from masthead.adoption.start import keep_the_file_in_use, may_keep_the_file_in_use
    from masthead.agencies.actors import Worker
    from masthead.agencies.models import the_agency
    from masthead.project.demo import seed, sign_in_tokens
    from masthead.project.demo_content import furnish
    from masthead.project.demo_mail import point_mail_at_the_sample_mailbox
    from masthead.project.demo_registers import fill
    from masthead.project.first_run.code import set_up_code

    bring_tables_up_to_date()
    _gather_static_files()
    if may_keep_the_file_in_use():
        keep_the_file_in_use(by=Worker("upgrade"), at=now())
    mail_port = 0
    if settings.MASTHEAD_DEMO:
        seed(at=now(), address=address)
        furnish(at=now())
        fill(at=now())
        mail_port = point_mail_at_the_sample_mailbox(at=now())
    agency = the_agency()
    is_open = agency is not None and agency.set_up_at is not None
    return {
        "agency": agency.name if agency and is_open else "",
        "code": "" if is_open else set_up_code(),
        "links": sign_in_tokens(),
        "mail_port": mail_port,
    }


def bring_tables_up_to_date() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        print("Bringing the database up to date…", file=sys.stderr)  # noqa: T201
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()


def _gather_static_files() -> None:
    """Collect and fingerprint static files, unless the very same files were collected before."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    sources = _fingerprint_of_sources()
    if stamp.exists() and stamp.read_text() == sources and Path(settings.STATIC_ROOT).is_dir():
        return
    print("Gathering pages' styles and scripts…", file=sys.stderr)  # noqa: T201
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(sources)


def _fingerprint_of_sources() -> str:
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            seen.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def answer(address: str) -> str:
    """What `prepare` tells, as JSON. Exits with a line for people where the database does not answer as it should."""
    from django.db import DatabaseError

    gc.freeze()  # what was loaded before is not looked through; what bringing tables up to date makes and drops is
    gc.enable()
    try:
        return json.dumps(prepare(address))
    except DatabaseError as error:
        sys.exit(f"masthead: The database does not answer as it should: {str(error).strip()}")
