"""The rules in plain words: what we keep to, the only grounds on which a comment goes, and what courts have said."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from masthead.adoption.kept import version_holding_at
from masthead.kernel.clock import now
from masthead.kernel.refusals import NotFound
from masthead.policy.clause import Clause, Ground
from masthead.policy.in_force import rulebook
from masthead.policy.notices import notice
from masthead.public.page import page


@dataclass(frozen=True, slots=True)
class PublicGround:
    """A ground with the clause it stands on; `needs` says what else a removal on it takes, "" when nothing."""

    ground: Ground
    clause: Clause
    needs: str
    words: tuple[tuple[str, str], ...]


@notice
@page
@require_safe
def comment_policy_page(request: HttpRequest) -> HttpResponse:
    """Tell everyone, before they write, the only grounds on which a comment is removed, with examples and words."""
    try:
        book = rulebook()
    except LookupError:
        raise NotFound("No policy is in force here yet.") from None
    grounds = [
        PublicGround(
            ground,
            book.clause(ground.clause),
            _needs(ground),
            tuple((word, ground.word_reasons.get(word, "")) for word in ground.words),
        )
        for ground in book.grounds
    ]
    context = {
        "policy": book.policy,
        "version": version_holding_at(now()),
        "grounds": grounds,
        "listed": [ground for ground in grounds if ground.words],
        "promises": [clause for clause in book.policy.clauses if clause.public and clause.basis == "clause"],
        "practice": [clause for clause in book.policy.clauses if clause.public and clause.basis != "clause"],
    }
    return render(request, "public/rules.html", context)


def _needs(ground: Ground) -> str:
    needs = [
        *(["a second person's agreement"] if ground.second_person else []),
        *(["a written reason"] if ground.why_required else []),
    ]
    return " and ".join(needs)
