"""The forms of the Links pages."""

from __future__ import annotations

from django import forms

from masthead.links.models import Dossier
from masthead.links.sign import remark_wanted


class ResearchForm(forms.Form):
    url = forms.CharField(
        label="Research an address",
        max_length=2000,
        error_messages={"required": "Give the address first."},
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )


class SignForm(forms.Form):
    """Signs a dossier. Where the research leaves a question, the remark answers it."""

    remark = forms.CharField(label="Remark", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, dossier: Dossier, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if wanted := remark_wanted(dossier):
            self.fields["remark"].label = "What you saw when you opened it"
            # Once it is refused, the refusal says the same.
            self.fields["remark"].help_text = "" if self.is_bound else wanted
            self.fields["remark"].wanted = True  # type: ignore[attr-defined]


class DismissForm(forms.Form):
    """The post stays as it is, although a link of it is not as it was signed."""

    reason = forms.CharField(
        label="Why it can stay as it is",
        help_text="It is kept on record. You are told again when something else is so of the link.",
        error_messages={"required": "Say why it can stay as it is: it is kept on record."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CampaignForm(forms.Form):
    site = forms.CharField(
        label="Site",
        max_length=500,
        error_messages={"required": "Give the campaign's site, such as vote-tull.example."},
        help_text="A site with everything below it, such as vote-tull.example, or a page, such as social.example/tull.",
    )
    why = forms.CharField(
        label="Whose campaign it is, and how you know",
        error_messages={"required": "Say whose campaign it is and how you know: colleagues will read it."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
