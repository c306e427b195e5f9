"""Stop everything: in a crisis one button keeps every post and reply from going out, until somebody resumes."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person
from masthead.kernel.refusals import Invalid, Refused
from masthead.kernel.text import clean
from masthead.outbox.models import StopSwitch
from masthead.policy.gates import gate
from masthead.records.append import append
from masthead.records.operation import operation


def current_stop() -> StopSwitch | None:
    """The stop in force, or None when posts may go out."""
    return StopSwitch.objects.filter(in_force=True).first()


@gate
def nothing_is_stopped(*, stop: StopSwitch | None) -> str | None:
    """While an approver has stopped everything, nothing goes out."""
    if stop is None:
        return None
    return f"{stop.stopped_by_name} stopped everything: {stop.why} Release this by hand once that is over."


@operation("publishing.stop")
def stop(*, by: Person, at: datetime, why: str) -> StopSwitch:
    """Stop everything from going out. What falls due meanwhile is held and released by hand, never all at once."""
    why = " ".join(clean(why).split())
    if not why:
        raise Invalid("Say in a few words why everything stops: your colleagues will read it.", field="why")
    if current_stop() is not None:
        raise Refused("Everything is stopped already. Nothing goes out until somebody resumes.")
    why = why if why.endswith((".", "!", "?")) else f"{why}."
    switch = StopSwitch.objects.create(why=why, stopped_at=at, stopped_by=by.actor_id, stopped_by_name=by.name)
    append("publishing/stopped", by=by, at=at, subject=f"stop:{switch.pk}", body={"why": why})
    return switch


@operation("publishing.resume")
def resume(*, by: Person, at: datetime, why: str = "") -> StopSwitch:
    """Let new deliveries go out again. Held ones stay held: each is looked at by a person first."""
    switch = StopSwitch.objects.select_for_update().filter(in_force=True).first()
    if switch is None:
        raise Refused("Nothing is stopped.")
    switch.in_force, switch.resumed_at, switch.resumed_by = None, at, by.actor_id
    switch.save()
    append("publishing/resumed", by=by, at=at, subject=f"stop:{switch.pk}", body={"why": why})
    return switch
