"""The links of a permission: one to sign, good once and for some days, and one to take it back, good as long as it.

The secret is in the link and nowhere else: only its hash is kept, so that whoever reads the database can sign nothing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from masthead.agencies.models import the_agency
from masthead.kernel.ids import digest_of_secret, new_secret
from masthead.kernel.refusals import NotFound
from masthead.media.models import AskedPermission, Permission, PermissionLink
from masthead.media.states import PERMISSION_MAIL

Purpose = Literal["sign", "own"]
_ASK_AGAIN = "Ask the agency for a new one."
_NOT_WHOLE = "This link is not complete. Copy it once more, whole, from where you received it."
_REPLACED = "Another link has taken the place of this one. Open the newest one you received."


def make_link(asked: AskedPermission, purpose: Purpose, at: datetime) -> str:
    """Keep another link and return its secret. Part of an operation: whoever calls it records that."""
    token = new_secret()
    PermissionLink.objects.create(
        asked=asked,
        purpose=purpose,
        digest=digest_of_secret(token),
        made_at=at,
        good_until=at + timedelta(days=asked.link_days) if purpose == "sign" else None,
    )
    return token


def end_links(asked: AskedPermission, why: Literal["used", "replaced"], at: datetime) -> None:
    """Let no link to sign open any more, nor one leave that waits to be mailed."""
    waiting = asked.mails.filter(purpose="sign", state="due")
    waiting.update(state=PERMISSION_MAIL.to("due", "drop"), sealed_address=b"", settled_at=at)
    asked.links.filter(purpose="sign", ended_at=None).update(ended_at=at, ended_by=why)


def asked_by_link(token: str, purpose: Purpose, *, at: datetime) -> AskedPermission:
    """The permission a link speaks for. Raises NotFound, with the cure, for one that is unknown, used or too old.

    A link for one purpose opens nothing of the other.
    """
    found = (
        PermissionLink.objects.select_related("asked").filter(digest=digest_of_secret(token), purpose=purpose).first()
    )
    if found is None or found.asked is None:
        raise NotFound(_NOT_WHOLE)
    if found.ended_by == "used":
        raise NotFound(
            "This link was used already; it is good once. To take back what you signed, open the link on your receipt."
        )
    if found.ended_at is not None:
        raise NotFound(_REPLACED)
    if purpose == "sign" and found.asked.state != "asked":
        raise NotFound("This question is no longer asked. There is nothing you need to do.")
    if found.good_until is not None and found.good_until <= at:
        raise NotFound(f"This link has run out. {_ASK_AGAIN}")
    return found.asked


def make_form_link(form: Permission, at: datetime) -> str:
    """A link to take back what was signed on paper, good as long as it is kept. Part of an operation."""
    token = new_secret()
    PermissionLink.objects.create(form=form, purpose="own", digest=digest_of_secret(token), made_at=at)
    return token


def end_form_links(form: Permission, at: datetime) -> None:
    """Let the links given out before open nothing any more: one that was lost may have been found."""
    form.links.filter(ended_at=None).update(ended_at=at, ended_by="replaced")


def form_by_link(token: str) -> Permission:
    """The form signed on paper that a link takes back. Raises NotFound, with the cure, for one that opens nothing."""
    rows = PermissionLink.objects.select_related("form__depiction__asset", "form__commitment").defer("form__form")
    found = rows.filter(digest=digest_of_secret(token), purpose="own").first()
    if found is None or found.form is None:
        raise NotFound(_NOT_WHOLE)
    if found.ended_at is not None:
        raise NotFound(_REPLACED)
    return found.form


def sign_path(token: str) -> str:
    return f"/permission/{token}/"


def own_path(token: str) -> str:
    return f"/permission/yours/{token}/"


def form_path(token: str) -> str:
    return f"/permission/form/{token}/"


def whole_address(path: str) -> str:
    """The address as people open it. Before an agency is set up there is only the path."""
    agency = the_agency()
    return f"{agency.public_url.rstrip('/') if agency else ''}{path}"
