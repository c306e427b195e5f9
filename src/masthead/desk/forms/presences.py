"""Forms of a presence: the proposal, the discussion, the decision, the connection."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from masthead.agencies.models import Bureau, Commitment, Person
from masthead.channels.description import Description
from masthead.channels.registry import descriptions
from masthead.channels.sign_in_port import Account
from masthead.desk.forms.person_field import PersonField
from masthead.desk.look.clauses import cited
from masthead.presences.models import Presence
from masthead.presences.proposal import NEEDED, NO_COMMITMENT, Proposal, faults


class ProposalForm(forms.Form):
    """The questions the policy asks before a presence exists. What is wrong is told all at once, each at its field."""

    channel = forms.ChoiceField(label="Channel", help_text="Where the presence will be.")
    name = forms.CharField(
        label="Name the public sees", max_length=120, help_text="It carries the agency's name when possible."
    )
    handle = forms.CharField(
        label="Handle",
        max_length=253,
        required=False,
        help_text="As the channel writes it: each channel’s way is listed below. It can wait while you talk it over; "
        "what is approved names it.",
    )
    name_reason = forms.CharField(
        label="Why the name cannot carry the agency's name",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Only if that is so.",
    )
    existing_since = forms.DateField(
        label="If the account exists already: since when",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="It goes the same road: discussed, approved, connected, launched.",
    )
    existing_run_by = forms.CharField(
        label="Who has run it until now", max_length=200, required=False, help_text="Only for an account that exists."
    )
    purpose = forms.CharField(label="What it is for", widget=forms.Textarea(attrs={"rows": 3}))
    audience = forms.CharField(label="Whom it is for", max_length=200)
    why_channel = forms.CharField(label="Why this channel", widget=forms.Textarea(attrs={"rows": 3}))
    commitments = forms.ModelMultipleChoiceField(
        label="Existing programs and goals it supports",
        queryset=Commitment.objects.all(),
        widget=forms.CheckboxSelectMultiple,
    )
    run_by = PersonField(
        label="Who runs it",
        queryset=Person.objects.filter(is_active=True),
        empty_label=None,
        help_text="One person who answers for it.",
    )
    official_duty = forms.BooleanField(
        label="This person runs it alone, as part of the job",
        required=False,
        help_text="Such an account is the agency's, and needs the same approval.",
    )
    bureau = forms.ModelChoiceField(label="Bureau", queryset=Bureau.objects.all(), required=False, empty_label="None")

    def __init__(self, *args: object, today: date, own: Presence | None = None, **kwargs: object) -> None:
        """`today` is the agency's; `own` is the presence whose proposal is mended."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.today, self.own = today, own
        self.fields["channel"].choices = [  # type: ignore[attr-defined]
            (channel_id, description.name) for channel_id, description in descriptions().items()
        ]
        for field, words in (*NEEDED, ("commitments", NO_COMMITMENT), ("run_by", "Choose who answers for it.")):
            self.fields[field].error_messages["required"] = words
        self.fields["commitments"].queryset = Commitment.objects.running(today)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask the journey as well, so that a rule does not wait until every gap is filled."""
        given = super().clean() or self.cleaned_data
        for fault in faults(self._as_far_as_given(given), today=self.today, own=self.own):
            # What the form itself has refused is not in `given`: it is told already.
            if fault.field in given:
                self.add_error(fault.field, fault.sentence + cited(fault.clause))
        return given

    def proposal(self) -> Proposal:
        return Proposal(**self.cleaned_data)

    def _as_far_as_given(self, given: dict[str, Any]) -> Proposal:
        words: dict[str, Any] = {name: given.get(name) or "" for name in _WORDS}
        others: dict[str, Any] = {name: given.get(name) for name in ("run_by", "bureau", "existing_since")}
        return Proposal(
            **words,
            **others,
            commitments=given.get("commitments") or (),
            official_duty=bool(given.get("official_duty")),
        )

    @classmethod
    def of(cls, presence: Presence, *, today: date) -> ProposalForm:
        """The form as the proposal stands."""
        fields = (*_WORDS, "existing_since", "official_duty")
        return cls(
            today=today,
            own=presence,
            initial={
                **{field: getattr(presence, field) for field in fields},
                "commitments": presence.commitments.all(),
                "run_by": presence.run_by_id,
                "bureau": presence.bureau_id,
            },
        )


_WORDS = ("channel", "name", "handle", "name_reason", "purpose", "audience", "why_channel", "existing_run_by")


class SayForm(forms.Form):
    """A turn of the discussion."""

    text = forms.CharField(label="Your words", widget=forms.Textarea(attrs={"rows": 3}))


class ReasonForm(forms.Form):
    """A reason that goes on record. Whether an act goes without one, the act itself says."""

    reason = forms.CharField(
        label="Reason",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="It is kept on record. Only approving goes without.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"].wanted = True  # type: ignore[attr-defined]


class ReviewForm(forms.Form):
    """What the director decides at a review."""

    outcome = forms.ChoiceField(
        label="Decision",
        widget=forms.RadioSelect,
        choices=[
            ("renew", "Renew: it goes on until the next review"),
            ("pause", "Pause: nothing is posted to it until somebody resumes it"),
            ("retire", "Retire: it is closed for good, its records are kept"),
        ],
    )
    reason = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 3}), help_text="It is kept on record with the evidence."
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


class SignInForm(forms.Form):
    """Where to sign in: asked only of a channel that is many servers."""

    server = forms.CharField(label="Server", max_length=300, help_text="Its address, such as https://social.example.")


class ChooseAccountForm(forms.Form):
    """Which of the accounts that whoever signed in looks after; the approved one is chosen already."""

    account = forms.ChoiceField(label="Account", widget=forms.RadioSelect)

    def __init__(self, accounts: Sequence[Account], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        named = [(one.id, " · ".join(part for part in (one.name, one.handle, one.kind) if part)) for one in accounts]
        self.fields["account"].choices = named  # type: ignore[attr-defined]
