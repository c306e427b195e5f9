"""Forms of the media library: who is in a picture, and the form they signed."""

from __future__ import annotations

from django import forms

from masthead.agencies.models import Commitment, MailSettings
from masthead.channels.registry import descriptions
from masthead.media.ask import LINK_DAYS, MOST_LINK_DAYS, Question
from masthead.media.models import LICENCES, TEXT_SHOWN, AskedPermission, Depiction
from masthead.media.permit import SignedForm
from masthead.media.wording import words_version
from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL


def channel_choices() -> list[tuple[str, str]]:
    """(id, name) of every channel there is a connector for."""
    return [(channel, description.name) for channel, description in descriptions().items()]


def channels_spoken_on() -> list[tuple[str, str]]:
    """(id, name as people know it) of the channels this agency has presences on; of all where it has none yet.

    What people post by hand goes by the names of its platforms.
    """
    rows = Presence.objects.filter(state__in=OFFICIAL).select_related("connection")
    by_hand = {row.connection.settings.get("platform", "") for row in rows if hasattr(row, "connection")} - {""}
    on = {row.channel for row in rows}
    platforms = ", ".join(sorted(by_hand))
    return [
        (channel, platforms if platforms and description.proved == "people" else description.name)
        for channel, description in descriptions().items()
        if channel in on or not on
    ]


