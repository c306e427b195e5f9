"""What hostile and careless people send, and a desk with something on every page to send it to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

import masthead
from factories import at
from masthead.adoption.models import Version
from masthead.agencies.actors import Worker
from masthead.agencies.models import Commitment, Person, RoleGrant
from masthead.agencies.rights import Role
from masthead.conversations.models import Comment, Conversation
from masthead.following import own
from masthead.following.models import Follow, FollowAlert, RegisterRow
from masthead.jobs import assess_comments, take_in_comments
from masthead.links import campaigns, lists, own_word, research
from masthead.links.list_file import read
from masthead.links.models import Dossier, LinkFinding
from masthead.media import ask, depict, permit, upload
from masthead.media.decode import decode
from masthead.media.models import Asset, Depiction, Permission
from masthead.moderation.models import Case
from masthead.outbox.models import Delivery
from masthead.presences import lookalikes
from masthead.presences.models import Presence
from masthead.project import demo, demo_content
from masthead.publishing.models import Approval, Draft, Publication

EVIL: tuple[str, ...] = (
    "\x00",
    "before\x00after",
    "\ud800",
    "x" * 30_000,
    "9" * 400,
    "-1",
    "1e999",
    "NaN",
    "٣",
    "0001-01-01T00:00",
    "9999-12-31T23:59",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "not-a-uuid",
    "00000000-0000-0000-0000-000000000000",
    "https://[",
    "https://reader:secret@library.example:99999/\u202e",
    "../../../../etc/passwd",
    "{{ 7*7 }}<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "[]",
    "",
)
"""Each stands for a kind of harm: what databases, numbers, dates, addresses, paths, templates and sheets choke on."""


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the house: `route` with its converters, and the view that answers."""

    name: str
    route: str

    def paths(self, known: dict[str, str]) -> Iterator[str]:
        """The address with each act there is, and with ids that exist where `known` has one."""
        filled = re.sub(r"<uuid:(\w+)>", lambda m: known.get(m[1], str(UUID(int=1))), self.route)
        for act in ACTS if "<slug:" in filled else ("",):
            for number in ("1", "9" * 30) if "<int:" in filled else ("1",):
                said = re.sub(r"<(?:int|str):(\w+)>", lambda m, n=number: known.get(m[1], n), filled)  # type: ignore[misc]
                yield re.sub(r"<slug:\w+>", act, said)


ACTS = ("approve", "discuss", "return", "decline", "pause", "resume", "confirm", "watch", "report", "describe", "list")
ACTS += ("nobody", "nonsense", "send_to_review", "clear", "adopt", "withdraw", "unfollow", "keep")


