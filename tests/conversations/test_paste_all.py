"""All comments under a post by hand at once: under the name of who brought them, and never twice."""

from __future__ import annotations

import io

import pytest
from PIL import Image

import factories
from fakes.presence import live_presence
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.conversations.enclosed import enclosed
from masthead.conversations.exchange import exchange_of
from masthead.conversations.models import Comment, Conversation, Screenshot
from masthead.conversations.paste import Pasted
from masthead.conversations.paste_all import paste_all
from masthead.conversations.screenshots import Shot
from masthead.conversations.take_in import Intake
from masthead.kernel.refusals import Invalid, NotPermitted, Refused
from masthead.media.decode import decode
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


def shot(color: str) -> Shot:
    file = io.BytesIO()
    Image.new("RGB", (20, 10), color).save(file, "PNG")
    return Shot(f"{color}.png", decode(file.getvalue()))


def comments(under: Delivery, *texts: str) -> list[Pasted]:
    return [Pasted(name=f"Reader {number}", text=text, under=under) for number, text in enumerate(texts)]


@pytest.fixture(autouse=True)
def stored(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def bring(by: Person, presence: Presence, under: Delivery | None, *texts: str, shots: tuple[Shot, ...] = (), minutes=5):
    given = [Pasted(name=f"Reader {number}", text=text, under=under) for number, text in enumerate(texts)]
    return paste_all(by=by, at=factories.at(minutes), presence=presence, under=under, comments=given, screenshots=shots)


def test_every_comment_comes_in_with_its_author_and_twice_is_once(
    moderator: Person,
    presence: Presence,
    posted: Delivery,
) -> None:
    done, _ = bring(moderator, presence, posted, "When?", "Where?")
    assert len(done.captured) == 2
    assert set(Comment.objects.values_list("author_shown", "from_us")) == {("Reader 0", False), ("Reader 1", False)}
    assert set(Comment.objects.values_list("sightings__via", flat=True)) == {"pasted by Rufus Ambrose"}
    again, _ = bring(moderator, presence, posted, "When?", "Where?", "Why?", minutes=60)
    assert (len(again.captured), again.known) == (1, 2)
    assert Conversation.objects.get().comments.count() == 3
    assert Record.objects.filter(kind="comment/captured").count() == 3


def test_pictures_are_kept_once_with_a_record_and_go_along(
    moderator: Person,
    presence: Presence,
    posted: Delivery,
) -> None:
    _, fresh = bring(moderator, presence, posted, "When?", shots=(shot("teal"), shot("navy")))
    assert fresh == 2
    done, fresh = bring(moderator, presence, posted, "When?", shots=(shot("navy"), shot("red")), minutes=60)
    assert (done, fresh) == (Intake(known=1), 1)
    thread = Conversation.objects.get()
    assert [row.number for row in Screenshot.objects.order_by("number")] == [1, 2, 3]
    assert Record.objects.filter(kind="conversation/pictures_added").count() == 2
    assert thread.last_event_at == factories.at(60)
    exchange = exchange_of(thread)
    names = [file.name for file in enclosed(thread, exchange).files]
    assert names[:3] == ["screenshot-1.png", "screenshot-2.png", "screenshot-3.png"]


def test_one_wrong_comment_keeps_them_all_out_and_is_named(
    moderator: Person,
    presence: Presence,
    posted: Delivery,
) -> None:
    given = [*comments(posted, "When?"), Pasted(name="", text="Where?", under=posted)]
    with pytest.raises(Invalid, match="Comment 2: Give the name"):
        paste_all(by=moderator, at=factories.at(), presence=presence, under=posted, comments=given)
    assert not Comment.objects.exists()


def test_pictures_go_with_words_under_a_post_of_ours(
    moderator: Person,
    presence: Presence,
    posted: Delivery,
) -> None:
    for under, texts, sentence in (
        (None, ("When?",), "under which of our posts"),
        (posted, (), "pictures go with words"),
    ):
        with pytest.raises(Invalid, match=sentence):
            bring(moderator, presence, under, *texts, shots=(shot("teal"),))
    with pytest.raises(Invalid, match="at least one comment"):
        bring(moderator, presence, posted)
    assert not Screenshot.objects.exists()
    assert not Comment.objects.exists()


def test_not_where_comments_come_in_by_themselves_nor_by_everybody(
    moderator: Person,
    presence: Presence,
    posted: Delivery,
) -> None:
    board = live_presence("noticeboard", handle="library")
    with pytest.raises(Refused, match="by themselves"):
        bring(moderator, board, None, "When?")
    with pytest.raises(NotPermitted):
        bring(factories.person(Role.EMPLOYEE), presence, posted, "When?")
