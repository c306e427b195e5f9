"""Forms of the records pages: what is looked for, what is given out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.utils import timezone

from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.conversations.models import Conversation
from masthead.desk.look.times import spoken
from masthead.exporters.export import Scope
from masthead.exporters.formats import formats
from masthead.records.schemas import kinds, title
from masthead.records.search import Wanted

MOST_MEANT = 50
_ACTOR = re.compile(r"person:[0-9a-f-]{36}|(citizen|worker):\S+")
_THE_DESK = frozenset({"the desk", "the desk itself", "desk"})

Choices = list[tuple[str, str | list[tuple[str, str]]]]


def _day(label: str) -> forms.DateField:
    field = forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    # The day after the last of the calendar does not exist, and the first begins before it in zones to the east.
    field.validators += [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(9000, 1, 1))]
    return field


class FindForm(forms.Form):
    """What narrows the list. Days are whole days of the agency's time zone."""

    q = forms.CharField(label="Words, or a record's number", required=False, max_length=300)
    kind = forms.ChoiceField(label="What happened", required=False)
    subject = forms.CharField(label="Subject", required=False, max_length=120)
    by = forms.CharField(
        label="Who", required=False, max_length=200, help_text="A name or part of it, a work address, or: the desk."
    )
    conversation = forms.CharField(label="Conversation", required=False, max_length=120)
    since = _day("From")
    until = _day("To, that day included")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["kind"].choices = _kinds()  # type: ignore[attr-defined]

    def clean_by(self) -> tuple[str, ...]:
        """The actors meant, as records name them."""
        said = str(self.cleaned_data["by"]).strip()
        if not said or _ACTOR.fullmatch(said):
            return (said,) if said else ()
        if said.casefold() in _THE_DESK:
            return (Worker().actor_id,)
        meant = Q(name__icontains=said) | Q(email__iexact=said)
        people = Person.objects.filter(meant).order_by("name")[: MOST_MEANT + 1]
        if not people:
            raise forms.ValidationError(f"Nobody here is called “{said}”. Write part of a name, or a work address.")
        if len(people) > MOST_MEANT:
            raise forms.ValidationError(f"More than {MOST_MEANT} people here are called so. Write more of the name.")
        return tuple(person.actor_id for person in people)

    def wanted(self) -> Wanted:
        """What is looked for; everything, where a field could not be read."""
        if not self.is_valid():
            return Wanted()
        given = self.cleaned_data
        return Wanted(
            kind=given["kind"],
            subject=given["subject"].strip(),
            by=given["by"],
            conversation=given["conversation"].strip(),
            since=_begin(given["since"]),
            until=_begin(given["until"], days=1),
            text=given["q"].strip(),
        )


class ExportForm(forms.Form):
    """What is given out, and in which form."""

    conversation = forms.CharField(label="Which records", required=False, max_length=120, widget=forms.RadioSelect)
    since = _day("From")
    until = _day("To, that day included")
    form = forms.ChoiceField(
        label="As",
        widget=forms.RadioSelect,
        help_text="The folder holds the page and the table too, and is the only form that proves itself.",
    )

    def __init__(self, *args: object, offered: Sequence[Conversation] = (), **kwargs: object) -> None:
        """`offered` are the conversations to choose from, besides everything."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["conversation"].wanted = True  # type: ignore[attr-defined]
        each = [(str(one.pk), _called(one)) for one in offered]
        self.fields["conversation"].widget.choices = [("", "Everything in the time chosen"), *each]
        self.fields["form"].choices = [(name, form.label) for name, form in formats().items()]  # type: ignore[attr-defined]
        self.fields["form"].initial = "bagit"

    def scope(self) -> Scope:
        given = self.cleaned_data
        return Scope(given["conversation"].strip(), _begin(given["since"]), _begin(given["until"], days=1))


def _called(conversation: Conversation) -> str:
    """How one conversation is told from the next in a list."""
    where = conversation.presence.name if conversation.presence else "handed over"
    return f"{conversation.title or 'Without words'} ({where}, last said {spoken(conversation.last_event_at, 'day')})"


def _begin(day: datetime | None, *, days: int = 0) -> datetime | None:
    """The first moment of `day`, or of the day so many `days` later, in the zone of the page."""
    zone = timezone.get_current_timezone()
    if day is None or not isinstance(zone, ZoneInfo):
        return None
    return datetime.combine(day + timedelta(days=days), time.min, tzinfo=zone)


def _kinds() -> Choices:
    """Every kind under its family; a family as a whole comes first in its group."""
    choices: Choices = [("", "Anything")]
    for family, members in groupby(kinds(), key=lambda kind: kind.partition("/")[0]):
        said = family.replace("_", " ").capitalize()
        each = [(kind, title(kind)) for kind in members]
        choices.append((said, [(f"{family}/", f"{said}: all of it"), *each]))
    return choices
