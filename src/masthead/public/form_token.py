"""The token of a public form: signed, for one purpose, good for a day. It needs no cookie, and tells of nobody."""

from __future__ import annotations

from django.core import signing

from masthead.kernel.refusals import Invalid

FIELD = "form_token"
GOOD_FOR = 24 * 60 * 60
"""Seconds. Long enough for somebody who is called away while writing."""

_SALT = "public.form"


def token_for(purpose: str) -> str:
    """A token for the form shown now; `purpose` names the form and what it is about."""
    return signing.dumps(purpose, salt=_SALT)


def refuse_unless_ours(token: str, purpose: str) -> None:
    """Raise Invalid, saying what to do, unless `token` was made here for `purpose` within a day."""
    try:
        made_for = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except signing.SignatureExpired:
        raise Invalid("This form was open for more than a day. What you wrote is still here: send it again.") from None
    except signing.BadSignature:
        made_for = None
    if made_for != purpose:
        raise Invalid("This form did not come from this page. What you wrote is still here: send it again.")
