"""What only the first run asks. Forms gather; the operations decide what can be used and say so in their own words."""

from __future__ import annotations

from django import forms

from masthead.agencies.rights import Role
from masthead.desk.forms.administration import GRANTABLE
from masthead.policy.in_force import rulebook_of
from masthead.policy.pack import known_packs


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Set-up code",
        help_text="It was printed where Masthead was started, and is used up when the desk opens.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class PolicyForm(forms.Form):
    policy = forms.ChoiceField(
        label="Written policy",
        widget=forms.RadioSelect,
        help_text="The policy your board adopted. Every act at this desk cites a clause of it.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["policy"].choices = _policies()  # type: ignore[attr-defined]


class AdministratorForm(forms.Form):
    name = forms.CharField(label="Your name", max_length=120, help_text="As colleagues know it.")
    email = forms.CharField(label="Your e-mail address", widget=forms.EmailInput)
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. You can add a passkey later.",
    )
    roles = forms.MultipleChoiceField(
        label="Besides administrator, you are",
        choices=[choice for choice in GRANTABLE if choice[0] != Role.ADMINISTRATOR.value],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class PresenceForm(forms.Form):
    name = forms.CharField(label="Name of the presence", help_text="What the public will see; it carries the agency.")
    purpose = forms.CharField(label="Purpose", widget=forms.Textarea(attrs={"rows": 3}), help_text="What it is for.")
    audience = forms.CharField(label="Audience", help_text="Whom it is for.")
    commitment = forms.CharField(
        label="Program or goal it supports", help_text="One your agency already has, such as its summer program."
    )


def _policies() -> list[tuple[str, str]]:
    """Every policy file that can be read; one that cannot is left out, for it cannot be put in force either."""
    offered = []
    for pack in known_packs():
        try:
            policy = rulebook_of(pack).policy
        except (LookupError, ValueError):
            continue
        offered.append((pack, f"{policy.title}, {policy.agency} ({policy.version})"))
    return offered
