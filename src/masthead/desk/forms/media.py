"""Forms of the media library: who is in a picture, and the form they signed."""

from __future__ import annotations

from django import forms

from masthead.media.models import LICENCES
from masthead.media.permit import SignedForm


class DescribeForm(forms.Form):
    alt_text = forms.CharField(
        label="Alt text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What matters in the picture, for people who cannot see it.",
    )
    licence = forms.ChoiceField(label="License", choices=list(LICENCES.items()))
    licence_note = forms.CharField(label="Whose it is, and where that is written", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        # It is kept without, and not posted without.
        self.fields["alt_text"].wanted = True  # type: ignore[attr-defined]


class PersonShownForm(forms.Form):
    kind = forms.ChoiceField(
        label="Who", choices=[("adult", "An adult"), ("child", "A child"), ("crowd", "A crowd, nobody singled out")]
    )
    name = forms.CharField(
        label="Name or initials",
        max_length=120,
        required=False,
        help_text="As the signed form says it. A crowd needs none.",
    )


class PermissionForm(forms.Form):
    signer = forms.CharField(label="Signed by", max_length=120)
    guardian = forms.BooleanField(label="Signed as parent or guardian", required=False)
    relation = forms.CharField(label="Relation to the child", max_length=60, required=False)
    purpose = forms.CharField(label="For what", max_length=200, help_text="As the form says it.")
    signed_on = forms.DateField(label="Signed on", widget=forms.DateInput(attrs={"type": "date"}))
    expires_on = forms.DateField(label="Ends on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    form = forms.FileField(label="The signed form", help_text="PDF, JPEG or PNG, at most 10 MB. Kept encrypted.")

    def signed_form(self) -> SignedForm:
        given = self.cleaned_data
        return SignedForm(
            signer=given["signer"],
            guardian=given["guardian"],
            relation=given["relation"],
            purpose=given["purpose"],
            signed_on=given["signed_on"],
            expires_on=given["expires_on"],
            scan=given["form"].read(),
            scan_name=given["form"].name or "form",
        )
