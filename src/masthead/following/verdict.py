"""May an account be followed? Allow, deny, or ask a person; with the clause, the reason and the row it rests on.

Pure: the same rows on the same day give the same verdict. Only what a register says of this very account decides.
That its owner runs for something is told, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from masthead.following.accounts import Account, reads_like_a_campaign
from masthead.following.gates import no_campaign_is_followed, only_offices_are_followed
from masthead.kernel.clock import said_day
from masthead.policy.rulebook import Rulebook

Answer = Literal["allow", "deny", "ask"]


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A row of a candidate register that belongs to the same person: by a shared id, or because staff said so."""

    key: str
    said: str


@dataclass(frozen=True, slots=True)
class RowOnAccount:
    """What one row says of the account, and where it stands. `kind`: office, public_body or campaign.

    vetted: the register takes up official accounts only, each looked at by its editors, or staff entered it.
    by_staff: the agency's own register, in which a person vouched for the account with evidence.
    confirmed: nobody has to look at it any more. What one person entered or imported waits for an approver.
    replaced: a campaign's row that was entered or imported anew as something else, which nobody confirmed yet.
    """

    row_id: int
    register: str
    key: str
    name: str
    office: str
    kind: str
    as_of: date
    file: str = ""
    line: int = 0
    starts: date | None = None
    ends: date | None = None
    vetted: bool = True
    by_staff: bool = False
    confirmed: bool = True
    replaced: bool = False
    gone: date | None = None
    candidacies: tuple[Candidacy, ...] = ()

    @property
    def where(self) -> str:
        place = f", {self.file}" if self.file else ""
        place += f", line {self.line}" if self.line else ""
        return f"{self.register}{place}, as of {said_day(self.as_of)}"

    @property
    def source(self) -> dict[str, object]:
        return {
            "register": self.register,
            "row": self.key,
            "row_id": self.row_id,
            "name": self.name,
            "office": self.office,
            "kind": self.kind,
            "file": self.file,
            "line": self.line,
            "as_of": self.as_of.isoformat(),
        }

    def holds(self, today: date) -> bool:
        return self.gone is None and (self.ends is None or self.ends >= today)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`source` is the row it rests on, None where no register knows the account.

    waits: a register would allow it, once an approver has confirmed what was entered or imported.
    """

    verdict: Answer
    clause: str
    why: str
    source: dict[str, object] | None = None
    candidacies: tuple[str, ...] = field(default=())
    waits: bool = False

    def as_json(self) -> dict[str, object]:
        return {"verdict": self.verdict, "clause": self.clause, "why": self.why, "source": self.source}


def judge(book: Rulebook, account: Account, rows: Sequence[RowOnAccount], today: date) -> Verdict:
    """The verdict on `account`, given every row that names it."""
    campaign = next((row for row in _newest(rows) if row.kind == "campaign" and row.gone is None), None)
    offices = [row for row in _newest(rows) if row.kind != "campaign" and row.holds(today) and row.confirmed]
    runs = tuple(dict.fromkeys(one.key for row in rows for one in row.candidacies))
    sure = campaign is not None and (campaign.by_staff or not offices)
    told = f"{_who(campaign)} ({campaign.where})." if campaign else ""
    if campaign and campaign.replaced:
        told += " What was said otherwise since waits for another approver to confirm it."
    reason = no_campaign_is_followed(account=str(account), campaign=told, sure=sure)
    if reason and campaign:
        return Verdict("deny", _clause(book, no_campaign_is_followed.__name__), reason, campaign.source, runs)
    doubts = _doubts(account, rows, campaign, offices, today)
    reason = only_offices_are_followed(account=str(account), offices=[_who(row) for row in offices], doubts=doubts)
    clause = _clause(book, only_offices_are_followed.__name__)
    if reason:
        best = next(iter(_newest(rows)), None)
        waits = not campaign and not offices and any(row.kind != "campaign" and row.holds(today) for row in rows)
        return Verdict("ask", clause, reason, best.source if best else None, runs, waits)
    return Verdict("allow", clause, _allowed(account, offices[0]), offices[0].source, runs)


def _newest(rows: Sequence[RowOnAccount]) -> list[RowOnAccount]:
    """What staff vouched for first, then the newest register."""
    return sorted(rows, key=lambda row: (row.by_staff, row.as_of, row.row_id), reverse=True)


def _doubts(
    account: Account,
    rows: Sequence[RowOnAccount],
    campaign: RowOnAccount | None,
    offices: Sequence[RowOnAccount],
    today: date,
) -> list[str]:
    found = []
    if campaign and offices:
        found.append(f"registers disagree: {campaign.where} has it as a campaign’s, {offices[0].where} as an office’s.")
    elif offices and reads_like_a_campaign(account.handle) and not any(row.vetted for row in offices):
        found.append(f"{offices[0].where} has it as an office’s, but its name is made like a campaign’s.")
    elif not offices:
        known = next((row for row in _newest(rows) if row.kind != "campaign"), None)
        if known and known.holds(today):
            came = "entered" if known.by_staff else "imported"
            found.append(f"it was {came} as the account of {_who(known)} ({known.where}) and waits for an approver.")
        elif known:
            found.append(_no_longer(known, today))
    return found


def _no_longer(row: RowOnAccount, today: date) -> str:
    if row.gone is not None:
        return f"it was the account of {row.name}, whom {row.register} no longer lists since {said_day(row.gone)}."
    ended = f" The term ended on {said_day(row.ends)}." if row.ends and row.ends < today else ""
    return f"it was the account of {_who(row)} ({row.where}).{ended}"


def _allowed(account: Account, row: RowOnAccount) -> str:
    said = f"{account} is the account of {_who(row)}"
    if row.ends:
        said += f", whose term runs to {said_day(row.ends)}"
    said += f" ({row.where})."
    if row.candidacies:
        said += (
            f" The same person is a candidate: {'; '.join(one.said for one in row.candidacies)}."
            " The office’s account may be followed all the same; a campaign’s account may not."
        )
    return said


def _who(row: RowOnAccount) -> str:
    return f"{row.name}, {row.office}" if row.office else row.name


def _clause(book: Rulebook, gate: str) -> str:
    clause = book.gate(gate)
    return clause.id if clause else ""
