"""Forms of a policy version: a file, a change of one clause, what counsel said, what the minutes say."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from datetime import date

from django import forms

from masthead.adoption.adopt import AdoptionFacts
from masthead.adoption.amend import Amendment
from masthead.adoption.models import Version
from masthead.desk.look.policy_words import own_words
from masthead.policy.clause import Clause, Level
from masthead.policy.edit import BindingEdit
from masthead.policy.lint.duties import BOUNDS
from masthead.policy.pack import LARGEST
from masthead.policy.reading import LEVELS

LEVEL_WORDS: dict[Level, str] = {
    "blocks": "It blocks: the post cannot go out",
    "asks": "It asks: a person signs for it, with a reason",
    "advises": "It advises: the writer is told",
}
"""What each level does to a post, in words for whoever sets it."""

WHY = "Counsel and the board will read it."


def why_field(said: str = "") -> forms.CharField:
    """The reason of one change. `said`: what stands on a draft already, which is shown and kept, not asked again."""
    return forms.CharField(
        label="What this changes, and why" if said else "What it changes, and why",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=f"{WHY} The draft keeps what was said before: “{said}”" if said else WHY,
    )


def label_field() -> forms.CharField:
    return forms.CharField(
        label="Name of the new version",
        max_length=40,
        help_text="Such as 2026-12. Every record from then on carries it, so no two versions share one.",
    )


def _day(label: str, help_text: str) -> forms.DateField:
    return forms.DateField(label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}))


class UploadForm(forms.Form):
    """A policy file, to be looked at before it becomes a draft."""

    file = forms.FileField(
        label="Policy file",
        help_text="A TOML file of at most 1 MB, UTF-8. Download the one in force to see what it looks like.",
        widget=forms.ClearableFileInput(attrs={"accept": ".toml"}),
    )

    def raw(self) -> bytes:
        """Its bytes; more than a policy can be is not read."""
        return bytes(self.cleaned_data["file"].read(LARGEST + 1))


class KeepForm(forms.Form):
    """The same file, looked at, and why it should become a draft."""

    kept = forms.CharField(widget=forms.HiddenInput, strip=True)

    def __init__(self, data: Mapping[str, str] | None = None, *, kept: bytes = b"", why: str = "") -> None:
        super().__init__(data, initial={"kept": self.holding(kept)})
        self.fields["why"] = why_field(why)

    @staticmethod
    def holding(raw: bytes) -> str:
        return base64.b64encode(raw).decode()

    def clean_kept(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["kept"], validate=True)
        except (binascii.Error, ValueError):
            raise forms.ValidationError("The file did not arrive whole. Upload it again.") from None


class ClauseForm(forms.Form):
    """One clause: its words, the level of each check and notice, the figures they work with."""

    duty = forms.CharField(label="The duty, for staff", widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)
    public = forms.CharField(
        label="In plain words, for the public",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=4000,
        required=False,
    )
    text = forms.CharField(
        label="The agency’s own words",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=10_000,
        required=False,
        help_text="As adopted, pasted. Shown beside the duty.",
    )

    def __init__(
        self, clause: Clause, data: Mapping[str, str] | None = None, *, label: str = "", why: str = ""
    ) -> None:
        words = {"duty": clause.duty, "public": clause.public, "text": clause.text}
        super().__init__(data, initial={**words, "label": label})
        self.clause = clause
        for place, binding in enumerate(clause.enforced_by):
            duty = own_words(binding.kind, binding.name) or binding.name
            if binding.kind == "check":
                self.fields[f"level_{place}"] = forms.ChoiceField(
                    label=f"What happens to a post that does not keep this: “{duty}”",
                    choices=[(level, LEVEL_WORDS[level]) for level in LEVELS],
                    initial=binding.level,
                )
            for param, value in binding.params.items():
                if isinstance(value, int) and not isinstance(value, bool):
                    low, high = BOUNDS.get(param, (0, 10**6))
                    self.fields[f"figure_{place}_{param}"] = forms.IntegerField(
                        label=f"{param.replace('_', ' ').capitalize()}, for this: “{duty}”",
                        min_value=low,
                        max_value=high,
                        initial=value,
                        help_text=f"From {low} to {high:,}.",
                    )
        self.fields["label"], self.fields["why"] = label_field(), why_field(why)

    def amendment(self) -> Amendment:
        given = self.cleaned_data
        return Amendment(
            label=given["label"],
            words={self.clause.id: {key: given[key] for key in ("duty", "public", "text")}},
            clause=self.clause.id,
            bindings=dict(self._bindings()),
        )

    def _bindings(self) -> Iterator[tuple[int, BindingEdit]]:
        for place, binding in enumerate(self.clause.enforced_by):
            level = self.cleaned_data.get(f"level_{place}")
            start = f"figure_{place}_"
            figures = {
                name.removeprefix(start): value
                for name, value in self.cleaned_data.items()
                if name.startswith(start) and value != binding.params.get(name.removeprefix(start))
            }
            if figures or (level and level != binding.level):
                yield place, BindingEdit(level=level if level != binding.level else None, params=figures)


class WordsForm(forms.Form):
    """The agency's own words, clause by clause, all on one page."""

    def __init__(self, clauses: tuple[Clause, ...], data: Mapping[str, str] | None = None, *, label: str = "") -> None:
        super().__init__(data, initial={"label": label, "why": "The agency’s own words stand beside each duty."})
        self.clauses = clauses
        for place, clause in enumerate(clauses):
            self.fields[f"text_{place}"] = forms.CharField(
                label=f"{clause.label}: {clause.nickname}",
                help_text=clause.duty,
                widget=forms.Textarea(attrs={"rows": 3}),
                max_length=10_000,
                required=False,
                initial=clause.text,
            )
        self.fields["label"], self.fields["why"] = label_field(), why_field()

    def amendment(self) -> Amendment:
        words = {clause.id: {"text": self.cleaned_data[f"text_{place}"]} for place, clause in enumerate(self.clauses)}
        return Amendment(label=self.cleaned_data["label"], words=words)


class CounselForm(forms.Form):
    """What counsel said."""

    counsel = forms.CharField(
        label="Who read it", max_length=160, help_text="Name and office of the agency’s counsel. It is kept on record."
    )
    reviewed_on = _day("On which day", "When counsel answered.")
    opinion = forms.CharField(label="What counsel said", widget=forms.Textarea(attrs={"rows": 3}), max_length=8000)


class AdoptionForm(forms.Form):
    """What the minutes say. `digest` is of the file that was on the page."""

    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    adopted_on = _day("Adopted on", "The day of the vote, or of the director’s decision.")
    minutes = forms.CharField(label="Minutes", max_length=200, help_text="Where the vote is written down.")
    in_force_on = _day("In force from", "Midnight of this day; at once where it is today.")
    signed_copy = forms.FileField(
        label="Signed copy",
        required=False,
        help_text="A PDF of at most 10 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf"}),
    )

    def __init__(self, version: Version, *args: object, today: date | None = None) -> None:
        super().__init__(*args, initial={"digest": version.file_id, "in_force_on": today})  # type: ignore[arg-type,misc]
        self.fields["signed_copy"].wanted = version.layer == "policy"  # type: ignore[attr-defined]

    def facts(self) -> AdoptionFacts:
        given = self.cleaned_data
        return AdoptionFacts(
            adopted_on=given["adopted_on"],
            minutes=given["minutes"],
            in_force_on=given["in_force_on"],
            signed_copy=given["signed_copy"].read() if given["signed_copy"] else b"",
        )
