"""Answers of ours, as comments. The key travels in the one field of a comment that readers are not shown."""

from __future__ import annotations

from masthead.channels.as_given import as_given
from masthead.channels.errors import OutcomeUnknown, Rejected
from masthead.channels.outcomes import Absent, CannotTell, Done, Found, ReadBack, Unknown
from masthead.channels.post import Pending, Post
from masthead.channels.ref import Ref
from masthead.channels.wordpress.comments import BATCH, ROUTE, number, version
from masthead.channels.wordpress.rest import Json, Refusal, Rest
from masthead.channels.wordpress.words import marked_up, plain


def prepare(rest: Rest, post: Post, key: str) -> dict[str, object]:
    """Nothing can be laid down beforehand: a comment is public as soon as it is made."""
    answered = post.reply_to
    if answered is None:
        raise Rejected("There is no comment to answer.")
    if answered.native_id.startswith("post:"):
        return {"post": number(answered), "parent": 0, "me": rest.read("/wp/v2/users/me")["id"]}
    comment = rest.find(f"{ROUTE}/{number(answered)}", context="edit")
    if comment is None:
        raise Rejected("The comment you answer is no longer on the site.", cure="Answer in a post of its own.")
    return {"post": comment["post"], "parent": comment["id"], "me": rest.read("/wp/v2/users/me")["id"]}


def commit(rest: Rest, pending: Pending) -> Done | Unknown:
    words = {
        "post": pending.state["post"],
        "parent": pending.state["parent"],
        "content": marked_up(pending.post.text),
        "author_user_agent": pending.key,
    }
    try:
        made = rest.write("POST", ROUTE, words, context="edit")
    except OutcomeUnknown as lost:
        return Unknown(lost.sentence)
    except Refusal as refusal:
        if refusal.code == "comment_duplicate" and not isinstance(probe(rest, pending), Absent):
            return Unknown("The site has this answer already: an earlier attempt arrived after all.")
        raise
    return Done(_ref(made))


def probe(rest: Rest, pending: Pending) -> Found | Absent | CannotTell:
    """Look for the key. Absent is safe: the site itself refuses the same words a second time in the same place."""
    place = {"post": pending.state["post"], "parent": pending.state["parent"], "author": pending.state["me"]}
    for status in ("all", "spam", "trash"):
        rows: list[Json] = rest.read(
            ROUTE,
            **{name: [int(str(value))] for name, value in place.items()},
            status=status,
            per_page=BATCH,
            context="edit",
        )
        for row in rows:
            if row["author_user_agent"] == pending.key and row["status"] == "approved":
                return Found(_ref(row))
            if row["author_user_agent"] == pending.key or _lost_its_key(row, pending.post):
                return CannotTell("The answer is on the site, but somebody changed or removed it there since.")
    return Absent()


def read_back(rest: Rest, ref: Ref) -> ReadBack | None:
    found = rest.find(f"{ROUTE}/{number(ref)}", context="edit")
    if found is None or found["status"] != "approved" or not rest.is_public(str(found["link"]).partition("#")[0]):
        return None
    raw = as_given(found)
    return ReadBack(_ref(found), plain(found["content"]["raw"]), raw)


def edit(rest: Rest, ref: Ref, post: Post) -> Ref:
    current = rest.find(f"{ROUTE}/{number(ref)}", context="edit")
    if current is None or current["status"] != "approved":
        raise Rejected("The answer is no longer on the site.", cure="Answer the comment again.")
    words = {"content": marked_up(post.text), "author_user_agent": current["author_user_agent"]}
    return _ref(rest.write("POST", f"{ROUTE}/{number(ref)}", words, context="edit"))


def delete(rest: Rest, ref: Ref) -> None:
    try:
        rest.write("DELETE", f"{ROUTE}/{number(ref)}", {})
    except Refusal as refusal:
        if not refusal.is_gone:
            raise


def _lost_its_key(row: Json, post: Post) -> bool:
    """Whether this may be ours: the site forgets the key when a program changes the comment."""
    return not str(row["author_user_agent"]).startswith("masthead-") and plain(row["content"]["raw"]) == post.text


def _ref(comment: Json) -> Ref:
    return Ref(f"comment:{comment['id']}", version(comment), str(comment["link"]))
