"""The form of the self-check. Nothing of it is kept, so browsers are asked not to remember it either."""

from __future__ import annotations

from django import forms

from masthead.kernel.text import clean


class SelfCheckForm(forms.Form):
    where = forms.ChoiceField(
        label="Where will it appear?",
        widget=forms.RadioSelect,
        choices=[("personal", "My own account, a group or a forum"), ("official", "An account of the agency")],
        initial="personal",
    )
    about = forms.ChoiceField(
        label="Is it about the agency or your work here?",
        widget=forms.RadioSelect,
        choices=[("", "Judge by its words"), ("yes", "Yes"), ("no", "No")],
        initial="",
        required=False,
    )
    text = forms.CharField(
        label="Your text",
        error_messages={"required": "Write or paste your text first."},
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )
    profile = forms.CharField(
        label="What your profile says of you",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_text(self) -> str:
        return clean(str(self.cleaned_data["text"]))

    def clean_profile(self) -> str:
        return clean(str(self.cleaned_data["profile"]))
