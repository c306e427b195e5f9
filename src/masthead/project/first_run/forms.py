"""What each step asks. Forms only gather; the operations decide what can be used and say so in their own words."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms

from masthead.administration.mail import SECURITY
from masthead.agencies.rights import Role
from masthead.policy.in_force import rulebook_of
from masthead.policy.pack import known_packs

US_ZONES = (
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Mountain, without daylight saving (Arizona)"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
    ("America/Puerto_Rico", "Atlantic (Puerto Rico)"),
    ("Pacific/Guam", "Chamorro (Guam)"),
)
GRANTABLE = tuple((role.value, role.label) for role in Role if role is not Role.EMPLOYEE)


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Set-up code",
        help_text="It was printed where Masthead was started, and is used up when the desk opens.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class AgencyForm(forms.Form):
    name = forms.CharField(label="Name of the agency", max_length=200, help_text="As the public knows it.")
    short_name = forms.CharField(label="Short name", max_length=40, help_text="As people say it, such as MLC.")
    public_url = forms.CharField(
        label="Web address of this desk", help_text="Where the public will find your pages. It can be changed later."
    )
    records_address = forms.CharField(
        label="Records address",
        widget=forms.EmailInput,
        help_text="The agency mailbox that keeps records. Every exchange with the public is sent there.",
    )
    time_zone = forms.ChoiceField(label="Time zone", choices=US_ZONES, initial="America/Chicago")

    def __init__(self, *args: object, zone: str = "", **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if zone and zone not in dict(US_ZONES) and zone in available_timezones():
            self.fields["time_zone"].choices = [*US_ZONES, (zone, zone)]  # type: ignore[attr-defined]


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


class ColleagueForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    email = forms.CharField(
        label="E-mail address",
        widget=forms.EmailInput,
        help_text="They choose a password through “Password forgotten” on the sign-in page.",
    )
    roles = forms.MultipleChoiceField(
        label="Roles", choices=GRANTABLE, widget=forms.CheckboxSelectMultiple, required=False
    )


class MailForm(forms.Form):
    host = forms.CharField(label="Mail server", help_text="Such as smtp.agency.gov.")
    port = forms.IntegerField(label="Port", initial=587)
    security = forms.ChoiceField(
        label="Security", choices=list(zip(SECURITY, ("STARTTLS (usual)", "TLS", "None"), strict=True))
    )
    username = forms.CharField(label="User name", required=False, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    password = forms.CharField(
        label="Password",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept sealed. Leave empty to keep the one entered before.",
    )
    sender = forms.CharField(
        label="Address the desk writes from", widget=forms.EmailInput, help_text="Such as desk@agency.gov."
    )


class PresenceForm(forms.Form):
    name = forms.CharField(label="Name of the presence", help_text="What the public will see; it carries the agency.")
    purpose = forms.CharField(label="Purpose", widget=forms.Textarea(attrs={"rows": 3}), help_text="What it is for.")
    audience = forms.CharField(label="Audience", help_text="Whom it is for.")
    commitment = forms.CharField(
        label="Programme or goal it supports", help_text="One your agency already has, such as its summer program."
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
