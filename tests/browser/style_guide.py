"""A page with every component on it, and the addresses under which tests open it."""

from __future__ import annotations

from dataclasses import asdict

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Template
from django.urls import include, path

import factories
from masthead.checks.engine.finding import Finding, Remedy
from masthead.desk.look.marks import Span
from masthead.desk.look.pills import PILLS
from masthead.desk.nav import GROUPS, Entry
from masthead.desk.paging import Page
from masthead.desk.theme import choose
from masthead.kernel.refusals import Refused
from masthead.policy.in_force import rulebook

TEXT = (
    "Summer 🌻 starts this week! Thx to everyone who came.\n"
    "Kick-offs near you: https://bit.example/slp26\nThe best app there is."
)


class Everything(forms.Form):
    """One field of each kind, some filled in wrongly."""

    title = forms.CharField(help_text="As the public will read it.")
    why = forms.CharField(widget=forms.Textarea, label="Why", help_text="One sentence.")
    note = forms.CharField(required=False)
    channel = forms.ChoiceField(choices=[("bluesky", "Bluesky"), ("mastodon", "Mastodon")])
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    picture = forms.FileField(required=False)
    kind = forms.ChoiceField(choices=[("adult", "An adult"), ("child", "A child")], widget=forms.RadioSelect)
    presences = forms.MultipleChoiceField(
        choices=[("a", "Noticeboard"), ("b", "Bluesky")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agreed = forms.BooleanField(label="I have read it", help_text="Kept with your name.")


def findings() -> list[Finding | dict[str, object]]:
    """One of each level; the last as it comes back from a record."""

    def place(words: str) -> tuple[int, int]:
        start = TEXT.index(words)
        return start, start + len(words)

    link = Finding(
        code="unresearched",
        check="links_are_researched",
        clause="presence.5",
        label="Presence 5",
        nickname="Links",
        basis="clause",
        level="blocks",
        message="Nobody has researched this link.",
        span=place("https://bit.example/slp26"),
        remedies=(Remedy("go", "Research it", target="#link"), Remedy("replace", "Take it out", text="")),
    )
    limit = Finding(
        code="too_long",
        check="fits_the_channel",
        clause="",
        label="Bluesky",
        nickname="Limit",
        basis="channel",
        level="asks",
        message="This praises a commercial product over others, and is 73 characters too long.",
        span=place("The best app there is"),
    )
    slang = Finding(
        code="text_speak",
        check="voice_is_professional",
        clause="presence.7",
        label="Presence 7",
        nickname="Voice",
        basis="clause",
        level="advises",
        message="Text-speak: “Thx” is “Thanks”.",
        span=place("Thx"),
        remedies=(Remedy("replace", "Replace", text="Thanks"), Remedy("dictionary", "Add to our dictionary")),
    )
    return [link, limit, asdict(slang)]


def desk(request: HttpRequest, **_: object) -> HttpResponse:
    context = {
        "clause": rulebook().clause("presence.5"),
        "refused": Refused("This draft waits for approval, so it cannot be sent.", clause="presence.4"),
        "form": Everything({"title": "", "kind": "child"}),
        "text": TEXT,
        "findings": findings(),
        "machines": [(machine, list(states)) for machine, states in PILLS.items()],
        "moment": factories.at(),
        "someone": "Ione Marbury",
        "page": Page((), newer="9", older="3"),
        "nav_counts": {"approvals": 3, "inbox": 4},
    }
    return render(request, "style_guide/desk.html", context)


def moderation(request: HttpRequest) -> HttpResponse:
    text = "You people are clueless about rural libraries. Vote Alden Quarrymore for Supervisor."
    context = {
        "cases": [1, 2, 3],
        "current": int(request.GET.get("case", "2")),
        "grounds": rulebook().grounds,
        "text": text,
        "spans": [Span(11, 45, "keeps", "a", "A"), Span(47, len(text), "removes", "b", "B")],
    }
    return render(request, "style_guide/moderation.html", context)


def live(request: HttpRequest) -> HttpResponse:
    """What the server answers while one types: the marks of the new text, out of band."""
    text = request.POST["text"]
    found = [{**findings()[2], "span": (0, 3)}]  # type: ignore[dict-item]
    marked = Template("{% load masthead %}{% backdrop text found %}").render(Context({"text": text, "found": found}))
    return HttpResponse(
        f'<div class="mh-editor__backdrop" id="backdrop" hx-swap-oob="true" aria-hidden="true">{marked}</div>'
    )


def pages(entries: list[Entry]) -> list[str]:
    return [entry.page for entry in entries]


def public(request: HttpRequest) -> HttpResponse:
    return render(request, "style_guide/public.html", {"clause": rulebook().clause("presence.2")})


# Every page the navigation knows, so that its whole length is seen; the theme is the real one.
EVERY_PAGE = [
    path("" if name == "today" else name, desk, name=name) for _, entries in GROUPS for name in pages(entries)
]
desk_urls = (
    [
        *EVERY_PAGE,
        path("stop", desk, name="stop"),
        path("resume", desk, name="resume"),
        path("records/<int:number>", desk, name="record"),
        path("theme", choose, name="theme"),
    ],
    "desk",
)
urlpatterns = [
    path("style-guide/public", public),
    path("style-guide/moderation", moderation),
    path("style-guide/live", live),
    path("desk/", include(desk_urls)),
    path("sign-in/", include("masthead.project.sign_in_urls")),
    path("", include("masthead.public.urls")),
]
