"""The forms that take a list of malware or phishing sites, and the agency's own word on a site."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone


class ListForm(forms.Form):
    name = forms.CharField(
        label="Name of the list",
        max_length=100,
        help_text="Such as URLhaus. A list of the same name is replaced whole.",
        error_messages={"required": "Give the list a name, such as URLhaus."},
    )
    as_of = forms.DateField(
        label="The day it tells of",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day the file tells of."},
    )
    upload = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,.hosts,text/plain,text/csv"}),
        help_text="URLhaus’ text or CSV, a hosts file, or hosts and web addresses, one a line. At most 32 MB.",
        error_messages={"required": "Choose the file.", "empty": "This file is empty. Choose another."},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        day = self.fields["as_of"]
        day.initial = timezone.localdate()
        day.validators += [MinValueValidator(date(1990, 1, 1)), MaxValueValidator(timezone.localdate())]


class WordForm(forms.Form):
    site = forms.CharField(
        label="Site",
        max_length=500,
        error_messages={"required": "Give a site, such as forms.example."},
        help_text="A site with everything below it, such as forms.example, or a page, such as host.example/forms.",
    )
    allowed = forms.ChoiceField(
        label="What holds for it",
        choices=[
            ("deny", "Denied: no link may lead there"),
            ("allow", "Allowed: what the lists say of it does not count"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one."},
    )
    why = forms.CharField(
        label="Why",
        error_messages={"required": "Say why: whoever is held up reads it."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
