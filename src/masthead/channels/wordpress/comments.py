"""Comments on the site: as events of the port, what became of them, and held or approved."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

from masthead.channels.as_given import as_given
from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Kind, Seen
from masthead.channels.outcomes import Moderated
from masthead.channels.port import Action
from masthead.channels.ref import Ref
from masthead.channels.wording import version_of
from masthead.channels.wordpress.rest import Json, Rest
from masthead.channels.wordpress.words import plain

BATCH = 100
ROUTE = "/wp/v2/comments"
_STATUS: Mapping[Action, str] = {"hide": "hold", "restore": "approved"}
_SEEN: Mapping[str, Seen] = {"hold": "hidden", "spam": "hidden", "trash": "hidden"}


def event_of(comment: Json, kind: Kind, at: datetime) -> CommentEvent:
    root = Ref(f"post:{comment['post']}")
    parent = int(comment["parent"])
    return CommentEvent(
        native_id=f"comment:{comment['id']}",
        version=version(comment),
        kind=kind,
        author_shown=str(comment["author_name"]) or "Anonymous",
        author_id=_author(comment),
        text=plain(_raw(comment)),
        parent_ref=Ref(f"comment:{parent}") if parent else root,
        root_ref=root,
        url=str(comment["link"]),
        raw=as_given(comment),
        observed_at=at,
        via=f"GET {ROUTE}",
        said_at=said_at(comment),
    )


def version(comment: Json) -> str:
    return version_of(_raw(comment))


def said_at(comment: Json) -> datetime:
    return datetime.fromisoformat(comment["date_gmt"]).replace(tzinfo=UTC)


def recheck(rest: Rest, refs: Sequence[Ref]) -> Mapping[str, Seen]:
    found = {f"comment:{row['id']}": row for row in _rows(rest, [number(ref) for ref in refs])}
    seen: dict[str, Seen] = {}
    for ref in refs:
        row = found.get(ref.native_id)
        if row is None:
            seen[ref.native_id] = "gone"
        elif row["status"] in _SEEN:
            seen[ref.native_id] = _SEEN[row["status"]]
        else:
            seen[ref.native_id] = "edited" if ref.version not in ("", version(row)) else "present"
    return seen


def moderate(rest: Rest, ref: Ref, action: Action) -> Moderated:
    """Hold or approve, only where it is not so already: WordPress calls a repetition a failure."""
    here = rest.find(f"{ROUTE}/{number(ref)}", context="edit")
    if here is None:
        raise Rejected("The comment is no longer on the site.", cure="Nothing to do: nobody can read it there.")
    if here["status"] != _STATUS[action]:
        here = rest.write("POST", f"{ROUTE}/{number(ref)}", {"status": _STATUS[action]}, context="edit")
    return Moderated(
        Ref(ref.native_id, version(here), str(here["link"])), here["status"] != "approved", f"status {here['status']}"
    )


def number(ref: Ref) -> int:
    return int(ref.native_id.rpartition(":")[2])


def user_id(number: int) -> str:
    """A user of the site, as the author of a comment. A visitor's name and address never make one."""
    return f"user:{number}"


def _rows(rest: Rest, numbers: Sequence[int]) -> Iterator[Json]:
    """Comments by number, wherever the site keeps them: shown or held first, then what was filed away."""
    rest_of = iter(dict.fromkeys(numbers))
    while batch := list(islice(rest_of, BATCH)):
        for status in ("all", "spam", "trash"):
            rows = rest.read(ROUTE, include=batch, status=status, per_page=BATCH, context="edit") if batch else []
            yield from rows
            batch = [each for each in batch if each not in {row["id"] for row in rows}]


def _author(comment: Json) -> str:
    """Visitors have no account. Who gives the same e-mail address is the same author; the address is not repeated."""
    if comment["author"]:
        return user_id(comment["author"])
    address = str(comment.get("author_email", "")).strip().casefold()
    return f"visitor:{hashlib.sha256(address.encode()).hexdigest()[:16]}" if address else ""


def _raw(comment: Json) -> str:
    return str(comment["content"]["raw"])
