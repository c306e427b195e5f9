"""The form of the self-check. Nothing of it is kept, so browsers are asked not to remember it either."""

from __future__ import annotations

from django import forms

from masthead.employees.places import ANYWHERE, PLACES
from masthead.employees.profile import Profile
from masthead.kernel.text import clean


class SelfCheckForm(forms.Form):
    where = forms.ChoiceField(
        label="Where will it appear?",
        widget=forms.RadioSelect,
        choices=[("personal", "My own account, a group or a forum"), ("official", "An account of the agency")],
        initial="personal",
    )
    channel = forms.ChoiceField(
        label="On which channel?",
        choices=[(place.id, place.name) for place in PLACES.values()],
        initial=ANYWHERE.id,
        required=False,
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
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )
    profile = forms.CharField(
        label="What your profile says of you",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )
    account_name = forms.CharField(
        label="The name of your account, and its handle",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    account_email = forms.CharField(
        label="The e-mail address you open it with",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "email"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("text", "channel"):
            self.fields[name].wanted = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        for name in ("text", "profile", "account_name", "account_email"):
            given[name] = clean(str(given.get(name, "")))
        if not any(str(given[name]).strip() for name in ("text", "profile", "account_name", "account_email")):
            self.add_error("text", "Write or paste your text first.")
        return given

    def account(self) -> Profile:
        """The account as far as it was described."""
        given = self.cleaned_data
        return Profile(name=given["account_name"], bio=given["profile"], email=given["account_email"])
