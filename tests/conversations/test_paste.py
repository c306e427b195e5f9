"""Comments from where nothing can be pulled: pasted by a person, kept under their name, judged like any other."""

from __future__ import annotations

import pytest

import factories
from fakes.presence import live_presence
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.conversations.correct_address import correct_address
from masthead.conversations.exchange import exchange_of
from masthead.conversations.models import Comment, Conversation
from masthead.conversations.paste import Pasted, paste, posts_to_answer, presences_to_paste_for
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.outbox.models import Delivery
from masthead.outbox.payload import freeze
from masthead.presences.models import Presence
from masthead.records.models import Record

pytestmark = pytest.mark.django_db
LINK = "https://nextdoor.com/p/1"


@pytest.fixture
def moderator(agency: Agency) -> Person:
    return factories.person(Role.MODERATOR)


@pytest.fixture
def presence(agency: Agency) -> Presence:
    return live_presence("hand", handle="nextdoor.com/agency/city-library", settings={"platform": "Nextdoor"})


@pytest.fixture
def posted(presence: Presence) -> Delivery:
    return Delivery.objects.create(
        purpose="publication",
        subject="publication:1",
        presence=presence,
        payload=freeze(text="Story hour on Monday", created_at=factories.at()),
        payload_hash="",
        content_hash="",
        key="k",
        state="said",
        not_before=factories.at(),
        created_at=factories.at(),
        updated_at=factories.at(),
        delivered_at=factories.at(),
        permalink=LINK,
        ref={"native_id": LINK, "version": "", "url": LINK},
        said_by="Ione Marbury",
    )


def pasted(
    by: Person, presence: Presence, text: str = "When?", minutes: float = 10, **more: object
) -> tuple[Comment, bool]:
    given = Pasted(name="June", text=text, **more)  # type: ignore[arg-type]
    return paste(by=by, at=factories.at(minutes), presence=presence, pasted=given)


def test_it_hangs_under_our_post_and_names_who_pasted_it(
    moderator: Person, presence: Presence, posted: Delivery
) -> None:
    comment, is_new = pasted(moderator, presence, under=posted)
    assert is_new
    conversation = Conversation.objects.get()
    assert (conversation.post_text, conversation.state) == ("Story hour on Monday", "open")
    assert (comment.author_shown, comment.state, comment.from_us) == ("June", "shown", False)
    record = Record.objects.get(kind="comment/captured")
    assert record.by == moderator.actor_id
    assert "pasted by Rufus Ambrose" in bytes(record.payload or b"").decode()


def test_pasting_the_same_again_changes_nothing_and_an_edit_at_the_same_address_is_another_wording(
    moderator: Person, presence: Presence, posted: Delivery
) -> None:
    pasted(moderator, presence, under=posted)
    assert pasted(moderator, presence, under=posted, minutes=20)[1] is False
    url = "https://nextdoor.com/p/1#c2"
    pasted(moderator, presence, "First words", under=posted, url=url)
    comment, is_new = pasted(moderator, presence, "Second words", under=posted, url=url, minutes=30)
    assert is_new
    assert [row.text for row in comment.versions.order_by("number")] == ["First words", "Second words"]
    assert comment.current is not None
    assert comment.current.text == "Second words"
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("text", {"text": "  "}),
        ("url", {"url": "over there"}),
        ("said_at", {"said_at": factories.at(600)}),
    ],
)
def test_a_gap_is_told_beside_its_field(
    moderator: Person, presence: Presence, field: str, given: dict[str, object]
) -> None:
    with pytest.raises(Invalid) as refused:
        pasted(moderator, presence, **given)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert Comment.objects.count() == 0


def test_where_comments_come_in_by_themselves_none_is_pasted(moderator: Person, agency: Agency) -> None:
    board = live_presence("noticeboard", handle="news")
    with pytest.raises(Refused, match="by themselves"):
        pasted(moderator, board)
    assert presences_to_paste_for() == []


def test_only_those_who_answer_for_the_agency_paste(presence: Presence, agency: Agency) -> None:
    with pytest.raises(NotPermitted):
        pasted(factories.person(), presence)


def test_what_is_out_there_can_be_chosen(presence: Presence, posted: Delivery) -> None:
    assert posts_to_answer(presence) == [posted]
    assert presences_to_paste_for() == [presence]


def test_a_corrected_address_is_the_one_the_exchange_shows_and_it_goes_again(
    moderator: Person, presence: Presence, posted: Delivery
) -> None:
    pasted(moderator, presence, under=posted)
    right = f"{LINK}1"
    correct_address(by=moderator, at=factories.at(60), delivery_id=posted.pk, permalink=right)
    conversation = Conversation.objects.get()
    assert exchange_of(conversation).post_url == right
    assert conversation.last_event_at == factories.at(60)
    posted.refresh_from_db()
    pasted(moderator, presence, "And on Sunday?", minutes=90, under=posted)
    assert Conversation.objects.get().comments.count() == 2
