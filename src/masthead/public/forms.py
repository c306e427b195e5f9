"""What the public may fill in. What is wrong with it is told by the operations; only what is missing is told here."""

from __future__ import annotations

from django import forms

from masthead.channels.noticeboard.comments import TEXT_LIMIT


def _words(label: str, missing: str, help_text: str = "") -> forms.CharField:
    """A large field whose text is taken as it was written."""
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=help_text,
        strip=False,
        error_messages={"required": missing},
    )


class CommentForm(forms.Form):
    """A comment. `website` is not seen by people: only a machine fills it in."""

    author_shown = forms.CharField(
        label="Name to show",
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
        help_text="Everyone sees it. It need not be your full name.",
        error_messages={"required": "Tell us the name to show beside your comment."},
    )
    email = forms.CharField(
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Never shown. We send you one link, to make sure it was you.",
        error_messages={"required": "Enter your e-mail address: we send you the link that shows your comment."},
    )
    text = _words(
        "Your comment",
        "Write something first: the comment is empty.",
        f"Up to {TEXT_LIMIT:,} characters. It stays, favorable or not, unless it breaks a published rule.",
    )
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )


class LookalikeForm(forms.Form):
    """An account somebody met in our name. `website` is not seen by people: only a machine fills it in."""

    address = forms.CharField(
        label="Link or name of the account",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Give the link or the name of the account you met."},
    )
    what = forms.CharField(
        label="What it shows or asks for",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="Please leave out card numbers, passwords and other people's names.",
    )
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )


class SignatureForm(forms.Form):
    """A permission, signed by typing one's name."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text="Typed here, it is your signature.",
        error_messages={"required": "Type your name: it is your signature."},
    )
    signed_on = forms.DateField(
        label="Today’s date",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Give today’s date.", "invalid": "Give today’s date, such as 11/26/2026."},
    )
    address = forms.CharField(
        label="E-mail address",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="For the link by which you can take it back. It is forgotten once that is sent.",
    )
    confirmed = forms.BooleanField(
        label="I read this, and I agree",
        required=False,
    )
    page_sha256 = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class RewordForm(forms.Form):
    """New words for one's own comment."""

    text = _words("Your comment", "Write something first, or delete the comment below.")


class AppealForm(forms.Form):
    """Why a comment should be shown again."""

    text = _words(
        "Why should it be shown?",
        "Write why your comment should be shown.",
        "Somebody who had no part in the removal reads this and decides.",
    )
