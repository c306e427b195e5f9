"""The form that takes a table of drafts."""

from __future__ import annotations

from django import forms


class BringDraftsForm(forms.Form):
    """The table, as a file."""

    file = forms.FileField(
        label="Table of drafts",
        help_text="CSV, as a spreadsheet saves it. One column is called Text; Title, Audience, Commitment and Presences"
        " (names or handles, with semicolons between) may stand beside it. It is read and not kept.",
        error_messages={"required": "Choose the file.", "empty": "This file is empty. Choose another."},
    )
