"""What staff say of an account that could be taken for one of ours."""

from __future__ import annotations

from django import forms

from masthead.presences.models import Presence
from masthead.presences.official import official_presences


class LookalikeForm(forms.Form):
    address = forms.CharField(
        label="Link or name of the account",
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text="As your browser shows it.",
    )
    what = forms.CharField(
        label="What it shows or does",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as: it uses our seal, copies our posts, asks for card numbers.",
    )
    like = forms.ModelChoiceField(
        label="Which of ours it looks like",
        queryset=Presence.objects.none(),
        required=False,
        empty_label="None of them",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["like"].queryset = official_presences()  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    file = forms.FileField(
        label="Picture of the screen",
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text="PNG, JPEG or WebP. It is kept as it came, sealed.",
    )


class TurnForm(forms.Form):
    """What goes on record with the next turn; a report has a number only once it can have been made."""

    words = forms.CharField(
        label="Number or link of the report, or what you found",
        max_length=500,
        help_text="It is kept on record.",
    )

    def __init__(self, *args: object, reports: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not reports:
            self.fields["words"].label = "What you found"
