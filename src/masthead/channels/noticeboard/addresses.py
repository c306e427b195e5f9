"""Where the Noticeboard's pages live, as paths and as whole addresses. The public pages serve exactly these.

A link in an e-mail is itself the permission, so it is signed and names its purpose: one that confirms cannot delete.
"""

from __future__ import annotations

from uuid import UUID

from django.core import signing

from masthead.agencies.models import the_agency
from masthead.kernel.refusals import Invalid

CONFIRM_DAYS = 3
_PURPOSES = {
    "confirm": "Ask for a new one by sending your comment again.",
    "author": "Use the link from the e-mail we sent you when you commented.",
}


def post_path(post_id: UUID) -> str:
    return f"/posts/{post_id}/"


def comment_path(post_id: UUID, comment_id: UUID) -> str:
    """A long thread has pages, and what follows "#" never reaches the server: the query says which page is meant."""
    return f"{post_path(post_id)}?comment={comment_id}#comment-{comment_id}"


def file_path(image_id: UUID) -> str:
    return f"/posts/files/{image_id}"


def film_path(film_id: UUID) -> str:
    return f"/posts/files/{film_id}.mp4"


def confirm_path(comment_id: UUID) -> str:
    return f"/comments/confirm/{_token(comment_id, 'confirm')}/"


def author_path(comment_id: UUID) -> str:
    return f"/comments/yours/{_token(comment_id, 'author')}/"


def absolute(path: str) -> str:
    """The address people see. Before an agency is set up there is only the path."""
    return f"{base()}{path}"


def base() -> str:
    """What stands before every path of the public pages, "" before an agency is set up. Read once for a list."""
    agency = the_agency()
    return agency.public_url.rstrip("/") if agency else ""


def comment_of(token: str, purpose: str) -> UUID:
    """The comment a link speaks for. Raises Invalid, with the cure, for a link that is old, cut short or forged."""
    age = CONFIRM_DAYS * 86400 if purpose == "confirm" else None
    try:
        return UUID(signing.loads(token, salt=f"noticeboard.{purpose}", max_age=age))
    except signing.SignatureExpired:
        raise Invalid(f"This link has expired. {_PURPOSES[purpose]}") from None
    except (signing.BadSignature, ValueError, TypeError):
        raise Invalid(f"This link is not complete. {_PURPOSES[purpose]}") from None


def _token(comment_id: UUID, purpose: str) -> str:
    return signing.dumps(str(comment_id), salt=f"noticeboard.{purpose}")
