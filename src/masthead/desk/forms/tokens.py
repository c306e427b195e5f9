"""The form that issues a token."""

from __future__ import annotations

from django import forms

from masthead.administration.tokens import LONGEST_DAYS, SCOPES


class TokenForm(forms.Form):
    name = forms.CharField(label="Name", max_length=80, help_text="What will use it, such as “website calendar”.")
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        choices=list(SCOPES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what the token may do."},
    )
    days = forms.IntegerField(
        label="Ends after (days)", min_value=1, max_value=LONGEST_DAYS, initial=90, help_text="A year at most."
    )
