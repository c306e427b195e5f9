"""Forms of moderation: a removal with its ground and words, and the reasons people write."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django import forms

from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.moderation.decide import MIRROR
from masthead.policy.clause import Ground

_YES_NO = [("yes", "Yes, I would remove both"), ("no", "No, so this stays")]


class MirrorForm(forms.Form):
    """The question every removal answers."""

    mirror = forms.ChoiceField(label=MIRROR, choices=_YES_NO, widget=forms.RadioSelect, required=False)

    def mirrored(self) -> bool | None:
        """The answer; None where none was given."""
        answer = self.cleaned_data["mirror"]
        return answer == "yes" if answer else None


class RemoveForm(MirrorForm):
    """A removal: one ground, the words that meet it, why, and the mirror question."""

    # In the order of the page, in which they are told of: what is lacking is said by the operation, all at once.
    field_order = ("quote", "mirror", "ground", "why")
    ground = forms.ChoiceField(label="Ground", widget=forms.RadioSelect, required=False)
    quote = forms.CharField(
        label="The words that meet the ground",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Copied from the comment, as they stand there.",
    )
    why = forms.CharField(
        label="Why, in your words",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed for the grounds that say so. The author may read it.",
    )

    def __init__(self, grounds: Sequence[Ground], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name in ("quote", "why"):
            self.fields[name].wanted = True  # type: ignore[attr-defined]
        self.fields["ground"].choices = [(ground.id, ground.name) for ground in grounds]  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """A reason that goes on record."""

    why = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}))


def place_of(quote: str, text: str, *, near: int = 0) -> tuple[int, int]:
    """Where `quote` stands in `text`, as [start, end): the place nearest to `near` where it stands more than once.

    White space may differ, because pages show it differently. Raises Invalid when the words are not in the text.
    """
    words = clean(quote).split()
    if not words:
        raise Invalid("Copy the words that meet the ground from the comment.", field="quote")
    found = [match.span() for match in re.finditer(r"\s+".join(map(re.escape, words)), text)]
    if not found:
        raise Invalid("These words are not in the comment. Copy them as they stand there.", field="quote")
    return min(found, key=lambda place: abs(place[0] - near))
