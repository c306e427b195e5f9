"""What the composer sends: one form for the words, the presences, the purpose, the pictures' descriptions."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils import timezone

from masthead.agencies.models import Commitment
from masthead.channels.registry import descriptions
from masthead.media.models import Asset
from masthead.presences.models import Presence
from masthead.presences.states import SPEAKS
from masthead.publishing.draft import Wording
from masthead.publishing.models import Draft


class DraftForm(forms.Form):
    """The draft as the editor holds it. Texts of single presences come as `text:<presence id>`."""

    title = forms.CharField(label="Title", max_length=160, help_text="Only staff see it.")
    text = forms.CharField(label="Text", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 8}))
    audience = forms.CharField(
        label="Audience", max_length=200, required=False, help_text="Such as: families with children, statewide."
    )
    commitment = forms.ModelChoiceField(
        label="Commitment", queryset=Commitment.objects.all(), required=False, empty_label="Choose a program or goal"
    )
    presences = forms.ModelMultipleChoiceField(
        label="Publish on",
        queryset=Presence.objects.filter(state__in=SPEAKS),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not self.is_bound:
            # What somebody is writing is saved even so; a finding then says that the commitment is over.
            running, chosen = Commitment.objects.running(timezone.localdate()), self.initial.get("commitment")
            running = running | Commitment.objects.filter(pk=chosen) if chosen else running
            self.fields["commitment"].queryset = running  # type: ignore[attr-defined]
        self.admit([])
        # A draft is kept without them, and not approved without them: calling them optional would mislead.
        for name in ("text", "audience", "commitment"):
            self.fields[name].wanted = True  # type: ignore[attr-defined]

    def wording(self, assets: list[Asset], draft: Draft | None = None) -> Wording:
        """The wording to save: what the form says, with `assets` in their order."""
        given = self.cleaned_data
        presences = list(given["presences"])
        texts = {presence.pk: self.data.get(f"text:{presence.pk}", "") for presence in presences}
        return Wording(
            title=given["title"],
            text=given["text"],
            audience=given["audience"],
            commitment=given["commitment"],
            presences=presences,
            texts={key: text for key, text in texts.items() if text.strip()},
            assets=assets,
            leaves_at=draft.leaves_at if draft else None,
        )

    @classmethod
    def of(cls, draft: Draft) -> DraftForm:
        """The form as the draft stands; presences no longer live stay visible until they are unchecked."""
        chosen = [variant.presence_id for variant in draft.variants.all()]
        form = cls(
            initial={
                "title": draft.title,
                "text": draft.text,
                "audience": draft.audience,
                "commitment": draft.commitment_id,
                "presences": chosen,
                "revision": draft.revision,
            }
        )
        form.admit(chosen)
        return form

    def admit(self, chosen: list[UUID]) -> None:
        """Offer the draft's own presences besides the live ones."""
        mute = [each.id for each in descriptions().values() if each.capability("publish").answer == "no"]
        rows = Presence.objects.filter(state__in=SPEAKS).exclude(channel__in=mute)
        rows = rows | Presence.objects.filter(pk__in=chosen)
        self.fields["presences"].queryset = rows.distinct()  # type: ignore[attr-defined]


class WhenForm(forms.Form):
    """When an approved draft leaves, in the agency's own time."""

    day = forms.DateField(label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    hour = forms.TimeField(label="Hour", required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    second = forms.ChoiceField(
        label="The clocks go back over this hour, so it comes twice. Which one?",
        choices=[("no", "The first, before the clocks go back"), ("yes", "The second, an hour later")],
        widget=forms.RadioSelect,
        required=False,
    )
