"""The e-mail that tells staff which posts are to be taken down because a permission was taken back, and by when."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urljoin

from django.core.mail import EmailMessage
from django.urls import reverse

from masthead.agencies.models import Agency, Person
from masthead.conversations.posting import sender
from masthead.policy.notices import notice
from masthead.publishing.models import TakedownProposal


@notice
def takedown_proposed(
    people: Sequence[Person], proposals: Sequence[TakedownProposal], *, agency: Agency
) -> EmailMessage:
    """`people`, who wrote, scheduled or approve posts, are told that one shows somebody who took their permission
    back, and by when it is to be gone. Nobody shown is named: mail is read on the way and by others."""
    posts = f"{len(proposals)} posts are" if len(proposals) > 1 else "a post is"
    listed = "\n".join(f"  “{row.publication.draft.title}”, by {_moment(row, agency)}" for row in proposals)
    where = urljoin(f"{agency.public_url.rstrip('/')}/", reverse("desk:no_longer_public").lstrip("/"))
    return EmailMessage(
        subject=f"{agency.short_name}: {posts} to be taken down: a permission was taken back",
        body=(
            f"You wrote, scheduled or approve what {agency.short_name} publishes.\n\n"
            "Somebody shown in a picture or video took their permission back. No new post can show"
            f" it. These are public and still do; they are to be taken down by the time beside them:\n\n{listed}\n\n"
            f"One press takes all of them down on every presence:\n{where}\n\n"
            "Nothing is taken down until somebody presses it. It stands on Today until then.\n"
        ),
        from_email=sender(),
        to=[person.email for person in people],
        headers={"Auto-Submitted": "auto-generated"},
    )


def _moment(row: TakedownProposal, agency: Agency) -> str:
    local = row.due_at.astimezone(agency.zone)
    return f"{local:%B} {local.day} at {local:%-I:%M %p %Z}"
