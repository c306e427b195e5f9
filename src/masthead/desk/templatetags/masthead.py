"""The components of the pages, one tag each: see docs/components.md. `{% load masthead %}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cache

from django import forms, template
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.template import RequestContext
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from masthead.checks.engine import cues
from masthead.checks.engine.finding import Finding
from masthead.desk.look import channels, clauses, findings, marks, people, pills, policy_words, times
from masthead.desk.look.fields import shown
from masthead.desk.nav import Link
from masthead.desk.paging import Page
from masthead.desk.shell import Shell
from masthead.desk.templatetags.may import do_may
from masthead.kernel.clock import said_day
from masthead.kernel.refusals import Refused
from masthead.policy.clause import Policy
from masthead.policy.diff import SAYS, Change
from masthead.policy.in_force import rulebook
from masthead.policy.web_rule import web_rule_from

register = template.Library()
register.tag("may", do_may)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol of the sprite. It is decoration beside words; only one that stands alone has a `label`."""
    said = format_html('<span class="usa-sr-only">{}</span>', label) if label else ""
    return format_html(
        '<svg class="usa-icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>{}',
        _sprite(),
        name,
        said,
    )


@cache
def _sprite() -> str:
    """Its address, which carries a fingerprint of the file: looked up once, for a page shows a hundred symbols."""
    return static("vendor/img/sprite.svg")


@register.simple_tag
def pill(state: object, of: str = "", note: str = "") -> SafeString:
    """The state in word and icon; `of` is the machine (delivery, presence, draft, case), `note` follows the word."""
    name = str(getattr(state, "value", state))
    shown_as = pills.pill_for(name, of)
    tone = f" mh-pill--{shown_as.tone}" if shown_as.tone else ""
    return format_html(
        '<span class="mh-pill{}">{}{}{}</span>', tone, icon(shown_as.icon), shown_as.word, note and f" {note}"
    )


@register.simple_tag
def tile(channel: str, name: str = "") -> SafeString:
    """A channel's two letters and its name (or the presence's, where given)."""
    letters, known_as = channels.mark_of(channel)
    return format_html(
        '<span class="mh-channel"><span class="mh-mark mh-mark--{}" aria-hidden="true">{}</span>{}</span>',
        channel,
        letters,
        name or known_as,
    )


@register.simple_tag
def when(moment: datetime | None, style: times.Style = "full", otherwise: str = "not yet") -> SafeString:
    """A time in the agency's zone: `plain` leaves out the year, `day` the hour, `time` the day."""
    if moment is None:
        return format_html("{}", otherwise)
    return format_html(
        '<time datetime="{}">{}</time>', timezone.localtime(moment).isoformat(), times.spoken(moment, style)
    )


@register.simple_tag
def day(on: date | None) -> SafeString:
    """A day without an hour: `November 23, 2026`."""
    if on is None:
        return SafeString("")
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), said_day(on))


@register.simple_tag
def web_rule() -> SafeString:
    """Where words or captions are asked for: what the law asks, and from when its rule for the web binds."""
    begins = web_rule_from(rulebook().policy)
    if begins is None:
        return SafeString("")
    return format_html(
        '<p class="usa-hint">ADA Title II asks for it: that everybody is told as well as others (28 CFR 35.160), and by'
        " its rule for the web, WCAG 2.1 level AA (28 CFR 35.200), {} {}.</p>",
        "from" if begins > timezone.localdate() else "since",
        day(begins),
    )


@register.filter
def lasted(span: timedelta | None) -> str:
    """`40 minutes`, `5 hours`, `3 days`; "none" where nothing took any time."""
    return times.lasted(span) if span is not None else "none"


@register.filter
def clock(milliseconds: int) -> str:
    """`1:02.500`: a place in a video."""
    return cues.clock(milliseconds)


@register.filter
def channel_name(channel_id: str) -> str:
    """How a channel is called, also one that has no connector here."""
    return channels.mark_of(channel_id)[1]


@register.simple_tag
def zone(moment: datetime) -> str:
    """`Central Standard Time (UTC−6)`."""
    return times.zone_name(moment)


@register.simple_tag(takes_context=True)
def person(context: RequestContext, whom: object) -> SafeString:
    """A name with its initials; takes a Person, an actor's id from a record, or a plain name."""
    around = context.get("shell")
    # A list of records names the same few people over and over: each is looked up once for the page.
    name, initials = around.named(whom) if isinstance(around, Shell) else people.named(whom)
    return format_html(
        '<span class="mh-person"><span class="mh-who__initials" aria-hidden="true">{}</span>{}</span>', initials, name
    )


@register.simple_tag(takes_context=True)
def nav_groups(context: RequestContext) -> list[tuple[str, list[Link]]]:
    """The navigation of whoever is signed in; `nav_counts` in the context overrides what waits, by page."""
    around = context.get("shell")
    return around.nav(context.get("nav_counts")) if isinstance(around, Shell) else []


@register.simple_tag(takes_context=True)
def clause_chip(context: RequestContext, thing: object, under: object = "") -> str:
    """The clause of `thing` (a Clause, its id, a Finding) as a button that opens its words, as they were `under`."""
    match = getattr(context.get("request"), "resolver_match", None)
    page = "desk:policy" if match and match.namespace == "desk" else "public:policy"
    return render_to_string(
        "desk/components/clause.html", {"chip": clauses.chip_for(thing, str(under or "")), "policy_url": address(page)}
    )


