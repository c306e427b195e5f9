"""Forms of a presence: the proposal, the discussion, the decision, the connection."""

from __future__ import annotations

from django import forms

from masthead.agencies.models import Bureau, Commitment, Person
from masthead.channels.port import Description
from masthead.channels.registry import descriptions
from masthead.presences.models import Presence
from masthead.presences.propose import Proposal


class ProposalForm(forms.Form):
    """The questions the policy asks before a presence exists."""

    channel = forms.ChoiceField(label="Channel", help_text="Where the presence will be.")
    name = forms.CharField(
        label="Name the public sees", max_length=120, help_text="It carries the agency's name when possible."
    )
    handle = forms.CharField(
        label="Handle", max_length=253, required=False, help_text="As on the channel; leave empty if it has none yet."
    )
    name_reason = forms.CharField(
        label="Why the name cannot carry the agency's name",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only if that is so.",
    )
    purpose = forms.CharField(label="What it is for", widget=forms.Textarea(attrs={"rows": 3}))
    audience = forms.CharField(label="Whom it is for", max_length=200)
    why_channel = forms.CharField(label="Why this channel", widget=forms.Textarea(attrs={"rows": 3}))
    commitments = forms.ModelMultipleChoiceField(
        label="Existing programs and goals it supports",
        queryset=Commitment.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    run_by = forms.ModelChoiceField(
        label="Who runs it", queryset=Person.objects.filter(is_active=True), help_text="One person who answers for it."
    )
    bureau = forms.ModelChoiceField(label="Bureau", queryset=Bureau.objects.all(), required=False, empty_label="None")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (channel_id, description.name) for channel_id, description in descriptions().items()
        ]

    def proposal(self) -> Proposal:
        return Proposal(**self.cleaned_data)

    @classmethod
    def of(cls, presence: Presence) -> ProposalForm:
        """The form as the proposal stands."""
        fields = ("channel", "name", "handle", "name_reason", "purpose", "audience", "why_channel")
        return cls(
            initial={
                **{field: getattr(presence, field) for field in fields},
                "commitments": presence.commitments.all(),
                "run_by": presence.run_by_id,
                "bureau": presence.bureau_id,
            }
        )


class SayForm(forms.Form):
    """A turn of the discussion."""

    text = forms.CharField(label="Your words", widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    """A reason that goes on record."""

    reason = forms.CharField(
        label="Reason", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="It is kept on record."
    )


class ConnectForm(forms.Form):
    """What a channel needs to know to reach the account: fields come from the channel's own description."""

    def __init__(self, description: Description, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.description = description
        for setting in description.settings:
            widget = forms.PasswordInput(attrs={"autocomplete": "off"}) if setting.secret else forms.TextInput()
            self.fields[setting.name] = forms.CharField(
                label=setting.label, help_text=setting.help, required=setting.required, widget=widget
            )

    def split(self) -> tuple[dict[str, str], dict[str, str]]:
        """(plain settings, secrets) as given."""
        secret = {setting.name for setting in self.description.settings if setting.secret}
        plain = {name: value for name, value in self.cleaned_data.items() if name not in secret}
        return plain, {name: value for name, value in self.cleaned_data.items() if name in secret}
