"""What the registers know of accounts now: a fixed number of queries, for one account or for thousands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from django.db.models import Max, QuerySet

from masthead.agencies.days import local_day
from masthead.following.accounts import Account
from masthead.following.models import Register, RegisterAccount, RegisterId, RegisterRow, SamePerson
from masthead.following.registers.forms import OWN, VETTED
from masthead.following.states import DECLINED
from masthead.following.verdict import Candidacy, RowOnAccount, Verdict, judge
from masthead.kernel.clock import said_day
from masthead.policy.rulebook import Rulebook

_BATCH = 400


def verdict_on(book: Rulebook, account: Account, *, at: datetime) -> Verdict:
    """The verdict on one account as the registers stand."""
    return verdicts_on(book, [account], at=at)[account]


def verdicts_on(book: Rulebook, accounts: Iterable[Account], *, at: datetime) -> dict[Account, Verdict]:
    """The verdict on each account."""
    today = local_day(at)
    found: dict[Account, Verdict] = {}
    for batch in _batches(dict.fromkeys(accounts)):
        rows = _rows_on(batch, today)
        found |= {account: judge(book, account, rows[account], today) for account in batch}
    return found


def _rows_on(accounts: Sequence[Account], today: date) -> dict[Account, list[RowOnAccount]]:
    wanted = set(accounts)
    named = RegisterAccount.objects.filter(handle__in=[account.handle for account in accounts])
    links = [
        (Account(one.network, one.handle), one)
        for one in named.select_related("row__register", "row__since", "row__until").order_by("row_id")
    ]
    current: dict[tuple[Account, str], tuple[RegisterAccount, bool]] = {}
    campaigns: dict[tuple[Account, str], RegisterAccount] = {}
    for account, one in links:
        if account in wanted:
            # Of a row's wordings the newest speaks: rows come in the order in which they were written.
            current[account, one.row.identity] = (one, one.row.until_id is None)
            if one.kind == "campaign":
                campaigns[account, one.row.identity] = one
            elif one.row.entry == "confirmed":
                campaigns.pop((account, one.row.identity), None)
    standing = {one.row.identity: one.row for one, _ in current.values()}
    living = _living(standing.values())
    days = _newest_days({row.register_id for row in standing.values()})
    runs = candidacies_of(list(living.values()), today)
    found: dict[Account, list[RowOnAccount]] = defaultdict(list)
    for (account, identity), (one, stands) in current.items():
        if one.row.entry == DECLINED:
            continue
        found[account].append(_told(one, stands, living.get(identity), days, runs.get(identity, ())))
    for (account, identity), one in campaigns.items():
        if one is not current[account, identity][0] and _denies_still(one):
            found[account].append(replace(_told(one, False, None, days, ()), replaced=True))
    return found


def _told(
    one: RegisterAccount,
    stands: bool,
    living: RegisterRow | None,
    days: dict[UUID, date],
    runs: tuple[Candidacy, ...],
) -> RowOnAccount:
    row = one.row
    own = row.register.form == OWN
    return RowOnAccount(
        row_id=row.pk,
        register=row.register.name,
        key=row.key,
        name=row.name,
        office=row.office,
        kind=one.kind,
        as_of=row.since.as_of if own else days.get(row.register_id, row.since.as_of),
        file=row.file,
        line=row.line,
        starts=row.starts,
        ends=row.ends,
        vetted=row.register.form in VETTED,
        by_staff=own,
        confirmed=row.entry == "confirmed" if own else not row.since.waits,
        gone=None if stands or _denies_still(one) else (row.until.as_of if row.until else None),
        candidacies=runs if living else (),
    )


def _denies_still(one: RegisterAccount) -> bool:
    """A campaign's account that is no longer named as one: to let it go is to allow, which an approver confirms.

    A list's is confirmed with the version, that of the agency's own register with the row that replaced it.
    """
    row = one.row
    return one.kind == "campaign" and row.until is not None and (row.register.form == OWN or row.until.waits)


def _living(rows: Iterable[RegisterRow]) -> dict[str, RegisterRow]:
    """identity → the wording that stands now, of rows of whatever age."""
    rows = list(rows)
    standing = {row.identity: row for row in rows if row.until_id is None}
    ended = [row for row in rows if row.until_id is not None]
    if ended:
        newer = RegisterRow.objects.filter(until=None, register__in={row.register_id for row in ended})
        standing |= {row.identity: row for row in newer.filter(key__in={row.key for row in ended})}
    return standing


def _newest_days(registers: set[UUID]) -> dict[UUID, date]:
    days = Register.objects.filter(pk__in=registers).annotate(day=Max("versions__as_of"))
    return dict(days.values_list("pk", "day"))


def running(rows: QuerySet[RegisterRow], today: date) -> QuerySet[RegisterRow]:
    """Of candidates' rows those of an election that is not over. `P` marks one who ran before and does not now."""
    standing = rows.filter(until=None, role="candidate").exclude(status="P")
    return standing.exclude(election_year__lt=today.year)


def candidacies_of(rows: Sequence[RegisterRow], today: date) -> dict[str, tuple[Candidacy, ...]]:
    """identity of an official's row → candidacies of the same person: by a shared FEC id, or confirmed by staff."""
    officials = {row.pk: row.identity for row in rows if row.role != "candidate"}
    if not officials:
        return {}
    by_fec: dict[str, list[str]] = defaultdict(list)
    for row_id, value in RegisterId.objects.filter(row__in=list(officials), scheme="fec").values_list("row", "value"):
        by_fec[value].append(officials[row_id])
    found: dict[str, dict[str, Candidacy]] = defaultdict(dict)
    shared = running(RegisterRow.objects.filter(ids__scheme="fec", ids__value__in=list(by_fec)), today)
    for row in shared.select_related("register", "since").prefetch_related("ids"):
        for one in row.ids.all():
            for identity in by_fec.get(one.value, ()):
                found[identity][row.identity] = _candidacy(row)
    confirmed: dict[str, list[str]] = defaultdict(list)
    for official, candidate in SamePerson.objects.filter(official__in=set(officials.values())).values_list(
        "official", "candidate"
    ):
        confirmed[candidate].append(official)
    if confirmed:
        keys = {identity.partition(":")[2] for identity in confirmed}
        for row in running(RegisterRow.objects.filter(key__in=keys), today).select_related("register", "since"):
            for identity in confirmed.get(row.identity, ()):
                found[identity][row.identity] = _candidacy(row)
    return {identity: tuple(runs[key] for key in sorted(runs)) for identity, runs in found.items()}


def _candidacy(row: RegisterRow) -> Candidacy:
    year = f" {row.election_year}" if row.election_year else ""
    place = f", {row.file}, line {row.line}" if row.file else ""
    said = f"{row.name}, {row.office}{year} ({row.register.name}{place}, as of {said_day(row.since.as_of)})"
    return Candidacy(row.identity, said)


def _batches(accounts: Iterable[Account]) -> Iterator[list[Account]]:
    rest = iter(accounts)
    while batch := list(islice(rest, _BATCH)):
        yield batch