def addresses(resolver: URLResolver | None = None, prefix: str = "/", space: str = "") -> Iterator[Address]:
    """Every address below `resolver`, the whole house where none is given; those of libraries excepted."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern).replace("^", "").replace("$", "")
        if isinstance(pattern, URLResolver):
            if pattern.app_name in {"", *_OURS} and not route.startswith("/sign-in/"):
                yield from addresses(pattern, route, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern) and "(?P" not in route:
            yield Address(f"{space}{pattern.name}", route)


_OURS = ("desk", "public", "first_run", "welcome")


def field_names() -> tuple[set[str], set[str]]:
    """(names read from forms, names read from queries): as the source of the house says, so that none is forgotten."""
    source = "\n".join(path.read_text() for path in Path(masthead.__file__).parent.rglob("*.py"))
    posted = set(re.findall(r"POST(?:\.get(?:list)?\(\s*|\[)\"(\w+)\"", source))
    posted |= set(re.findall(r"given\.get(?:list)?\(\"(\w+)\"", source))
    posted |= set(re.findall(r"^    (\w+) = forms\.\w+\(", source, re.MULTILINE)) | {"form_token", "role", "scopes"}
    asked = set(re.findall(r"GET(?:\.get(?:list)?\(\s*|\[)\"(\w+)\"", source)) | {
        "q",
        "page",
        "before",
        "after",
        "next",
    }
    return posted, asked


@dataclass
class Form:
    """A form as a browser sees it: where it goes, and what it would send if one pressed its first button."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Collects the forms of a page, filled in as a careless person would."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        if not self.forms:
            return
        name, values = given.get("name", ""), self.forms[-1].values
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and given.get("value"):
            values.setdefault(self._select, given["value"])
        elif tag in ("input", "textarea", "button") and name and given.get("type") != "file":
            values.setdefault(name, given.get("value") or _CARELESS.get(given.get("type", ""), "Something"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


_CARELESS = {"date": "2026-12-01", "datetime-local": "2026-12-01T09:00", "time": "09:00", "number": "1"}
_CARELESS |= {"email": "somebody@agency.invalid", "url": "https://library.example/"}


def forms_of(page: str) -> list[Form]:
    reader = FormReader()
    reader.feed(page)
    return [form for form in reader.forms if form.method == "post"]


def furnished() -> dict[str, str]:
    """The sample desk, and the ids by which its addresses name what is on it."""
    demo.seed(at=at(), address="http://testserver")
    demo_content.furnish(at=at())
    take_in_comments.run.func()
    assess_comments.run.func()
    writer = Person.objects.get(email="communicator@demo.invalid")
    image = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(image, "PNG")
    asset = upload.upload(by=writer, at=at(), picture=decode(image.getvalue()), name="Reading room")
    shown = depict.list_person(by=writer, at=at(), asset=asset, kind="adult", name="A. R.")
    form = permit.SignedForm(
        signer="A. R.",
        guardian=False,
        relation="",
        purpose="Posts",
        signed_on=at().date(),
        expires_on=None,
        scan=b"%PDF-1.7",
        scan_name="form.pdf",
    )
    permit.permit(by=writer, at=at(), depiction=shown, form=form)
    asked, _ = ask.ask(
        by=writer,
        at=at(),
        question=ask.Question(person="A. R.", kind="adult", purpose="Posts", depictions=(shown,), event="Story night"),
    )
    dossier = research.ask(by=Worker(), at=at(), url="https://library.example/hours")
    finding = LinkFinding.objects.create(link=dossier.link, kind="changed", why="Why.", found_at=at())
    lookalike = lookalikes.log(by=writer, at=at(), address="https://host.example/mlc1", what="It uses our seal.")
    evidence = lookalikes.add_evidence(
        by=writer, at=at(), lookalike=lookalike, name="seal.png", mime="image/png", content=image.getvalue()
    )
    waiting = Approval.objects.filter(outcome="waiting").get()
    entered = _whose_accounts_are_known(writer)
    approver = Person.objects.get(email="approver@demo.invalid")
    harmful = read("list.txt", b"evil.example\nno site\n")
    rows = {
        "draft_id": Draft.objects.get(state="writing"),
        "approval_id": waiting,
        "publication_id": Publication.objects.order_by("-leaves_at")[0],
        "delivery_id": Delivery.objects.get(state="queued"),
        "presence_id": Presence.objects.get(),
        "commitment_id": Commitment.objects.all()[0],
        "lookalike_id": lookalike,
        "evidence_id": evidence,
        "asset_id": Asset.objects.get(),
        "depiction_id": Depiction.objects.get(),
        "asked_id": asked,
        "permission_id": Permission.objects.get(),
        "dossier_id": Dossier.objects.get(),
        "finding_id": finding,
        "site_id": campaigns.put_on_list(by=writer, at=at(), site="vote-tull.example", why="Ada Tull runs for mayor."),
        "word_id": own_word.say(by=approver, at=at(), site="forms.example", allowed=True, why="Our forms."),
        "list_id": lists.import_list(by=writer, at=at(), name="URLhaus", as_of=at().date(), given=harmful),
        "case_id": Case.objects.filter(state="open")[0],
        "conversation_id": Conversation.objects.all()[0],
        "comment_id": Comment.objects.all()[0],
        "person_id": writer,
        "version_id": Version.objects.get(),
        "follow_id": Follow.objects.get(),
        "alert_id": FollowAlert.objects.get(),
        "register_id": entered.register,
        "row_id": entered,
    }
    return {name: str(row.pk) for name, row in rows.items()}


def _whose_accounts_are_known(writer: Person) -> RegisterRow:
    """A question that waits, an alert, and a register with one row."""
    presence = Presence.objects.get()
    # Nobody is asked about an account on the Noticeboard; the row alone opens the pages.
    asked = Follow.objects.create(
        presence=presence,
        network="mastodon",
        handle="museum",
        shown_name="Museum",
        state="waiting",
        verdict="ask",
        why="Why.",
        asked_by=writer.actor_id,
        asked_at=at(),
    )
    FollowAlert.objects.create(
        presence=presence, follow=asked, kind="outside", about="1", account="@museum", why="Why.", found_at=at()
    )
    given = {"channel": "x", "handle": "city", "kind": "public_body", "name": "City of Okatoma"}
    return own.enter(by=writer, at=at(), evidence="https://okatoma.example/", **given)


def everyone_at_once() -> Person:
    """One person with every role, to whom every page is open."""
    person = Person.objects.get(email="employee@demo.invalid")
    for role in Role:
        if role is not Role.EMPLOYEE:
            RoleGrant.objects.create(person=person, role=role.value, granted_at=at(), granted_by="worker:test")
    return person
