"""Forms of the inbox: what to show, the answer, who takes it, a word to colleagues."""

from __future__ import annotations

from django import forms
from django.db.models import Q, QuerySet

from masthead.agencies.models import Person
from masthead.agencies.rights import RIGHTS
from masthead.conversations.states import CONVERSATION
from masthead.desk.forms.person_field import PersonField
from masthead.desk.look.channels import mark_of
from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL

_WHOSE = [("", "Everybody’s"), ("mine", "Mine"), ("nobody", "Nobody’s yet")]


_EVER_OURS = OFFICIAL | {"connected", "retired"}
"""Nobody writes to a presence that is only proposed, or came to nothing."""


class SpokenThrough(forms.ModelChoiceField[Presence]):
    """A presence by its name and its channel: one name often stands on several."""

    def label_from_instance(self, obj: Presence) -> str:
        return f"{obj.name} ({mark_of(obj.channel)[1]})"


class FilterForm(forms.Form):
    """Which conversations to list. What it does not know it does not narrow by."""

    state = forms.ChoiceField(
        label="State", required=False, choices=[("", "All"), ("open", "Reply owed"), ("answered", "Answered")]
    )
    presence = SpokenThrough(
        label="Presence",
        required=False,
        queryset=Presence.objects.filter(state__in=_EVER_OURS)
        .only("id", "name", "channel")
        .order_by("name", "channel"),
        empty_label="All",
    )
    whose = forms.ChoiceField(label="Whose", required=False, choices=_WHOSE)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.wanted = True  # type: ignore[attr-defined] # "All" is an answer like the others

    def chosen(self, person: Person) -> dict[str, object]:
        """The arguments of `inbox` that the form asks for."""
        self.is_valid()
        given = self.cleaned_data
        asked: dict[str, object] = {"presence": given.get("presence"), "unassigned": given.get("whose") == "nobody"}
        if given.get("state") in CONVERSATION.states:
            asked["state"] = given["state"]
        if given.get("whose") == "mine":
            asked["assigned_to"] = person
        return asked


class ReplyForm(forms.Form):
    """The answer to one comment. `reason` answers what the checks ask."""

    text = forms.CharField(
        label="Your answer",
        error_messages={"required": "Write the answer first."},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="It is public, and checked like a post.",
    )
    reason = forms.CharField(
        label="Your reason, to let what is asked stand",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Kept in the record with your name.",
    )

    def goes_to_one_person(self) -> None:
        """It answers a private message."""
        self.fields["text"].help_text = "It goes to this person alone, and is checked like a post."


def who_answer() -> QuerySet[Person]:
    """Everybody who may answer the public, by name."""
    may_reply = Q(grants__role__in=RIGHTS["conversations.reply"])
    return Person.objects.filter(may_reply, is_active=True).distinct().order_by("name")


class AssignForm(forms.Form):
    """Who takes the conversation."""

    to = PersonField(
        label="Give it to", required=False, queryset=Person.objects.none(), empty_label="Nobody in particular"
    )
    text = forms.CharField(label="A word to them", max_length=500, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["to"].queryset = who_answer()  # type: ignore[attr-defined]
        self.fields["to"].wanted = True  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """A word to colleagues."""

    text = forms.CharField(
        label="Note", widget=forms.Textarea(attrs={"rows": 2}), help_text="Never public, and a record like the rest."
    )
