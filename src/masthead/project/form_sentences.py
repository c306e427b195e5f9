"""What a form says by itself when something is missing or unknown: one sentence that tells what to do, for every page.

A form that knows more about a field says so itself, with `error_messages`.
"""

from __future__ import annotations

from django import forms

SENTENCES: dict[type[forms.Field], dict[str, str]] = {
    forms.Field: {"required": "Fill this in: it cannot be left empty."},
    forms.BooleanField: {"required": "Check this box to go on."},
    forms.ChoiceField: {"required": "Choose one.", "invalid_choice": "Choose one from the list."},
    forms.MultipleChoiceField: {"required": "Choose at least one.", "invalid_choice": "Choose from the list."},
    forms.ModelChoiceField: {"required": "Choose one.", "invalid_choice": "Choose one from the list."},
    forms.ModelMultipleChoiceField: {"required": "Choose at least one.", "invalid_choice": "Choose from the list."},
    forms.DateField: {"required": "Give the day.", "invalid": "Give a day there is, such as 2026-12-31."},
    forms.FileField: {"required": "Choose a file."},
}


def connect() -> None:
    """Put them in the place of the framework's."""
    for field, said in SENTENCES.items():
        field.default_error_messages = {**field.__dict__.get("default_error_messages", {}), **said}
