"""A film on a Facebook Page: a draft until its one public change, whatever happens on the way."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from channels.conformance import drained, post, published
from channels.filmed_posts import captions_at, film_at, filmed
from channels.graph_faults import CERTAINLY_NOT_DONE, NOBODY_KNOWS
from masthead.channels.errors import Rejected, Transient
from masthead.channels.facebook import films
from masthead.channels.facebook.channel import Facebook
from masthead.channels.facebook.page import ADDRESS, ref_of
from masthead.channels.graph import Graph
from masthead.channels.outcomes import CannotTell, Done, Found, Unknown
from masthead.channels.post import AssetFile, Pending
from masthead.channels.upload_port import UploadsInPieces, begin
from masthead.kernel.refusals import Refused
from peers.facebook import PAGE, PageServer
from peers.graph import TOKEN

WORDS = "Story hour, again on Tuesday."


@pytest.fixture
def server() -> PageServer:
    return PageServer()


@pytest.fixture
def page(server: PageServer) -> Facebook:
    return Facebook(Graph("Facebook", ADDRESS, TOKEN, transport=httpx.MockTransport(server)))


@pytest.fixture
def film(tmp_path: Path) -> AssetFile:
    return film_at(tmp_path)


def ready(page: Facebook, film: AssetFile) -> Pending:
    pending = page.begin(filmed(film), "key")
    while not pending.ready:
        pending = page.advance(pending)
    return pending


def test_a_film_is_a_draft_with_its_captions_until_it_is_published(
    page: Facebook, server: PageServer, film: AssetFile, tmp_path: Path
) -> None:
    server.films.slow = 2
    pending = page.begin(filmed(film, captions_at(tmp_path, "es")), "key")
    (made,) = server.films.made.values()
    assert (made["bytes"], made["published"], made["description"]) == (film.path.read_bytes(), False, WORDS)
    assert made["captions"] == {"es_LA": "1\n00:00:00,000 --> 00:00:02,000\nOnce upon a time\n"}
    waits = 0
    while not pending.ready:
        assert (server.posts(), page.probe(pending).__class__) == ([], CannotTell)
        pending, waits = page.advance(pending), waits + 1
    assert waits == 3
    server.calls.clear()
    done = page.commit(pending)
    assert isinstance(done, Done)
    assert [call for call in server.calls if not call.startswith("GET")] == [f"POST /{made['id']}"]
    assert server.posts() == [WORDS]
    read = page.read_back(done.ref)
    assert read and (read.text, read.ref.url) == (WORDS, done.ref.url)


def test_it_is_answered_reworded_and_taken_down_as_any_post(
    page: Facebook, server: PageServer, film: AssetFile
) -> None:
    ref, pending = published(page, filmed(film))
    comment = ref_of(server.says(ref.native_id, "When?"))
    assert [event.native_id for event in drained(page)[0]] == [comment.native_id]
    published(page, post("On Tuesday.", reply_to=comment))
    assert page.read_back(page.edit(ref, post("Story hour is over."))).text == "Story hour is over."
    assert isinstance(page.probe(pending), Found)
    page.delete_own(ref)
    assert page.read_back(ref) is None


def test_a_post_named_by_its_bare_number_or_not_at_all_is_found(
    page: Facebook, server: PageServer, film: AssetFile
) -> None:
    _, pending = published(page, filmed(film))
    (made,) = server.films.made.values()
    whole = made["post_id"]
    for told in (whole.partition("_")[2], None):
        made["post_id"] = told
        found = page.probe(pending)
        assert isinstance(found, Found) and found.ref.native_id == whole


def test_it_goes_in_pieces_and_each_is_told_of(
    page: Facebook, server: PageServer, film: AssetFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "PIECE", 2000)
    assert isinstance(page, UploadsInPieces)
    told: list[int] = []
    begin(page, filmed(film), "key", sent=lambda: told.append(1))
    pieces = server.calls.count(f"POST /{PAGE}/videos") - 2
    assert (len(told), pieces) == (pieces, pieces) and pieces >= 4
    assert [made["bytes"] for made in server.films.made.values()] == [film.path.read_bytes()]


@pytest.mark.parametrize("fault", ["500", "502", "deaf", "drop", "html", "away", "#2!", "#1"])
@pytest.mark.parametrize("lost", [1, 2])
def test_a_fault_in_the_middle_of_an_upload_goes_on_where_it_was(
    page: Facebook, server: PageServer, film: AssetFile, fault: str, lost: int
) -> None:
    for what in ("none", "none", *[fault] * lost):  # the start and the first piece arrive
        server.plan(what, "/videos")
    page.begin(filmed(film), "key")
    assert [made["bytes"] for made in server.films.made.values()] == [film.path.read_bytes()]


@pytest.mark.parametrize("fault", ["500", "deaf", "html", "away", "#2!"])
@pytest.mark.parametrize("before", [0, 2, 4], ids=["start", "pieces", "finish"])
def test_an_upload_that_breaks_off_is_made_again_and_shows_nothing(
    page: Facebook, server: PageServer, film: AssetFile, fault: str, before: int
) -> None:
    for what in ("none",) * before + (fault,) * films.TRIES:
        server.plan(what, "/videos")
    with pytest.raises(Transient):
        page.begin(filmed(film), "key")
    server.faults.clear()
    assert server.posts() == []
    assert isinstance(page.commit(ready(page, film)), Done)
    assert server.posts() == [WORDS]


def test_an_upload_that_goes_back_and_forth_breaks_off(
    page: Facebook, server: PageServer, film: AssetFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def to_and_fro(_: object) -> dict[str, str]:
        asked.append(len(asked))
        assert len(asked) < 50, "it has no end"
        return {"start_offset": str(50 * (len(asked) % 2)), "end_offset": "100"}

    monkeypatch.setattr(server.films, "_offsets", to_and_fro)
    monkeypatch.setattr(server.films, "_transfer", lambda film, given: httpx.Response(200, json=to_and_fro(film)))
    with pytest.raises(Transient, match="broke off"):
        page.begin(filmed(film), "key")
    assert server.posts() == []


def test_a_lost_answer_about_captions_is_asked_for_again_later(
    page: Facebook, server: PageServer, film: AssetFile, tmp_path: Path
) -> None:
    server.plan("drop", "/captions")
    with pytest.raises(Transient):
        page.begin(filmed(film, captions_at(tmp_path)), "key")
    assert server.posts() == []


def test_who_lost_the_delivery_in_the_middle_sends_no_further_piece_and_another_goes_on(
    page: Facebook, server: PageServer, film: AssetFile
) -> None:
    def lost() -> None:
        raise Refused("It is no longer this worker's to send.")

    with pytest.raises(Refused):
        page.begin_in_pieces(filmed(film), "key", lost)
    (given_up,) = server.films.made.values()
    assert 0 < len(given_up["bytes"]) < film.path.stat().st_size
    again = Facebook(Graph("Facebook", ADDRESS, TOKEN, transport=httpx.MockTransport(server)))
    assert isinstance(again.commit(ready(again, film)), Done)
    assert server.posts() == [WORDS]


def test_a_platform_that_never_goes_on_is_left_alone(page: Facebook, server: PageServer, film: AssetFile) -> None:
    server.films._offsets = lambda film: {"start_offset": "0", "end_offset": "100"}  # type: ignore[method-assign]
    with pytest.raises(Transient, match="broke off"):
        page.begin(filmed(film), "key")


def test_processing_that_never_ends_is_waited_for_and_never_published(
    page: Facebook, server: PageServer, film: AssetFile
) -> None:
    server.films.slow = 1_000
    pending = page.begin(filmed(film), "key")
    for _ in range(50):
        pending = page.advance(pending)
    assert not pending.ready
    assert server.posts() == []


def test_a_film_facebook_cannot_use_is_refused_with_its_reason_and_a_cure(
    page: Facebook, server: PageServer, film: AssetFile
) -> None:
    server.films.fault = "The video has no picture."
    with pytest.raises(Rejected, match=r"Facebook cannot use the video: The video has no picture\.") as refused:
        page.advance(page.begin(filmed(film), "key"))
    assert "H.264" in refused.value.cure
    assert server.posts() == []


def test_a_draft_that_somebody_deleted_meanwhile_is_told(page: Facebook, server: PageServer, film: AssetFile) -> None:
    pending = ready(page, film)
    server.films.made.clear()
    for act in (page.commit, page.advance):
        with pytest.raises(Rejected, match="deleted") as refused:
            act(pending)
        assert "Release" in refused.value.cure
    assert isinstance(page.probe(pending), CannotTell)


@pytest.mark.parametrize(("fault", "error"), CERTAINLY_NOT_DONE)
def test_what_certainly_was_not_done_is_an_error_the_outbox_knows(
    page: Facebook, server: PageServer, film: AssetFile, fault: str, error: type[Exception]
) -> None:
    pending = ready(page, film)
    server.plan(fault, f"/{pending.state['video']}")
    with pytest.raises(error) as raised:
        page.commit(pending)
    assert str(raised.value).endswith(".")
    assert server.posts() == []


@pytest.mark.parametrize("fault", NOBODY_KNOWS)
def test_a_lost_answer_to_commit_is_unknown_then_found_and_published_once(
    page: Facebook, server: PageServer, film: AssetFile, fault: str
) -> None:
    pending = ready(page, film)
    server.plan(fault, f"/{pending.state['video']}")
    assert isinstance(page.commit(pending), Unknown)
    arrived = fault in ("drop", "done#1")
    assert isinstance(page.probe(pending), Found if arrived else CannotTell)
    assert server.posts() == [WORDS] * arrived


def test_a_yes_that_cannot_be_read_yet_is_unknown_and_found_afterwards(
    page: Facebook, server: PageServer, film: AssetFile
) -> None:
    pending = ready(page, film)
    for what in ("none", "500"):
        server.plan(what, f"/{pending.state['video']}")
    outcome = page.commit(pending)
    assert isinstance(outcome, Unknown) and "could not be read yet" in outcome.why
    assert isinstance(page.probe(pending), Found)


def test_a_token_that_dies_on_the_way_asks_a_person_and_publishes_nothing(
    page: Facebook, server: PageServer, film: AssetFile
) -> None:
    pending = ready(page, film)
    server.token = "another"
    for act in (lambda: page.commit(pending), lambda: page.begin(filmed(film), "key")):
        with pytest.raises(Exception, match="access token"):
            act()
    assert server.posts() == []


def test_what_a_page_will_not_take_is_known_before_sending(page: Facebook, film: AssetFile, tmp_path: Path) -> None:
    def said(*assets: AssetFile) -> tuple[str, ...]:
        return page.measure(post("Watch", assets=assets)).violations

    picture = AssetFile(tmp_path / "map.png", "image/png", "A map")
    assert said(film) == said(film, captions_at(tmp_path)) == ()
    assert "stands alone" in said(film, picture)[0]
    assert "stands alone" in said(film, film)[0]
    assert "longer than 240 minutes" in said(film_at(tmp_path, seconds=4 * 3600 + 1, name="long.mp4"))[0]
    assert "no captions in the language of this video" in said(film, captions_at(tmp_path, "cho"))[0]
    heavy = captions_at(tmp_path)
    heavy.path.write_bytes(bytes(200_001))
    assert "200 KB" in said(film, heavy)[0]