class DescribeForm(forms.Form):
    alt_text = forms.CharField(
        label="Alt text",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What matters in the picture, for people who cannot see it.",
    )
    licence = forms.ChoiceField(label="License", choices=list(LICENCES.items()))
    licence_note = forms.CharField(label="Whose it is, and where that is written", required=False)
    text_shown = forms.ChoiceField(
        label="Is there text in the picture?",
        choices=[("", "Nobody has said yet"), *TEXT_SHOWN.items()],
        required=False,
        help_text="Its words belong in the alt text too: whoever cannot see the picture reads them there.",
    )

    def __init__(self, *args: object, is_picture: bool = True, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not is_picture:
            del self.fields["text_shown"]
        # It is kept without, and not posted without.
        self.fields["alt_text"].wanted = True  # type: ignore[attr-defined]
        if is_picture:
            self.fields["text_shown"].wanted = True  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    scan = forms.FileField(
        label="The letter or page", required=False, help_text="PDF, JPEG or PNG, at most 10 MB. Kept encrypted."
    )
    link = forms.CharField(
        label="Or the address where it is written", max_length=500, required=False, widget=forms.URLInput()
    )


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
    wording = forms.ChoiceField(label="Wording of the form", required=False)
    words_note = forms.CharField(
        label="Which other wording",
        max_length=200,
        required=False,
        help_text="Only for another wording: what it is called, and where a blank one is kept.",
    )
    signed_on = forms.DateField(label="Signed on", widget=forms.DateInput(attrs={"type": "date"}))
    expires_on = forms.DateField(label="Ends on", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    channels = forms.MultipleChoiceField(
        label="Only on these channels",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="As the form limits it. None checked: on all.",
    )
    commitment = forms.ModelChoiceField(
        label="Only in posts for", queryset=Commitment.objects.all(), required=False, empty_label="Any post"
    )
    form = forms.FileField(label="The signed form", help_text="PDF, JPEG or PNG, at most 10 MB. Kept encrypted.")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["channels"].choices = channel_choices()  # type: ignore[attr-defined]
        own = f"Ours, as it is now ({words_version()})"
        self.fields["wording"].choices = [("own", own), ("other", "Another wording")]  # type: ignore[attr-defined]

    def signed_form(self) -> SignedForm:
        given = self.cleaned_data
        return SignedForm(
            signer=given["signer"],
            guardian=given["guardian"],
            relation=given["relation"],
            purpose=given["purpose"],
            signed_on=given["signed_on"],
            expires_on=given["expires_on"],
            channels=given["channels"],
            commitment=given["commitment"],
            scan=given["form"].read(),
            scan_name=given["form"].name or "form",
            own_words=given["wording"] != "other",
            words_note=given["words_note"],
        )


class AskForm(forms.Form):
    """Whom staff ask for a permission on a screen, and for what."""

    kind = forms.ChoiceField(
        label="Who is shown",
        choices=[("adult", "An adult, who signs"), ("child", "A child, for whom a parent or guardian signs")],
    )
    person = forms.CharField(
        label="Name of whoever is shown",
        max_length=120,
        error_messages={"required": "Give the name of whoever is shown."},
    )
    guardian = forms.CharField(
        label="Name of the parent or guardian", max_length=120, required=False, help_text="Only for a child."
    )
    relation = forms.CharField(
        label="Relation to the child",
        max_length=60,
        required=False,
        help_text="Such as mother, or legal guardian. Only for a child.",
    )
    pictures = forms.ModelMultipleChoiceField(
        label="On these pictures",
        queryset=Depiction.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    event = forms.CharField(
        label="Or any picture of this event",
        max_length=160,
        required=False,
        help_text="As you call it on the pictures, also on those not taken yet.",
    )
    purpose = forms.CharField(
        label="For what",
        max_length=200,
        help_text="They read it, such as: news of the summer program.",
        error_messages={"required": "Say what the pictures are for."},
    )
    commitment = forms.ModelChoiceField(
        label="Only in posts for", queryset=Commitment.objects.all(), required=False, empty_label="Any post of ours"
    )
    channels = forms.MultipleChoiceField(
        label="Where",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None checked: on every account of ours.",
    )
    until = forms.DateField(
        label="Until",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The last day. Left empty, it holds until it is taken back.",
    )
    link_days = forms.IntegerField(
        label="The link is good for (days)", min_value=1, max_value=MOST_LINK_DAYS, initial=LINK_DAYS
    )
    address = forms.CharField(
        label="E-mail address to send the link to",
        max_length=254,
        required=False,
        widget=forms.EmailInput(),
        help_text="Left empty, the link is shown to you, to copy or to be scanned. The address is not kept.",
    )

    def __init__(self, *args: object, people: list[Depiction], **kwargs: object) -> None:
        """`people`: somebody as listed on pictures, the same person on each."""
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        pictures = self.fields["pictures"]
        pictures.queryset = Depiction.objects.filter(pk__in=[one.pk for one in people])  # type: ignore[attr-defined]
        pictures.label_from_instance = lambda shown: shown.asset.name  # type: ignore[attr-defined]
        if not people:
            del self.fields["pictures"]
        if not MailSettings.objects.exists():
            del self.fields["address"]
        self.places = dict(channels_spoken_on())
        self.fields["channels"].choices = list(self.places.items())  # type: ignore[attr-defined]

    def question(self) -> Question:
        given = self.cleaned_data
        return Question(
            places=[self.places[one] for one in given["channels"]],
            person=given["person"],
            kind=given["kind"],
            guardian=given["guardian"],
            relation=given["relation"],
            depictions=tuple(given.get("pictures") or ()),
            event=given["event"],
            purpose=given["purpose"],
            commitment=given["commitment"],
            channels=given["channels"],
            until=given["until"],
            link_days=given["link_days"],
        )


def asked_before(asked: AskedPermission) -> dict[str, object]:
    """What a form begins with that asks the same once more."""
    who = asked.who
    return {
        "kind": asked.kind,
        "person": who["person"],
        "guardian": who.get("guardian", ""),
        "relation": who.get("relation", ""),
        "event": asked.event,
        "purpose": asked.purpose,
        "commitment": asked.commitment_id,
        "channels": asked.channels,
        "until": None,
        "link_days": asked.link_days,
    }


class EventForm(forms.Form):
    event = forms.CharField(
        label="Taken at the event",
        max_length=160,
        required=False,
        help_text="One name for all its pictures. Empty for none.",
    )
    public_event = forms.BooleanField(
        label="The event was open to everybody",
        required=False,
        help_text="Your policy says whether adults who can be recognized there need to have signed.",
    )


class ReasonForm(forms.Form):
    """Why a question is withdrawn, or who took a permission back and how."""

    reason = forms.CharField(label="Reason", max_length=500)


class LinkForm(forms.Form):
    """Where another link goes. Without a mail server it is only shown."""

    address = forms.CharField(
        label="E-mail address to send it to",
        max_length=254,
        required=False,
        widget=forms.EmailInput(),
        help_text="Left empty, the link is shown to you.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not MailSettings.objects.exists():
            del self.fields["address"]
