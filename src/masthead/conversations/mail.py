"""The entire exchange as one e-mail for the agency's records: text, HTML, native bytes and screenshots attached.

A copy for people; the native bytes in the ledger are the record. RFC 5322, threaded by References (section 3.6.4),
marked as machine-made by Auto-Submitted (RFC 3834).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from zoneinfo import ZoneInfo

from django.core.mail import EmailMultiAlternatives

from masthead.conversations.enclosed import Enclosed
from masthead.conversations.exchange import Exchange, Said
from masthead.kernel.clock import stamp
from masthead.kernel.text import shorten

_STANDING = {
    "shown": "",
    "removed": "removed by the agency",
    "deleted_by_author": "deleted by its author",
    "hidden_elsewhere": "hidden by the channel",
    "on_its_way": "on its way, not yet read back",
}


def exchange_mail(
    exchange: Exchange,
    *,
    message_id: str,
    references: str,
    sender: str,
    to: str,
    agency: str,
    zone: ZoneInfo,
    at: datetime,
    along: Enclosed | None = None,
) -> EmailMultiAlternatives:
    """One message holding every message of `exchange`, with the files that go `along`.

    message_id, references: with angle brackets; references is "" for the first of a conversation. Times are shown in
    `zone`, which is named.
    """
    headers = {"Message-ID": message_id, "Date": format_datetime(at), "Auto-Submitted": "auto-generated"}
    if references:
        headers |= {"References": references, "In-Reply-To": references}
    remarks = tuple(along.sentences(exchange.id)) if along else ()
    mail = EmailMultiAlternatives(
        # The subject is the same for every revision: some mailboxes thread by it.
        subject=f"[{shorten(agency, 40)}] {shorten(exchange.title, 100) or 'An exchange'}",
        body=as_text(exchange, agency=agency, zone=zone, at=at, remarks=remarks),
        from_email=sender,
        to=[to],
        headers=headers,
    )
    page = as_html(exchange, agency=agency, zone=zone, at=at, remarks=remarks)
    mail.attach_alternative(page, "text/html")
    mail.attach("exchange.json", as_json(exchange), "application/json")
    for file in along.files if along else ():
        mail.attach(file.name, file.content, file.mime)
    return mail


def as_text(exchange: Exchange, *, agency: str, zone: ZoneInfo, at: datetime, remarks: Sequence[str] = ()) -> str:
    """The exchange in plain text; `remarks` say what does not go along."""
    lines = [*_heading(exchange, agency, zone, at), *remarks, ""]
    if exchange.post:
        lines += ["The post:", _indented(exchange.post), ""]
    for one in exchange.said:
        lines += [_byline(one, zone), _indented(one.text or "(no words were seen)")]
        for wording in one.earlier:
            lines += [f"  Other wording, seen {_moment(wording.observed_at, zone)}:", _indented(wording.text, 6)]
        lines += [f"  {one.url}", ""] if one.url else [""]
    return "\n".join(lines)


def as_html(exchange: Exchange, *, agency: str, zone: ZoneInfo, at: datetime, remarks: Sequence[str] = ()) -> str:
    """The exchange as a page without scripts, styles or anything fetched. Everything people wrote is escaped."""
    parts = ['<!doctype html><html lang="en"><meta charset="utf-8">', f"<title>{escape(exchange.title)}</title><body>"]
    parts += [f"<p>{escape(line)}</p>" for line in (*_heading(exchange, agency, zone, at), *remarks)]
    if exchange.post:
        parts.append(f"<h2>The post</h2><blockquote>{_lines(exchange.post)}</blockquote>")
    parts.append("<h2>The exchange</h2><ol>")
    for one in exchange.said:
        parts.append(f"<li><p><strong>{escape(_byline(one, zone))}</strong></p>")
        parts.append(f"<blockquote>{_lines(one.text or '(no words were seen)')}</blockquote>")
        for wording in one.earlier:
            seen = escape(_moment(wording.observed_at, zone))
            parts.append(f"<p>Other wording, seen {seen}:</p><blockquote>{_lines(wording.text)}</blockquote>")
        if one.url:
            parts.append(f"<p>{escape(one.url)}</p>")
        parts.append("</li>")
    return "".join([*parts, "</ol></body></html>"])


def as_json(exchange: Exchange) -> bytes:
    """The exchange for machines: every message with its native bytes, as text where they are UTF-8, else in base64."""
    whole = {
        "conversation": str(exchange.id),
        "title": exchange.title,
        "channel": exchange.channel,
        "presence": exchange.presence,
        "handle": exchange.handle,
        "post": exchange.post,
        "post_url": exchange.post_url,
        "handed_over_by": exchange.handed_over_by,
        "private": exchange.private,
        "messages": [_message(one) for one in exchange.said],
        "screenshots": [
            {"number": picture.number, "name": picture.name, "sha256": picture.sha256}
            for picture in exchange.screenshots
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def _message(one: Said) -> dict[str, object]:
    return {
        "id": str(one.id),
        "side": one.side,
        "name": one.name,
        "written_by": one.staff,
        "at": stamp(one.at),
        "text": one.text,
        "state": one.standing,
        "url": one.url,
        "native_id": one.native_id,
        "version": one.version,
        "other_wordings": [
            {
                "number": wording.number,
                "text": wording.text,
                "observed_at": stamp(wording.observed_at),
                "native": _native(wording.raw, wording.raw_sha256),
            }
            for wording in one.earlier
        ],
        "native": _native(one.raw, one.raw_sha256),
    }


def _native(raw: bytes, digest: str) -> dict[str, str]:
    try:
        return {"sha256": digest, "text": raw.decode()}
    except UnicodeDecodeError:
        return {"sha256": digest, "base64": base64.b64encode(raw).decode()}


def _heading(exchange: Exchange, agency: str, zone: ZoneInfo, at: datetime) -> Iterator[str]:
    yield f"{agency}: {exchange.title}"
    if exchange.presence:
        yield f"On {exchange.presence} ({exchange.handle}), {exchange.channel}. {exchange.post_url}".strip()
    if exchange.private:
        yield "Private: it was said between the agency and whoever wrote to it, and the public did not see it."
    if exchange.handed_over_by:
        yield f"Handed over by {exchange.handed_over_by}, from an account that is not the agency's."
    if exchange.screenshots:
        yield f"Screenshots attached: {len(exchange.screenshots)}."
    yield f"The whole exchange as known on {_moment(at, zone)}. Messages: {len(exchange.said)}."


def _byline(one: Said, zone: ZoneInfo) -> str:
    who = one.name or "Name not shown"
    if one.side == "employee":
        who += ", an employee, from an account of their own"
    elif one.side == "agency":
        who += f", for the agency (written by {one.staff})" if one.staff else ", for the agency"
    standing = _STANDING.get(one.standing, one.standing)
    return f"{who}, {_moment(one.at, zone) if one.timed else 'time not known'}" + (f" [{standing}]" if standing else "")


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%B %d, %Y, %I:%M %p %Z}"


def _indented(text: str, by: int = 2) -> str:
    return "\n".join(" " * by + line for line in text.splitlines() or [""])


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())
