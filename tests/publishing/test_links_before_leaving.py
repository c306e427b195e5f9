"""The links of a scheduled post are looked at again before it leaves; what changed holds it until a person mends it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import at, person
from fakes.presence import live_presence
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.channels.noticeboard.models import NoticeboardPost
from masthead.jobs import look_again_at_links
from masthead.kernel.refusals import Refused
from masthead.links import campaigns, lists, look_again, research, sign
from masthead.links.fetch import Fetched, Fetcher
from masthead.links.fingerprint import fingerprint
from masthead.links.list_file import read
from masthead.links.models import Dossier
from masthead.outbox import settle
from masthead.outbox.carry import sweep
from masthead.outbox.links_before_leaving import to_look_at
from masthead.outbox.models import Delivery
from masthead.publishing import approve, draft
from masthead.publishing.check import findings_for
from masthead.publishing.facts import load
from masthead.publishing.models import Draft
from masthead.publishing.schedule import schedule
from masthead.records.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
LINK = "https://library.example/hours"
WORDS = "Come in and read with us. " * 3 + "The doors of the main reading room open every morning at nine."
PAGE = Fetched("ok", 200, LINK, title="Hours", content_sha256="a" * 64, fingerprint=tuple(fingerprint(WORDS)))


def page(**other: object) -> Fetched:
    return Fetched(**{**{name: getattr(PAGE, name) for name in PAGE.__slots__}, **other})  # type: ignore[arg-type]


@pytest.fixture
def writer(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


def signed(writer: Person, fetched: Fetched = PAGE, *, minutes: float = 0, remark: str = "") -> Dossier:
    dossier = research.ask(by=writer, at=at(minutes), url=LINK)
    research.write_down(by=Worker(), at=at(minutes), dossier=dossier, fetched=fetched)
    return sign.sign(by=writer, at=at(minutes), dossier=dossier, remark=remark)


def scheduled(writer: Person, *, days: float = 0, hours: float = 3) -> Draft:
    words = draft.Wording(
        title="Saturday hours",
        text=f"The reading room opens at nine on Saturday. Read more at {LINK}",
        audience="Everyone",
        commitment=Commitment.objects.create(name="Open doors"),
        presences=[live_presence("noticeboard")],
        leaves_at=at(days=days, hours=hours),
    )
    written = draft.start(by=writer, at=at(), wording=words)
    asked = approve.ask(by=writer, at=at(1), draft=written)
    approve.approve(by=person(Role.APPROVER), at=at(2), approval=asked, content_hash=asked.content_hash)
    schedule(by=writer, at=at(3), draft=written, leaves_at=at(days=days, hours=hours))
    return written


def left(minutes: float = 180) -> Delivery:
    sweep(by=Worker(), at=at(minutes))
    return Delivery.objects.get()


def codes(written: Draft) -> list[str]:
    return [found.finding.code for found in findings_for(load(written.pk), at=at(179))]


@pytest.mark.holds("links_are_looked_at_again")
def test_a_post_waits_until_its_links_were_looked_at_again_and_then_leaves(writer: Person) -> None:
    dossier = signed(writer)
    scheduled(writer)
    delivery = left()
    assert (delivery.state, delivery.attempts) == ("ready", 1)
    assert "looked at once more" in delivery.error
    assert not NoticeboardPost.objects.exists()
    look_again.note(by=Worker(), at=at(181), dossier=dossier, fetched=page())
    assert left(182).state == "delivered"
    assert b"rules.fresh_links" in bytes(Record.objects.get(kind="delivery/committing").payload or b"")


def test_a_link_nobody_can_look_at_is_put_before_a_person_in_the_end(writer: Person) -> None:
    signed(writer)
    scheduled(writer)
    for turn in range(30):
        delivery = left(180 + turn)
    assert delivery.state == "held"


@pytest.mark.parametrize(
    ("found", "says"),
    [
        (page(state="dead", status=404), "does not answer"),
        (page(final_url="https://shop.example/"), "now leads to https://shop.example/"),
        (page(final_url="https://library.example/"), "now leads to https://library.example/"),
        (page(title="Win a prize"), "now called “Win a prize”"),
        (page(fingerprint=tuple(fingerprint("Cheap watches and a lottery for everybody today " * 9))), "what was read"),
        (page(state="blocked", status=503), "look at it yourself"),
    ],
    ids=["dead", "host", "front page", "title", "words", "unreadable"],
)
def test_what_a_later_look_finds_holds_the_post_with_the_cure(writer: Person, found: Fetched, says: str) -> None:
    dossier = signed(writer)
    scheduled(writer)
    look_again.note(by=Worker(), at=at(150), dossier=dossier, fetched=found)
    delivery = left()
    assert delivery.state == "held"
    assert says in delivery.error
    assert b"presence.5" in bytes(Record.objects.get(kind="delivery/held").payload or b"")
    assert not NoticeboardPost.objects.exists()
    with pytest.raises(Refused):
        settle.release(by=writer, at=at(181), delivery_id=delivery.pk)
    signed(writer, minutes=182)
    settle.release(by=writer, at=at(183), delivery_id=delivery.pk)
    assert left(184).state == "delivered"


@pytest.mark.parametrize(
    "found",
    [
        page(content_sha256="b" * 64),
        page(fingerprint=tuple(fingerprint(WORDS + " Today is Tuesday."))),
        page(final_url="https://www.library.example/hours/"),
    ],
    ids=["bytes", "a line", "the same place"],
)
def test_what_changes_with_every_visit_is_no_change(writer: Person, found: Fetched) -> None:
    dossier = signed(writer)
    scheduled(writer)
    look_again.note(by=Worker(), at=at(150), dossier=dossier, fetched=found)
    assert left().state == "delivered"


def test_a_link_that_leads_to_another_site_takes_a_reason_to_sign(writer: Person) -> None:
    elsewhere = page(final_url="https://tickets.example/")
    with pytest.raises(Refused, match=r"ends at https://tickets\.example/"):
        signed(writer, elsewhere)
    written = draft.start(by=writer, at=at(), wording=draft.Wording(title="Hours", text=f"See {LINK}"))
    assert {"link_changed", "link_not_researched"} <= set(codes(written))
    signed(writer, elsewhere, minutes=1, remark="Our ticket office.")
    assert not {"link_changed", "link_not_researched"} & set(codes(written))


def test_old_research_is_repeated_before_a_post_leaves(writer: Person) -> None:
    signed(writer)
    with pytest.raises(Refused, match="more than 30 days old") as refusal:
        scheduled(writer, days=31)
    assert refusal.value.clause == "rules.fresh_links"


def test_research_that_grew_old_while_a_post_was_held_holds_it_still(writer: Person) -> None:
    dossier = signed(writer)
    scheduled(writer)
    later = 31 * 24 * 60
    look_again.note(by=Worker(), at=at(later - 1), dossier=dossier, fetched=page())
    delivery = left(later)
    assert delivery.state == "held"
    assert "30 days" in delivery.error


@pytest.mark.parametrize("site", ["library.example", "https://www.Library.example/hours", "library.example/HOURS/"])
def test_a_listed_campaign_site_holds_what_links_there(writer: Person, site: str) -> None:
    signed(writer)
    written = scheduled(writer)
    listed = campaigns.put_on_list(by=writer, at=at(4), site=site, why="Ada Tull runs for mayor.")
    assert codes(written) == ["link_campaign"]
    assert left().state == "held"
    campaigns.strike(by=person(Role.APPROVER), at=at(181), site_id=listed.pk, why="She lost.")
    assert codes(written) == []
    assert list(Record.objects.filter(kind__startswith="link/campaign").values_list("kind", flat=True)) == [
        "link/campaign_listed",
        "link/campaign_struck",
    ]


def test_a_link_that_passes_through_a_campaign_site_is_found(writer: Person) -> None:
    through = page(hops=((LINK, 302), ("https://go.vote-tull.example/x", 302), (LINK, 200)))
    signed(writer, through)
    written = draft.start(by=writer, at=at(), wording=draft.Wording(title="Hours", text=f"See {LINK}"))
    campaigns.put_on_list(by=writer, at=at(4), site="vote-tull.example", why="Ada Tull runs for mayor.")
    assert "link_campaign" in codes(written)


@pytest.mark.parametrize(
    ("site", "why", "field"), [("", "x", "site"), ("no site", "x", "site"), ("a.example", " ", "why")]
)
def test_what_is_no_site_is_refused_beside_its_field(writer: Person, site: str, why: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        campaigns.put_on_list(by=writer, at=at(), site=site, why=why)
    assert refusal.value.field == field  # type: ignore[attr-defined]


def test_a_neighbor_of_a_listed_site_is_not_listed(writer: Person) -> None:
    campaigns.put_on_list(by=writer, at=at(), site="social.example/tull", why="Ada Tull runs for mayor.")
    campaigns.put_on_list(by=writer, at=at(), site="tull.example", why="Ada Tull runs for mayor.")
    near = ["https://social.example/tully", "https://social.example/", "https://nottull.example/", "https://example/"]
    there = ["https://social.example/tull/news", "https://social.example/Tull?x=1", "https://a.b.tull.example/"]
    assert campaigns.on_list([*near, *there]) == frozenset(there)


def test_the_job_looks_at_what_leaves_within_the_hour_and_at_nothing_else(
    writer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(writer)
    scheduled(writer)
    fetched: list[str] = []
    monkeypatch.setattr(Fetcher, "fetch", lambda self, url: fetched.append(url) or page())
    assert not look_again_at_links.needed(at(119))
    assert look_again_at_links.needed(at(121))
    monkeypatch.setattr(look_again_at_links, "now", lambda: at(121))
    assert (look_again_at_links.run.call(), fetched) == (1, [LINK])
    assert not look_again_at_links.needed(at(179)), "looked at once in the last hour is enough"
    assert left().state == "delivered"


def test_a_page_that_could_not_be_read_is_tried_again_two_minutes_later(writer: Person) -> None:
    dossier = signed(writer)
    scheduled(writer)
    look_again.note(by=Worker(), at=at(150), dossier=dossier, fetched=page(state="blocked", status=None))
    assert to_look_at(at=at(151), limit=1) == []
    assert to_look_at(at=at(152), limit=1) == [dossier]
    look_again.note(by=Worker(), at=at(152), dossier=dossier, fetched=page())
    assert left().state == "delivered"


def test_finding_what_to_look_at_takes_four_queries_however_much_leaves(writer: Person) -> None:
    signed(writer)
    scheduled(writer)
    with CaptureQueriesContext(connection) as asked:
        assert to_look_at(at=at(150), limit=10)
    assert len(asked) <= 4


def test_a_link_that_a_list_of_harmful_sites_names_holds_its_post(writer: Person) -> None:
    signed(writer)
    written = scheduled(writer)
    assert codes(written) == []
    given = read("list.txt", b"library.example\n")
    lists.import_list(by=writer, at=at(4), name="URLhaus", as_of=at().date(), given=given)
    assert codes(written) == ["link_listed"]
    delivery = left()
    assert delivery.state == "held"
    assert "is on the list “URLhaus”" in delivery.error and "row 1: library.example" in delivery.error
    assert not NoticeboardPost.objects.exists()
