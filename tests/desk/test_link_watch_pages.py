"""A link in a live post that changed: told on Today, in the navigation, on the post; corrected, signed or dismissed."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from warcio.archiveiterator import ArchiveIterator

import factories
import watched
from factories import at
from masthead.agencies.actors import Worker
from masthead.agencies.models import Person
from masthead.agencies.rights import Role
from masthead.desk.views import link_watch
from masthead.jobs import watch_links
from masthead.links import look_again, research, watch
from masthead.links.exchange import Exchange
from masthead.links.fetch import Fetched
from masthead.links.fingerprint import fingerprint, steady_fingerprint
from masthead.links.models import Dossier, Link, LinkFinding, Watch
from masthead.links.watch_claims import claim_due
from masthead.presences.models import Presence
from masthead.publishing.models import Draft, Publication
from masthead.publishing.reached import to_correct
from sites import OPENING, SHOP

pytestmark = pytest.mark.django_db
LINK = "https://library.example/hours"


def page_of(words: str, url: str = LINK, **more: object) -> Fetched:
    given: dict[str, object] = {
        "title": "Reading room",
        "excerpt": words,
        "hops": ((url, 200),),
        "fingerprint": tuple(fingerprint(words)),
        "steady": tuple(steady_fingerprint(words)),
        "exchanges": (Exchange(url, ((b"Host", b"library.example"),), 200, b"OK", (), words.encode()),),
        **more,
    }
    return Fetched("ok", 200, url, **given)  # type: ignore[arg-type]


@pytest.fixture
def writer(agency: object, settings: object, tmp_path: Path) -> Person:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    return factories.who_acknowledged(factories.person(Role.COMMUNICATOR))


@pytest.fixture
def client(writer: Person) -> Client:
    return factories.client_for(writer)


@pytest.fixture
def changed(writer: Person) -> Callable[..., LinkFinding]:
    """Publish a post, and have the watch see something else behind its link."""

    def make(fetched: Fetched | None = None, *, url: str = LINK) -> LinkFinding:
        watched.published(writer, url, page_of(OPENING, url))
        watch_links.note_arrivals(by=Worker(), at=at(hours=3))
        see(fetched or page_of(SHOP, url), days=1)
        return LinkFinding.objects.latest("id")

    return make


def see(fetched: Fetched, *, days: float) -> None:
    for claim in claim_due(at=at(days=days, hours=3)):
        known = watch.known_of([claim.watch.link])[claim.watch.link_id]
        watch.saw(by=Worker(), at=at(days=days, hours=3), claim=claim, known=known, fetched=fetched)


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_it_is_told_on_today_in_the_navigation_and_on_the_post(
    client: Client, changed: Callable[..., LinkFinding]
) -> None:
    assert "A link the public reads" not in text_of(client, "/desk/")
    finding = changed()
    today = text_of(client, "/desk/")
    assert "A link the public reads no longer says what was signed" in today
    assert f"/desk/links/findings/{finding.pk}" in today
    assert re.search(r'href="/desk/links/".{0,400}?1', today, re.S)
    post = text_of(client, f"/desk/drafts/{Draft.objects.get().pk}")
    assert "Links to look at" in post
    assert "Presence 5" in post and "Correct the post…" in post
    moderator = factories.client_for(factories.person(Role.MODERATOR))
    assert "A link the public reads" not in text_of(moderator, "/desk/"), "it is for those who may sign links"


def test_many_are_told_in_one_line_more(client: Client, writer: Person, changed: Callable[..., LinkFinding]) -> None:
    changed()
    others = [Link.objects.create(url=f"{LINK}/{n}", first_seen=at()) for n in range(6)]
    LinkFinding.objects.bulk_create(
        LinkFinding(link=link, kind="dead", why=f"{link.url}. Gone.", found_at=at(), clause="presence.5")
        for link in others
    )
    today = text_of(client, "/desk/")
    assert "7 links in live posts and replies to look at" in today and "/desk/links/watched?needs=1" in today
    assert "A link the public reads does not answer any more" in today


def test_the_list_shows_when_it_was_seen_and_when_next_and_what_needs_somebody(
    client: Client, writer: Person, changed: Callable[..., LinkFinding]
) -> None:
    assert "No links in live posts" in text_of(client, "/desk/links/watched")
    finding = changed()
    sunday, board = f"{LINK}/sunday", Presence.objects.get()
    watched.published(writer, sunday, page_of(OPENING, sunday), presence=board, hours=30)
    watch_links.note_arrivals(by=Worker(), at=at(hours=30))
    Watch.objects.filter(link__url=sunday).update(next_at=datetime(2099, 11, 24, 18, 0, tzinfo=UTC))
    whole = text_of(client, "/desk/links/watched")
    assert LINK in whole and f"{LINK}/sunday" in whole
    assert "not since it was posted" in whole and "12:00 p.m." in whole
    narrowed = text_of(client, "/desk/links/watched?needs=1")
    assert f"/desk/links/findings/{finding.pk}" in narrowed and f"{LINK}/sunday" not in narrowed
    assert "Needs somebody" in narrowed and "Changed since" in narrowed
    for bad in ("before=nonsense", "after=1", "before=" + "9" * 400):
        text_of(client, f"/desk/links/watched?{bad}")


def test_the_list_has_pages_and_asks_a_fixed_number_of_questions(client: Client, writer: Person) -> None:
    made = [Link.objects.create(url=f"{LINK}/{n}", first_seen=at()) for n in range(60)]
    Watch.objects.bulk_create(Watch(link=link, host="library.example", since=at(), next_at=at(days=1)) for link in made)
    with CaptureQueriesContext(connection) as queries:
        first = text_of(client, "/desk/links/watched")
    assert first.count('scope="row"') == 25 and len(queries) <= 22
    older = re.search(r'href="(\?before=[^"]+)"', first)
    assert older is not None
    second = text_of(client, f"/desk/links/watched{older[1]}")
    assert second.count('scope="row"') == 25
    assert set(re.findall(rf"{LINK}/\d+<", first)).isdisjoint(re.findall(rf"{LINK}/\d+<", second))


def test_the_finding_shows_what_was_signed_beside_what_is_there(
    client: Client, changed: Callable[..., LinkFinding]
) -> None:
    finding = changed()
    shown = text_of(client, f"/desk/links/findings/{finding.pk}")
    assert OPENING[:60] in shown and SHOP[:60] in shown
    assert "Saturday hours" in shown and "Ione Marbury" in shown
    publication = Publication.objects.get()
    assert f"/desk/publications/{publication.pk}/correct?finding={finding.pk}" in shown
    assert text_of(client, "/desk/links/findings/00000000-0000-0000-0000-000000000001", 404)


def test_a_correction_begins_with_what_was_found(client: Client, changed: Callable[..., LinkFinding]) -> None:
    finding, publication = changed(), Publication.objects.get()
    address = f"/desk/publications/{publication.pk}/correct"
    form = text_of(client, f"{address}?finding={finding.pk}")
    assert "its page no longer says what was read" in form
    for strange in ("nonsense", "00000000-0000-0000-0000-000000000001", "\x00"):
        assert "its page no longer" not in client.get(address, {"finding": strange}).content.decode()
    ways = {f"way-{each.delivery.presence_id}": each.ways[0].way for each in to_correct(publication)}
    answer = client.post(f"{address}?finding={finding.pk}", {"why": finding.why, **ways})
    assert answer.status_code == 302
    assert Draft.objects.get(correction__publication=publication).correction.why == finding.why


def test_whoever_signs_what_is_there_now_settles_it(
    client: Client, writer: Person, changed: Callable[..., LinkFinding], monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = changed()
    monkeypatch.setattr(link_watch, "now", lambda: at(days=1, hours=4))
    answer = client.post(f"/desk/links/findings/{finding.pk}/research")
    dossier = Dossier.objects.get(state="waiting")
    assert answer["Location"] == f"/desk/links/{dossier.pk}"
    research.write_down(by=Worker(), at=at(days=2), dossier=dossier, fetched=page_of(SHOP))
    assert "Read and sign it" in text_of(client, f"/desk/links/findings/{finding.pk}")
    assert "sign below what is there now" in text_of(client, f"/desk/links/{dossier.pk}")
    client.post(f"/desk/links/{dossier.pk}/sign", {"remark": ""})
    finding.refresh_from_db()
    assert (finding.state, finding.signed) == ("signed", dossier)
    assert "signed what is there now" in text_of(client, f"/desk/links/findings/{finding.pk}")
    assert "A link the public reads" not in text_of(client, "/desk/")


def test_a_dismissal_takes_a_reason_beside_its_box(client: Client, changed: Callable[..., LinkFinding]) -> None:
    finding = changed()
    address = f"/desk/links/findings/{finding.pk}/dismiss"
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422 and 'aria-invalid="true"' in refused.content.decode()
    too_long = client.post(address, {"reason": "x" * 2001})
    assert too_long.status_code == 422 and "2,000 characters" in too_long.content.decode()
    moderator = factories.client_for(factories.person(Role.MODERATOR))
    assert moderator.post(address, {"reason": "I may not."}).status_code == 403
    assert "approver decides it" in text_of(moderator, f"/desk/links/findings/{finding.pk}")
    client.post(address, {"reason": "Our shop week."})
    shown = text_of(client, f"/desk/links/findings/{finding.pk}")
    assert "left it as it is" in shown and "Our shop week." in shown
    assert "Dismissed, with a reason" in text_of(client, "/desk/links/watched")
    assert client.post(address, {"reason": "Again."}).status_code == 422


def test_a_dead_link_offers_no_signature(client: Client, changed: Callable[..., LinkFinding]) -> None:
    dead = Fetched("dead", 404, LINK, hops=((LINK, 404),), trouble="The server says there is no such page (404).")
    with pytest.raises(LinkFinding.DoesNotExist):  # once is not enough
        changed(dead)
    see(dead, days=2)
    finding = LinkFinding.objects.get()
    shown = text_of(client, f"/desk/links/findings/{finding.pk}")
    assert "There is no page." in shown and "Research it again" not in shown
    assert "Cannot wait" in text_of(client, "/desk/")


def test_the_snapshot_of_what_was_signed_is_saved_by_staff_and_read_by_a_standard_tool(
    client: Client, changed: Callable[..., LinkFinding]
) -> None:
    changed()
    dossier = Dossier.objects.get()
    assert f"/desk/links/{dossier.pk}/snapshot" in text_of(client, f"/desk/links/{dossier.pk}")
    answer = client.get(f"/desk/links/{dossier.pk}/snapshot")
    assert answer["Content-Type"] == "application/warc" and "attachment" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    kinds = [record.rec_type for record in ArchiveIterator(io.BytesIO(content), check_digests="raise")]
    assert kinds == ["warcinfo", "response", "request"]
    employee = factories.client_for(factories.person(Role.EMPLOYEE))
    assert employee.get(f"/desk/links/{dossier.pk}/snapshot").status_code == 403
    dossier.snapshot.storage.delete(str(dossier.snapshot.name))
    assert client.get(f"/desk/links/{dossier.pk}/snapshot").status_code == 404


def test_a_later_look_before_leaving_is_lifted_by_a_page_as_it_was(writer: Person) -> None:
    """One slow answer noted in the hour before another post leaves must not hold every later one."""
    watched.published(writer, LINK, page_of(OPENING))
    watch_links.note_arrivals(by=Worker(), at=at(hours=3))
    dossier = Dossier.objects.get()
    look_again.note(by=Worker(), at=at(hours=5), dossier=dossier, fetched=Fetched("blocked", None, LINK))
    see(page_of(OPENING), days=1)
    assert look_again.latest_looks([dossier])[dossier.pk].state == "ok"
    assert not LinkFinding.objects.exists()
