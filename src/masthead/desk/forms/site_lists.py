"""The form that takes a list of malware or phishing sites."""

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
