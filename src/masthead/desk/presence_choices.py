"""Which presences a draft is offered: those it has, then a few. Where there are hundreds, the rest is found by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from masthead.desk.forms.drafts import DraftForm
from masthead.kernel.ids import id_in
from masthead.presences.models import Presence
from masthead.publishing.models import Draft

OFFERED = 20
"""Presences offered at once besides those chosen."""


@dataclass(frozen=True, slots=True)
class PresenceChoice:
    """`text` is what goes to this presence alone: as sent, or as saved."""

    presence: Presence
    chosen: bool
    text: str


@dataclass(frozen=True, slots=True)
class PresenceChoices:
    """`more` counts those not shown; `find`: the words that were looked for; `found`: how many bear them."""

    shown: Sequence[PresenceChoice]
    more: int
    find: str
    found: int

    @property
    def many(self) -> bool:
        """Whether there are so many that finding one by its name is worth a field."""
        return bool(self.more or self.find)


def presence_choices(form: DraftForm, draft: Draft | None = None, *, find: str = "") -> PresenceChoices:
    """The chosen ones are always among them: a check box that is not shown would be unchecked by saving."""
    own = {str(row.presence_id): row.text for row in draft.variants.all()} if draft else {}
    sent = form.data.getlist("presences") if form.is_bound else list(own)  # type: ignore[attr-defined]
    keys = [key for key in map(id_in, sent) if key]
    offered: QuerySet[Presence] = form.fields["presences"].queryset.order_by("name", "pk")  # type: ignore[attr-defined]
    others = offered.exclude(pk__in=keys)
    fitting = others.filter(name__icontains=find) if find else others
    few = list(fitting[:OFFERED])

    def text(presence: Presence) -> str:
        return str(form.data.get(f"text:{presence.pk}", "") if form.is_bound else own.get(str(presence.pk), ""))

    chosen = [PresenceChoice(one, True, text(one)) for one in offered.filter(pk__in=keys)]
    return PresenceChoices(
        shown=[*chosen, *(PresenceChoice(one, False, text(one)) for one in few)],
        more=others.count() - len(few) if find or len(few) == OFFERED else 0,
        find=find,
        found=fitting.count() if find else 0,
    )
