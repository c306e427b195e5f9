"""Forms for every employee and for whoever looks after them: who has acknowledged, which address opened what."""

from __future__ import annotations

from django import forms

from masthead.agencies.models import Bureau
from masthead.employees.official_addresses import without_address


class AcknowledgedForm(forms.Form):
    """Whom to list. What it does not know it does not narrow by."""

    has = forms.ChoiceField(
        label="Who", required=False, choices=[("", "Everybody"), ("no", "Who has not"), ("yes", "Who has")]
    )
    bureau = forms.ModelChoiceField(
        label="Bureau", required=False, queryset=Bureau.objects.order_by("name"), empty_label="All"
    )
    name = forms.CharField(label="Name", required=False, max_length=120)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for field in self.fields.values():
            field.wanted = True  # type: ignore[attr-defined] # "All" is an answer like the others


class FindAddressForm(forms.Form):
    words = forms.CharField(label="Address or presence", required=False, max_length=200)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["words"].wanted = True  # type: ignore[attr-defined]


class NoteAddressForm(forms.Form):
    presence = forms.ModelChoiceField(
        label="Presence",
        queryset=without_address(),
        empty_label="Choose…",
        error_messages={"required": "Choose the presence.", "invalid_choice": "Choose a presence from the list."},
    )
    address = forms.CharField(
        label="Official address that opened its account",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"required": "Give the address."},
    )
