"""A form field with its label, hint and errors tied together, in the design system's markup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

_CLASSES: list[tuple[type[forms.Widget], str]] = [
    (forms.Textarea, "usa-textarea"),
    (forms.Select, "usa-select"),
    (forms.FileInput, "usa-input mh-file"),
    (forms.Widget, "usa-input"),
]


@dataclass(frozen=True, slots=True)
class Choice:
    """One radio button or check box."""

    id: str
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What the template needs. `kind`: input, check, radio, checks. `describedby` names hint and error."""

    bound: BoundField
    kind: str
    control: SafeString | str
    choices: tuple[Choice, ...]
    hint: str
    hint_id: str
    error_id: str
    describedby: str

    @property
    def id(self) -> str:
        return str(self.bound.id_for_label or self.bound.auto_id)


def shown(bound: BoundField, **attributes: str) -> Shown:
    """`attributes` go onto the control: `rows="4"`, `autocomplete="off"`; underscores become hyphens."""
    base = str(bound.auto_id or bound.html_name)
    hint_id = f"{base}-hint" if bound.help_text else ""
    error_id = f"{base}-error" if bound.errors else ""
    described = " ".join(filter(None, [attributes.pop("aria_describedby", ""), hint_id, error_id]))
    kind = _kind(bound.field.widget)
    attrs: dict[str, str] = {name.replace("_", "-"): value for name, value in attributes.items()}
    if described and kind in ("input", "check"):
        attrs["aria-describedby"] = described
    attrs["class"] = "usa-checkbox__input" if kind == "check" else _css(bound.field.widget)
    grouped = kind in ("radio", "checks")
    return Shown(
        bound=bound,
        kind=kind,
        control="" if grouped else _control(bound, attrs),
        choices=_choices(bound) if grouped else (),
        hint=str(bound.help_text),
        hint_id=hint_id,
        error_id=error_id,
        describedby=described,
    )


def _control(bound: BoundField, attrs: dict[str, str]) -> SafeString:
    """The control's markup. A list to choose from is written here: Django renders two templates for each choice."""
    widget = bound.field.widget
    if type(widget) is not forms.Select:
        return SafeString(bound.as_widget(attrs=attrs))  # type: ignore[arg-type]
    attrs = widget.build_attrs(widget.attrs, bound.build_widget_attrs({**attrs}, widget))
    attrs.setdefault("id", str(bound.auto_id))
    chosen = set(widget.format_value(bound.value()))
    named = {"name": bound.html_name, **attrs}
    return format_html("<select{}>{}</select>", flatatt(named), _options(widget.choices, chosen))


def _options(choices: Iterable[tuple[object, Any]], chosen: set[str]) -> SafeString:
    """`choices` as Django takes them: (value, label), or (name of a group, its choices)."""
    lines: list[str] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            lines.append(format_html('<optgroup label="{}">{}</optgroup>', value, _options(label, chosen)))
        else:
            # None is how Django spells "nothing chosen".
            spelled = "" if value is None else str(value)
            mark = " selected" if spelled in chosen else ""
            lines.append(f'<option value="{escape(spelled)}"{mark}>{conditional_escape(label)}</option>')
    return mark_safe("".join(lines))  # noqa: S308 - every piece was escaped


def _kind(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checks"
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    return "check" if isinstance(widget, forms.CheckboxInput) else "input"


def _css(widget: forms.Widget) -> str:
    ours = next(css for kind, css in _CLASSES if isinstance(widget, kind))
    return f"{ours} {widget.attrs.get('class', '')}".strip()


def _choices(bound: BoundField) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            id=str(one.data["attrs"].get("id", "")),
            value=str(one.data["value"]),
            label=str(one.data["label"]),
            chosen=bool(one.data["selected"]),
        )
        for one in bound.subwidgets
    )
