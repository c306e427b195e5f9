"""What the author of a comment reads: which words, under which ground and clause, and how to appeal. Pure builders."""

from __future__ import annotations

from masthead.moderation.models import Appeal, Decision, Notice
from masthead.policy.notices import notice
from masthead.policy.rulebook import Rulebook


@notice
def removal_notice(told: Notice, *, book: Rulebook, agency: str, public_url: str) -> tuple[str, str]:
    """The author of a removed comment is told the ground, the clause, the quoted words and how to appeal."""
    decision = told.decision
    ground, clause = book.ground(decision.ground), book.clause(decision.clause)
    lines = [
        f"A person at {agency} removed a comment of yours from public view.",
        _comment(decision),
        f"The words it was removed for:\n{_quoted(decision.quote)}",
        f"The ground: {ground.name}. {ground.definition}",
        f"The rule: {clause.label}. {clause.public or clause.duty}",
    ]
    if decision.why:
        lines.append(f"Why, in the reviewer's words:\n{_quoted(decision.why)}")
    lines += [
        "Comments are never removed for criticizing us, and no machine removes one.",
        "If you think this is wrong, appeal here. Somebody else will decide:",
        appeal_link(told, public_url=public_url),
        "Your comment is kept in our records, as the law asks of a public agency.",
    ]
    return f"Your comment was removed from a page of {agency}", "\n\n".join(lines) + "\n"


@notice
def appeal_link(told: Notice, *, public_url: str) -> str:
    """The author of a removed comment is given the address at which to appeal; whoever holds it may."""
    return f"{public_url.rstrip('/')}/appeal/{told.token}/"


def restoral_letter(told: Notice, *, agency: str) -> tuple[str, str]:
    """Subject and text: the comment is back."""
    why = told.decision.overturned_why
    lines = [f"Your comment is shown again on a page of {agency}.", _comment(told.decision)]
    if why:
        lines.append(f"What we found:\n{_quoted(why)}")
    return f"Your comment is back on a page of {agency}", "\n\n".join([*lines, "We are sorry for the trouble."]) + "\n"


def appeal_answer(told: Notice, appeal: Appeal, *, agency: str) -> tuple[str, str]:
    """Subject and text: the removal was upheld, and why."""
    lines = [
        f"You appealed against the removal of your comment by {agency}. Somebody who had no part in the removal has "
        "looked at it again, and it stays removed.",
        _comment(told.decision),
        f"Why, in their words:\n{_quoted(appeal.why)}",
    ]
    return f"Your appeal to {agency}", "\n\n".join(lines) + "\n"


def _comment(decision: Decision) -> str:
    return f"Your comment:\n{_quoted(decision.version.text)}"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines() or [""])
