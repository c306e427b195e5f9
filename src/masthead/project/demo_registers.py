"""What the sample desk knows of whom to follow, and who there has acknowledged the policy. All of it is invented.

Handles end in `_demo` or `.invalid`, so that nobody's real account is meant.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from masthead.agencies.actors import Worker
from masthead.agencies.days import local_day
from masthead.employees.acknowledge import acknowledge
from masthead.employees.models import Acknowledgement
from masthead.following import own
from masthead.following.imports import import_register, read_files
from masthead.following.models import Register
from masthead.following.registers.sources import Source
from masthead.policy.in_force import rulebook
from masthead.project.demo import who

_KEEPER = Worker("demo")
_PERSON = """\
id: ocd-person/{key}
name: {name}
family_name: {family}
roles:
- type: {role}
  jurisdiction: ocd-jurisdiction/country:us/state:ms/place:okatoma/government
  end_date: {ends}
ids:
  twitter: {handle}
"""
_OFFICIALS = (
    ("demo-1", "Wilhelmina Oakes (demo)", "Oakes", "mayor", "MayorOakes_demo"),
    ("demo-2", "Barnabas Teel (demo)", "Teel", "council member", "CouncilTeel_demo"),
    ("demo-3", "Philippa Rusk (demo)", "Rusk", "county clerk", "ClerkRusk_demo"),
)
_CANDIDATES = """\
id,name,office,state,election_year,x,facebook
demo-1,Wilhelmina Oakes (demo),Mayor of Okatoma,MS,{year},OakesForMayor_demo,
demo-2,Horatio Pell (demo),Mayor of Okatoma,MS,{year},VotePell_demo,vote.pell.invalid
demo-3,Seraphina Dow (demo),Sheriff,MS,{year},DowForSheriff_demo,
"""
_ACKNOWLEDGED = ("policy", "records", "approver")


@transaction.atomic
def fill(*, at: datetime) -> None:
    """Fill them once: officials, candidates, an account that waits for an approver, and who has acknowledged."""
    if Register.objects.exists() or Acknowledgement.objects.exists():
        return
    begun = at - timedelta(days=10)
    year = local_day(at).year + 1
    people = [
        Source(
            f"{key}.yml",
            _PERSON.format(key=key, name=name, family=family, role=role, handle=handle, ends=f"{year}-12-31").encode(),
        )
        for key, name, family, role, handle in _OFFICIALS
    ]
    _import("openstates", "Officials of Okatoma (sample)", people, begun)
    candidates = Source("candidates.csv", _CANDIDATES.format(year=year).encode())
    _import("csv", "Candidates of Okatoma (sample)", [candidates], begun)
    own.enter(
        by=who("communicator"),
        at=at - timedelta(hours=5),
        channel="facebook",
        handle="OkatomaSchools_demo",
        kind="public_body",
        name="Okatoma school district (sample)",
        evidence="https://schools.okatoma.invalid/contact",
    )
    policy = rulebook().policy
    for mailbox in _ACKNOWLEDGED:
        acknowledge(by=who(mailbox), at=begun, stamp=policy.stamp, digest=policy.digest)


def _import(form: str, name: str, sources: list[Source], at: datetime) -> None:
    parsed, files = read_files(form, sources, {})
    import_register(by=_KEEPER, at=at, form=form, name=name, as_of=local_day(at), parsed=parsed, files=files)
