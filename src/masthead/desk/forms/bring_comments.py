"""Forms for bringing in all comments under a post: the comments, then each of them, to be corrected or left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone

from masthead.conversations.paste import LONGEST_NAME, Pasted, posts_to_answer
from masthead.conversations.read_comments import Brought
from masthead.desk.forms.hand_over import BLANK_ROWS, MOST_ROWS, MessageForm
from masthead.kernel.text import clean, shorten
from masthead.outbox.models import Delivery
from masthead.presences.models import Presence


class UnderField(forms.ChoiceField):
    """Which of our posts the comments are under."""

    def __init__(self, presence: Presence) -> None:
        super().__init__(label="Under which of our posts", required=False)
        self.posts = {str(row.pk): row for row in posts_to_answer(presence)}
        self.initial = next(iter(self.posts), "")
        choices = [(key, shorten(row.text or "A post without words", 80)) for key, row in self.posts.items()]
        self.choices = [*choices, ("", "None of these: messages, or a post of somebody else")]


class BringForm(forms.Form):
    """The comments, as a paste or a file."""

    pasted = forms.CharField(
        label="Paste the comments",
        required=False,
        strip=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="In their order. “June: When do you open?” on a line of its own is read best; HTML is read too.",
    )
    file = forms.FileField(
        label="Or a file with them",
        required=False,
        help_text="CSV with the columns Name and Comment (When and Address, where you have them), text, or a saved"
        " page. It is read and not kept.",
    )

    def __init__(self, presence: Presence, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"under": UnderField(presence), **self.fields}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("pasted", "").strip() and given.get("file"):
            self.add_error("file", "Give one of the two: the paste or the file.")
        return given


class BroughtForm(MessageForm):
    """One comment of the preview."""

    mine = None  # type: ignore[assignment]
    name = forms.CharField(required=False, max_length=LONGEST_NAME)
    url = forms.CharField(required=False, max_length=1000)

    def pasted(self, under: Delivery | None) -> Pasted:
        given = self.cleaned_data
        return Pasted(
            name=given["name"], text=given["text"], under=under, url=given["url"].strip(), said_at=given["said_at"]
        )


def brought_rows(comments: Iterable[Brought]) -> list[BroughtForm]:
    """The preview of what was read, and room for what was not."""
    rows = []
    for number, one in enumerate(comments):
        when = timezone.localtime(one.when) if one.when and one.when.tzinfo else one.when
        initial = {
            "keep": True,
            "name": clean(one.name)[:LONGEST_NAME],
            "text": clean(one.text),
            "url": one.url[:1000],
            "said_at": f"{when:%Y-%m-%dT%H:%M:%S}" if when else "",
        }
        rows.append(BroughtForm(prefix=f"m{number}", initial=initial))
    return [*rows, *room_for_more(len(rows))]


def room_for_more(start: int) -> list[BroughtForm]:
    end = min(start + BLANK_ROWS, MOST_ROWS + BLANK_ROWS)
    return [BroughtForm(prefix=f"m{number}", initial={"keep": True}) for number in range(start, end)]


def rows_that_came_back(given: Mapping[str, str]) -> list[BroughtForm]:
    count = given.get("rows", "")
    rows = int(count) if count.isascii() and count.isdigit() and len(count) < 4 else 0
    return [BroughtForm(given, prefix=f"m{number}") for number in range(min(rows, MOST_ROWS + BLANK_ROWS))]
