"""Forms of a draft version: a clause to be added, a ground to be changed."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from masthead.adoption.amend import Amendment
from masthead.desk.forms.policy import label_field, why_field
from masthead.kernel.text import clean
from masthead.policy.clause import Ground, Policy
from masthead.policy.edit import GroundEdit, NewClause


class NewClauseForm(forms.Form):
    """A clause more. A person keeps it; to have a check keep it takes a line in the file."""

    part = forms.CharField(label="Part", max_length=80, help_text="Of the written policy, such as Presence.")
    section = forms.CharField(label="Section", max_length=160, help_text="Its heading, as the policy has it.")
    number = forms.CharField(label="Number", max_length=40, help_text="Such as 7. People cite it by part and number.")
    nickname = forms.CharField(label="In two words", max_length=60, help_text="For the button beside a finding.")
    duty = forms.CharField(label="The duty, for staff", max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    public = forms.CharField(
        label="In plain words, for the public",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    text = forms.CharField(
        label="The agency’s own words",
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As adopted, pasted. Shown beside the duty.",
    )
    kept_by = forms.CharField(
        label="What a person looks at to keep it",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A whole sentence: who looks at what, and when. A duty that nobody keeps is none.",
    )
    label = label_field()

    def __init__(
        self, policy: Policy, data: Mapping[str, str] | None = None, *, label: str = "", why: str = ""
    ) -> None:
        super().__init__(data, initial={"label": label})
        self.fields["why"] = why_field(why)
        for name, there in (("part", _each(policy, "part")), ("section", _each(policy, "section"))):
            if there:
                field = self.fields[name]
                field.help_text = f"One there is, spelled alike, or a new one: {' · '.join(there)}."

    def amendment(self) -> Amendment:
        given = {name: clean(said).strip() for name, said in self.cleaned_data.items()}
        label = given.pop("label")
        del given["why"]
        return Amendment(label=label, added=NewClause(**given))


def _each(policy: Policy, name: str) -> list[str]:
    """Every part or section of the policy once, in its order."""
    return list(dict.fromkeys(said for clause in policy.clauses if (said := str(getattr(clause, name)))))


class GroundForm(forms.Form):
    """One ground for removal: its definition and examples, and what it asks of whoever decides."""

    name = forms.CharField(label="Name", max_length=120, help_text="As the public reads it beside a removed comment.")
    definition = forms.CharField(
        label="Definition",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="So that two people who read it decide alike, whatever they think of the comment.",
    )
    counts = forms.CharField(
        label="What counts, one example a line", max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    does_not_count = forms.CharField(
        label="What does not count, one example a line", max_length=10_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    why_required = forms.BooleanField(label="Whoever decides writes down why", required=False)
    second_person = forms.BooleanField(label="A second person decides too", required=False)
    label = label_field()

    def __init__(
        self, ground: Ground, data: Mapping[str, str] | None = None, *, label: str = "", why: str = ""
    ) -> None:
        written = {
            "name": ground.name,
            "definition": ground.definition,
            "counts": "\n".join(ground.counts),
            "does_not_count": "\n".join(ground.does_not_count),
            "why_required": ground.why_required,
            "second_person": ground.second_person,
        }
        super().__init__(data, initial={**written, "label": label})
        self.fields["why"] = why_field(why)
        self.ground = ground

    def amendment(self) -> Amendment:
        given = self.cleaned_data
        edit = GroundEdit(
            name=" ".join(clean(given["name"]).split()),
            definition=" ".join(clean(given["definition"]).split()),
            counts=_lines(given["counts"]),
            does_not_count=_lines(given["does_not_count"]),
            why_required=given["why_required"],
            second_person=given["second_person"],
        )
        return Amendment(label=given["label"], grounds={self.ground.id: edit})


def _lines(said: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in clean(said).splitlines() if line.strip())
