"""Forms of what people do on a platform themselves: where they posted, and what they read there."""

from __future__ import annotations

from typing import Any

from django import forms

from masthead.conversations.paste import LONGEST, LONGEST_NAME, Pasted, posts_to_answer
from masthead.kernel.text import shorten
from masthead.presences.models import Presence


class PostedForm(forms.Form):
    """Where it is now."""

    permalink = forms.CharField(
        label="Address of the post",
        help_text="Open your post on the platform and copy its address. It begins with https://.",
        error_messages={"required": "Paste the address of the post, beginning with https://."},
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )


class AddressForm(PostedForm):
    """Where it really is."""

    why = forms.CharField(
        label="What was wrong with the other",
        required=False,
        max_length=1000,
        help_text="It is kept on record beside both addresses.",
    )


class NotPostedForm(forms.Form):
    """What stood in the way."""

    why = forms.CharField(
        label="What stood in the way",
        help_text="The author reads it, and it is kept on record.",
        error_messages={"required": "Say what stood in the way: the author reads it."},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PastedForm(forms.Form):
    """One comment, as it is shown on the platform."""

    under = forms.ChoiceField(label="Under which of our posts", required=False)
    name = forms.CharField(label="Name beside the comment", max_length=LONGEST_NAME, help_text="As it is shown there.")
    text = forms.CharField(
        label="The comment",
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Word for word, with its mistakes. One comment at a time.",
    )
    url = forms.CharField(
        label="Address of the comment",
        required=False,
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
        help_text="With it, pasting the comment again after an edit keeps both wordings.",
    )
    said_at = forms.DateTimeField(
        label="When it was written",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="In the agency's time, as far as the platform tells.",
    )

    def __init__(self, presence: Presence, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.posts = {str(row.pk): row for row in posts_to_answer(presence)}
        self.fields["under"].initial = next(iter(self.posts), "")
        choices = [(key, shorten(row.text or "A post without words", 80)) for key, row in self.posts.items()]
        self.fields["under"].choices = [*choices, ("", "None of these: a message, or a post of somebody else")]  # type: ignore[attr-defined]

    def pasted(self) -> Pasted:
        given = self.cleaned_data
        return Pasted(
            name=given["name"],
            text=given["text"],
            under=self.posts.get(given["under"]),
            url=given["url"],
            said_at=given["said_at"],
        )
