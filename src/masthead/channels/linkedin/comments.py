"""Comments under posts of the page: by name, as lists, as events, and answers of ours.

A comment is called urn:li:comment:(<thread>,<number>), the thread being an activity that stands for the post.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from masthead.channels.as_given import as_given
from masthead.channels.errors import Rejected
from masthead.channels.events import CommentEvent, Kind
from masthead.channels.linkedin.description import SITE
from masthead.channels.linkedin.rest import Json, Rest, urn
from masthead.channels.ref import Ref
from masthead.channels.wording import version_of

PAGE, PAGES = 100, 10
_NAME = re.compile(r"urn:li:comment:\((?P<thread>urn:li:\w+:\d+),(?P<number>\d+)\)")


def is_comment(ref: Ref) -> bool:
    return ref.native_id.startswith("urn:li:comment:")


def path_of(ref: Ref) -> str:
    found = _NAME.fullmatch(ref.native_id)
    if found is None:
        raise Rejected(f"{ref.native_id} is no comment on LinkedIn.", cure="Look at the comment on LinkedIn.")
    return f"/socialActions/{urn(found['thread'])}/comments/{found['number']}"


def find(rest: Rest, ref: Ref) -> Json | None:
    return rest.find(path_of(ref))


def under(rest: Rest, name: str) -> Iterator[Json]:
    """Comments directly under a post or a comment, as many as LinkedIn gives in ten pages."""
    for page in range(PAGES):
        elements = rest.found_by(f"/socialActions/{urn(name)}/comments?start={page * PAGE}&count={PAGE}")
        yield from elements
        if len(elements) < PAGE:
            return


def thread(rest: Rest, name: str) -> Iterator[Json]:
    """Every comment under a post, with what answers it."""
    for comment in under(rest, name):
        yield comment
        summary = comment.get("commentsSummary") or {}
        if summary.get("aggregatedTotalComments", summary.get("totalFirstLevelComments", 1)):
            yield from under(rest, str(comment["commentUrn"]))


def text_of(comment: Json) -> str:
    return str(comment["message"]["text"])


def ref_of(comment: Json) -> Ref:
    name = str(comment["commentUrn"])
    return Ref(name, version_of(text_of(comment)), f"{SITE}/feed/update/{comment['object']}?commentUrn={urn(name)}")


def event_of(comment: Json, root: Ref, kind: Kind, at: datetime) -> CommentEvent:
    ref, parent, actor = ref_of(comment), comment.get("parentComment"), str(comment["actor"])
    return CommentEvent(
        native_id=ref.native_id,
        version=ref.version,
        kind=kind,
        author_shown="An organization on LinkedIn" if ":organization:" in actor else "A member of LinkedIn",
        author_id=actor,
        text=text_of(comment),
        parent_ref=Ref(str(parent)) if parent else root,
        root_ref=root,
        url=ref.url,
        raw=as_given(comment),
        observed_at=at,
        via="GET /rest/socialActions/{urn}/comments",
        said_at=datetime.fromtimestamp(int(comment["created"]["time"]) / 1000, UTC),
    )


def request(rest: Rest, answered: Ref, actor: str, text: str) -> dict[str, Any]:
    """The whole answer, written down: where it goes, and what is there already by us."""
    body: Json = {"actor": actor, "message": {"text": text}}
    target = answered.native_id
    if is_comment(answered):
        comment = find(rest, answered)
        if comment is None:
            raise Rejected("The comment you answer is no longer there.", cure="Answer in a post of its own.")
        target = str(comment.get("parentComment") or answered.native_id)
        body |= {"object": str(comment["object"]), "parentComment": target}
    else:
        body["object"] = target
    ours = [str(each["commentUrn"]) for each in under(rest, target) if each["actor"] == actor]
    return {"target": target, "request": body, "known": ours}
