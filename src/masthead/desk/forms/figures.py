"""Which figures somebody wants to see: from which day to which, and of which bureau."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django import forms
from django.utils import timezone

from masthead.agencies.models import Bureau
from masthead.publishing.served import Asked

_YEAR = timedelta(days=365)


class FiguresForm(forms.Form):
    """Days of the agency's calendar, the last one included. Without any: the twelve months up to today."""

    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    bureau = forms.ModelChoiceField(
        label="Bureau", queryset=Bureau.objects.order_by("name"), required=False, empty_label="All of them"
    )

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        since, until = self.days()
        if since > until:
            self.add_error("until", "This day is before the first. Choose a later one.")
        return given

    def days(self) -> tuple[date, date]:
        """The first day and the last, chosen or not."""
        given = getattr(self, "cleaned_data", {})
        until = given.get("until") or max(timezone.localdate(), given.get("since") or date.min)
        return given.get("since") or until - min(_YEAR, until - date.min), until

    def asked(self, **more: object) -> Asked:
        """The same as moments, and the bureau."""
        since, until = self.days()
        bureau = self.cleaned_data.get("bureau")
        end = until + timedelta(days=1) if until < date.max else until
        return Asked(
            since=_midnight(since),
            until=_midnight(end),
            bureau=bureau.pk if bureau else None,
            **more,  # type: ignore[arg-type]
        )


def _midnight(day: date) -> datetime:
    # The first and the last year there are have no midnight in every zone.
    bounded = min(max(day, date(1900, 1, 1)), date(9000, 1, 1))
    return timezone.make_aware(datetime.combine(bounded, time()))
