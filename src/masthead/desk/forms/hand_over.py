"""Forms for handing over an exchange: where it was, then each message of it, to be corrected or left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from masthead.agencies.models import Agency, the_agency
from masthead.conversations.hand_over import NO_SPEAKER, Handed
from masthead.employees.exports.message import Message
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.publishing.when import moment_of

MOST_ROWS = 100
"""Messages on one preview. An exchange is a few; more are narrowed by name or words first."""
BLANK_ROWS = 2
_LONGEST = 20_000
_FORMATS = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
_EARLIEST = datetime(1990, 1, 1)  # noqa: DTZ001 - a wall clock's, before there was any such exchange


class SourceForm(forms.Form):
    """What was asked, where, and whose words are whose."""

    where = forms.CharField(
        label="Where were you asked?",
        max_length=80,
        help_text="Facebook Messenger, for instance, or the comments under a post of yours on Bluesky.",
        error_messages={"required": "Say where, so that the answer can go back there."},
    )
    own_name = forms.CharField(
        label="Your name there",
        max_length=120,
        required=False,
        help_text="As it stands beside your messages: so that your words are told from theirs.",
    )
    pasted = forms.CharField(
        label="Paste the exchange",
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="Both sides, in their order. “June: When do you open?” on a line of its own is read best; "
        "what Messenger copies, with name, words and time each on its own line, is read too.",
    )
    export = forms.FileField(
        label="Or the platform’s own export",
        required=False,
        help_text="Mastodon’s outbox.json, Bluesky’s CAR file or JSON, Facebook’s message_1.json, or a ZIP or .tar.gz "
        "file with one of them. It is read and not kept.",
    )
    words = forms.CharField(
        label="Which conversation of the export?",
        max_length=120,
        required=False,
        help_text="The other person’s name, or words from the exchange.",
    )


class MessageForm(forms.Form):
    """One message of the preview."""

    keep = forms.BooleanField(required=False)
    name = forms.CharField(required=False, max_length=300)
    mine = forms.BooleanField(required=False)
    said_at = forms.CharField(required=False, max_length=40)
    text = forms.CharField(required=False, strip=False, max_length=_LONGEST)

    def clean_name(self) -> str:
        return clean(str(self.cleaned_data["name"])).strip()

    def clean_text(self) -> str:
        return clean(str(self.cleaned_data["text"]))

    def clean_said_at(self) -> datetime | None:
        """A wall-clock time of the agency's zone, as a moment; None where nobody knows."""
        given = str(self.cleaned_data["said_at"]).strip()
        if not given:
            return None
        agency: Agency | None = the_agency()
        for spelled in _FORMATS:
            try:
                wall = datetime.strptime(given, spelled)  # noqa: DTZ007 - its zone is the agency's, below
            except ValueError:
                continue
            if wall < _EARLIEST or (agency and wall > timezone.localtime().replace(tzinfo=None)):
                raise forms.ValidationError("Give the day and hour at which it was said, not one still to come.")
            try:
                return moment_of(wall, agency.zone) if agency else None
            except Invalid as refusal:
                raise forms.ValidationError(refusal.sentence) from refusal
        raise forms.ValidationError("Give day and hour, such as 2026-11-20 10:05, or leave it empty.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        said = given.get("keep") and str(given.get("text", "")).strip()
        # Comments under a post of the agency, which use this form too, are nobody's own and may have lost their names.
        if "mine" in self.fields and said and not given.get("mine") and not given.get("name", "?"):
            self.add_error("name", NO_SPEAKER)
        return given

    def handed(self) -> Handed:
        given = self.cleaned_data
        return Handed(name=given["name"], text=given["text"], mine=given["mine"], said_at=given["said_at"])

    @property
    def empty(self) -> bool:
        """Whether it has no words yet. Then nothing is ticked; whoever writes some wants them in the exchange."""
        return not str(self["text"].value() or "").strip()

    @property
    def kept(self) -> bool:
        return bool(self.cleaned_data["keep"] and self.cleaned_data["text"].strip())


def rows_of(messages: Iterable[tuple[Message, bool]]) -> list[MessageForm]:
    """The preview of what was read; each message is given with whether it is taken to be part of the exchange."""
    rows = [
        MessageForm(
            prefix=f"m{number}",
            initial={
                "keep": chosen,
                "name": clean(one.name)[:300],
                "mine": one.mine,
                "said_at": f"{timezone.localtime(one.at):%Y-%m-%dT%H:%M:%S}" if one.at else "",
                "text": clean(one.text),
            },
        )
        for number, (one, chosen) in enumerate(messages)
    ]
    return [*rows, *blank_rows(len(rows))]


def blank_rows(start: int) -> list[MessageForm]:
    """Rows for what the export or the paste does not hold."""
    end = min(start + BLANK_ROWS, MOST_ROWS + BLANK_ROWS)
    return [MessageForm(prefix=f"m{number}", initial={"keep": True}) for number in range(start, end)]


def posted_rows(given: Mapping[str, str]) -> list[MessageForm]:
    """The rows of a preview that came back."""
    count = given.get("rows", "")
    rows = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    return [MessageForm(given, prefix=f"m{number}") for number in range(min(rows, MOST_ROWS + BLANK_ROWS))]


def moved(given: QueryDict, do: str) -> QueryDict:
    """A preview that came back with one of its rows in another's place: `up-2`, `down-2`. The same for nonsense."""
    way, _, place = do.partition("-")
    rows = len(posted_rows(given))
    row = int(place) if place.isascii() and place.isdigit() and len(place) < 4 else -1
    other = row + {"up": -1, "down": 1}.get(way, 0)
    if row == other or not (0 <= row < rows and 0 <= other < rows):
        return given
    other_way = given.copy()
    for field in MessageForm.base_fields:
        ours, theirs = (given.getlist(f"m{number}-{field}") for number in (row, other))
        other_way.setlist(f"m{row}-{field}", theirs)
        other_way.setlist(f"m{other}-{field}", ours)
    other_way["ordered"] = "yes"
    return other_way


def in_order(rows: Iterable[MessageForm], *, as_it_stands: bool = False) -> list[Handed]:
    """What is part of the exchange, in the order it was said: by time where all have one, else as it stands.

    as_it_stands: somebody put the messages in their order, whatever the times say.
    """
    kept = [row.handed() for row in rows if row.kept]
    if not as_it_stands and all(one.said_at for one in kept):
        return sorted(kept, key=lambda one: one.said_at or datetime.max)  # noqa: DTZ901 - never reached
    return kept
