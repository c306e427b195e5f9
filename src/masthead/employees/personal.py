"""What the policy may ask of a post on an employee's own account, point by point."""

from __future__ import annotations

from collections.abc import Iterator

from masthead.checks.engine.finding import Raised, Remedy
from masthead.employees.about import Mention, first_of
from masthead.employees.disclaimer import Disclaimer, carries, near_miss


def points_on_a_personal_post(
    text: str,
    *,
    about: bool,
    sure: bool,
    found: tuple[Mention, ...],
    in_profile: tuple[Mention, ...],
    words: Disclaimer | None,
) -> Iterator[Raised]:
    """Every point, whether this policy covers it or not. `sure`: the employee said whether it is about the agency."""
    if about:
        if words:
            yield from _disclaimer(text, words)
        yield from _self_identification(found, in_profile)
        yield Raised("own_views", "This is your view, and you may hold and say it; make plain that it is yours.")
    else:
        yield from _unclear(found, sure=sure)
        yield from _employment(found)
    yield from _agency_email(found)
    yield Raised("words_last", "Others may pass this on, to readers you did not choose, and it may last for good.")
    yield Raised("pause", "Wait a little, and think of what may follow, before you post.")


def _disclaimer(text: str, words: Disclaimer) -> Iterator[Raised]:
    if carries(text, words.text):
        return
    if span := near_miss(text, words.text):
        yield Raised(
            "missing_disclaimer",
            "This is close to the disclaimer but not its exact words; use them as they stand.",
            span=span,
            remedies=(Remedy("replace", "Use the exact words", text=words.text),),
        )
        return
    end = len(text)
    yield Raised(
        "missing_disclaimer",
        "You write about the agency; add the disclaimer, word for word.",
        remedies=(Remedy("replace", "Add the disclaimer", text=("\n\n" if text.strip() else "") + words.text),),
        span=(end, end),
    )


def _self_identification(found: tuple[Mention, ...], in_profile: tuple[Mention, ...]) -> Iterator[Raised]:
    """Clearly: the agency by name and the job, together in the post or together in the profile."""
    if any(first_of(place, "agency") and first_of(place, "employment") for place in (found, in_profile)):
        return
    named = first_of(found, "agency")
    yield Raised(
        "not_self_identified",
        "You write about the agency; say that you work for it, so that readers know who is speaking.",
        span=named.span if named else None,
    )


def _unclear(found: tuple[Mention, ...], *, sure: bool) -> Iterator[Raised]:
    if sure:
        # Somebody who says that it is not about the agency is believed, unless they name it.
        if named := first_of(found, "agency"):
            yield Raised(
                "about_unclear",
                f"You say this is not about the agency, yet it names it: “{named.words}”. "
                "If it is, say that you work there and add the disclaimer.",
                span=named.span,
            )
    elif hint := first_of(found, "work"):
        yield Raised(
            "about_unclear",
            f"“{hint.words}” may be about the agency's work. If it is, say that you work there and add the disclaimer.",
            span=hint.span,
        )


def _employment(found: tuple[Mention, ...]) -> Iterator[Raised]:
    if job := first_of(found, "employment"):
        yield Raised(
            "employment_used",
            f"“{job.words}” brings in a job. If it is yours at the agency, leave it out: you write in private.",
            span=job.span,
        )


def _agency_email(found: tuple[Mention, ...]) -> Iterator[Raised]:
    for address in found:
        if address.kind == "email":
            yield Raised(
                "agency_email_used",
                "Your agency address makes a private post look official; leave it out, or give a private one.",
                span=address.span,
                remedies=(Remedy("replace", "Take it out"),),
            )
