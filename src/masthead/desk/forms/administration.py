"""What an administrator enters about the agency, its people and its mail. The first run asks with the same forms."""

from __future__ import annotations

from zoneinfo import available_timezones

from django import forms

from masthead.administration.mail import SECURITY
from masthead.agencies.models import Bureau
from masthead.agencies.rights import Role

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


class AgencyForm(forms.Form):
    name = forms.CharField(label="Name of the agency", max_length=200, help_text="As the public knows it.")
    short_name = forms.CharField(label="Short name", max_length=40, help_text="As people say it, as letters or a word.")
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


class AgencyChangeForm(AgencyForm):
    source_url = forms.CharField(
        label="Where the program’s source is",
        required=False,
        help_text="Linked at the foot of the public pages. Needed when the program was changed here: "
        "whoever uses it may read it (AGPL license). Ask whoever keeps this machine.",
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


class PersonForm(ColleagueForm):
    title = forms.CharField(label="Title", max_length=120, required=False)
    bureau = forms.ModelChoiceField(
        label="Bureau", queryset=Bureau.objects.all(), required=False, empty_label="None in particular"
    )
    field_order = ("name", "email", "title", "bureau", "roles")


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


class MailboxForm(forms.Form):
    host = forms.CharField(label="Mailbox server (IMAP)", help_text="Such as imap.agency.gov.")
    port = forms.IntegerField(label="Port", initial=993)
    tls = forms.BooleanField(label="Use TLS", required=False, initial=True)
    username = forms.CharField(label="User name", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    password = forms.CharField(
        label="Password",
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Kept sealed. Leave empty to keep the one entered before.",
    )


class CommitmentForm(forms.Form):
    name = forms.CharField(label="Program or goal", max_length=160)
    goal = forms.CharField(label="What it promises", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    bureau = forms.ModelChoiceField(
        label="Bureau", queryset=Bureau.objects.all(), required=False, empty_label="The whole agency"
    )
    starts = forms.DateField(label="Begins", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    ends = forms.DateField(label="Last day", required=False, widget=forms.DateInput(attrs={"type": "date"}))


class BureauForm(forms.Form):
    name = forms.CharField(label="Bureau", max_length=120)
