"""Forms of following: the question, the register's files, an account entered by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from masthead.channels.registry import descriptions
from masthead.following.accounts import NETWORKS
from masthead.following.models import Preview
from masthead.following.own import KINDS
from masthead.following.registers.forms import FILES
from masthead.kernel.refusals import Invalid
from masthead.presences.models import Presence
from masthead.presences.states import OFFICIAL


class AskForm(forms.Form):
    """Whom somebody wants a presence to follow."""

    presence = forms.ModelChoiceField(label="Presence", queryset=Presence.objects.none(), empty_label="Choose…")
    handle = forms.CharField(
        label="Account", max_length=500, help_text="Its handle, such as @example, or the address of its page."
    )
    whose = forms.CharField(
        label="Whose account it seems to be",
        max_length=200,
        required=False,
        help_text="A name helps whoever decides; it never decides.",
    )
    note = forms.CharField(
        label="Why follow it", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        official = Presence.objects.filter(state__in=OFFICIAL)
        none = {known.id: known.name for known in descriptions().values() if known.follows_nobody}
        there = official.filter(channel__in=none).values_list("channel", flat=True).distinct()
        self.fields["presence"].queryset = official.exclude(channel__in=none)  # type: ignore[attr-defined]
        if named := ", ".join(none[channel] for channel in sorted(there)):
            self.fields["presence"].help_text = f"A presence cannot follow accounts on: {named}."


class LookUpForm(forms.Form):
    """An account somebody wonders about."""

    network = forms.ChoiceField(label="Where it is", choices=list(NETWORKS.items()))
    handle = forms.CharField(
        label="Account", max_length=500, help_text="Its handle, such as @example, or the address of its page."
    )


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files, chosen together."""

    def clean(self, data: object, initial: object = None) -> list[UploadedFile[bytes]]:
        given = data if isinstance(data, (list, tuple)) else [data]
        one = super().clean
        return [one(file, initial) for file in given] if given else [one(None, initial)]


class RegisterFilesForm(forms.Form):
    """A register's files, as their publisher gives them out."""

    form = forms.ChoiceField(label="Register", choices=list(FILES.items()))
    uploads = FilesField(
        label="Files",
        widget=SeveralFiles(attrs={"accept": ".yaml,.yml,.txt,.csv,.zip"}),
        help_text="One or several, or a ZIP archive of them. At most 32 MB each.",
    )
    as_of = forms.DateField(
        label="The day the files tell of",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="Today, if fetched today.",
    )
    name = forms.CharField(
        label="Name of the list",
        max_length=120,
        required=False,
        help_text="Of whom it is, such as “Hinds County, November 2027”. It replaces what came under this name before. "
        "A CSV file needs one; the other registers have their own.",
    )
    columns = forms.CharField(
        label="Columns of a CSV file",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Common headings, such as Candidate Name, Office Sought or X/Twitter, are known. For others write "
        "one a line: heading=field, such as Full Legal Name=name. Fields: name, id, office, state, "
        "election_year, fec_id, account, or a network such as x or facebook.",
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["name"].wanted = True  # type: ignore[attr-defined] # a CSV file is refused without
        day = self.fields["as_of"]
        day.initial = timezone.localdate()
        day.validators += [MinValueValidator(date(1990, 1, 1)), MaxValueValidator(timezone.localdate())]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("form") == "csv" and not str(given.get("name", "")).strip():
            self.add_error("name", "Give the list a name: a list without one would replace another without one.")
        return given

    @staticmethod
    def said(kept: Preview) -> dict[str, object]:
        """The form as it was filled in for `kept`, but for the files, which are not kept."""
        columns = "\n".join(f"{heading}={field}" for heading, field in kept.columns.items())
        named = {"name": kept.name} if kept.form == "csv" else {}
        return {"form": kept.form, "as_of": kept.as_of, "columns": columns, **named}

    def mapping(self) -> dict[str, str]:
        """heading → field. Raises Invalid for a line that is neither."""
        pairs = [line.rpartition("=") for line in self.cleaned_data["columns"].splitlines() if line.strip()]
        if any(not name.strip() or not field.strip() for name, _, field in pairs):
            raise Invalid("Write one column a line: heading=field.", field="columns")
        return {name.strip(): field.strip() for name, _, field in pairs}


class EnterForm(forms.Form):
    """One account, and the evidence of whose it is."""

    channel = forms.ChoiceField(label="Network", choices=list(NETWORKS.items()))
    handle = forms.CharField(
        label="Account", max_length=500, help_text="Its handle, such as @example, or the address of its page."
    )
    kind = forms.ChoiceField(label="What it is", choices=list(KINDS.items()), widget=forms.RadioSelect)
    name = forms.CharField(
        label="Whose it is", max_length=200, help_text="The office and its holder, the public body, or the campaign."
    )
    evidence = forms.URLField(
        label="Page that shows it",
        max_length=500,
        assume_scheme="https",
        help_text="The office’s own website that links the account, for instance.",
    )