@register.simple_tag(takes_context=True)
def finding(
    context: RequestContext,
    what: Finding | Mapping[str, object],
    text: str = "",
    form: str = "",
    reason: str = "",
    ask_reason: bool = False,
) -> str:
    """A finding's card. `form` is the id of the form its remedies submit to; without one the card is for reading."""
    card = findings.card_of(what, text)
    own = {"card": card, "form": form, "reason": reason, "ask_reason": ask_reason, "request": context.get("request")}
    return render_to_string("desk/components/finding.html", own)


@register.simple_tag
def backdrop(text: str, found: Sequence[Finding | Mapping[str, object]] = ()) -> SafeString:
    """The editor's backdrop: the text with its findings marked, and the line a text area keeps open below its text."""
    return marks.mark_up(f"{text}\n", findings.spans_of(found))


@register.simple_tag
def marked(text: str, spans: Sequence[marks.Span]) -> SafeString:
    """A text with its evidence marked, for moderation."""
    return marks.mark_up(text, spans)


@register.filter
def tally(found: Sequence[Finding | Mapping[str, object]]) -> str:
    """`3 block, 2 ask, 2 advise`."""
    return findings.tally(found)


@register.simple_tag
def field(bound: BoundField, **attributes: str) -> str:
    """A form field with label, hint and errors tied to it; further arguments become attributes of the control."""
    return render_to_string("desk/components/field.html", {"field": shown(bound, **attributes)})


@register.simple_tag
def error_summary(form: forms.BaseForm) -> str:
    """What is to be put right, each line a link to its field; nothing when the form has no errors."""
    return render_to_string("desk/components/error_summary.html", {"form": form}) if form.errors else ""


@register.simple_tag(takes_context=True)
def refusal(context: RequestContext, refused: Refused | str) -> str:
    """Why an act was refused: the sentence, and the clause it comes from."""
    clause = refused.clause if isinstance(refused, Refused) else ""
    return render_to_string(
        "desk/components/refusal.html", {"sentence": str(refused), "clause": clause, "request": context.get("request")}
    )


@register.simple_tag
def empty(title: str, text: str = "", action_url: str = "", action: str = "", icon_name: str = "") -> str:
    """An empty list that teaches: what would be here, and the one thing to do about it."""
    said = {"title": title, "text": text, "url": action_url, "action": action, "icon_name": icon_name}
    return render_to_string("desk/components/empty.html", said)


@register.simple_tag(takes_context=True)
def cursor_pager(context: RequestContext, page: Page[object]) -> str:
    """Newer and Older, keeping the rest of the address; nothing when there is one page."""
    request = context.get("request")
    links = {}
    for word, key in (("newer", page.newer), ("older", page.older)):
        if key:
            query = request.GET.copy() if request else QueryDict(mutable=True)
            for other in ("after", "before"):
                query.pop(other, None)
            query["after" if word == "newer" else "before"] = key
            links[word] = "?" + query.urlencode()
    return render_to_string("desk/components/pager.html", links) if links else ""


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> str:
    """A dialog that opens without script from any `<button popovertarget="id">`; script makes it modal."""
    return render_to_string("desk/components/dialog.html", {"id": id, "title": title, "content": content})


@register.simple_block_tag
def notice(content: str, tone: str = "advises", icon_name: str = "info") -> str:
    """A remark set apart; `tone` is blocks, asks, advises or keeps."""
    return render_to_string("desk/components/notice.html", {"tone": tone, "icon_name": icon_name, "content": content})


@register.simple_block_tag
def event(
    content: str, title: str, at: datetime | None = None, by: object = None, tone: str = "", record: int | None = None
) -> str:
    """One moment of a timeline: goes inside `<ol class="mh-timeline">`. `record` is its number in the ledger."""
    said = {"title": title, "at": at, "by": by, "tone": tone, "record": record, "record_url": ""}
    if record is not None:
        said["record_url"] = address("desk:record", record)
    return render_to_string("desk/components/event.html", {**said, "content": content})


@register.simple_tag
def address(name: str, *args: object) -> str:
    """The address of a page, or "" where this installation has no such page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.filter
def ground_name(ground_id: str, under: object = "") -> str:
    """`Threatening`: a ground for removal as the policy calls it, or called it in the version stamped `under`."""
    return clauses.ground_name(ground_id, str(under or ""))


@register.filter
def policy_place(where: str, policy: Policy) -> str:
    """`Presence 5: Links`: where in `policy` a finding of the lint stands."""
    return policy_words.place(where, policy)


@register.filter
def policy_change(change: Change) -> str:
    """`Presence 5, the duty: reworded`: one change of a policy, as people would say it."""
    said, what = SAYS[change.kind], policy_words.part(change)
    return f"{change.label}, {what}: {said}" if what else f"{change.label}: {said}"


@register.filter
def lines(text: str) -> SafeString:
    """Text as it was written: escaped, its line breaks kept, nothing made of its links."""
    return mark_safe(format_html("{}", text).replace("\n", "<br>"))  # noqa: S308 - escaped first
