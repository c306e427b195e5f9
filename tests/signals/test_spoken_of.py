"""What the model's score does not stand for: no party, no harm, no trade is spoken of, or there is only a link."""

from __future__ import annotations

import pytest

from masthead.policy.in_force import rulebook_of
from masthead.signals.engine.assess import assess
from masthead.signals.engine.facts import CommentFacts

BOOK = rulebook_of("mlc-2012")
POST = "Story time is on Mondays at the Elm Street branch."
TALK = "Meet the author: Dr. Lena Pickens talks about her book on river birds, Thursday at 6, Elm Street branch."


def proposed(comment: str, post: str = POST) -> tuple[str, ...]:
    return assess(CommentFacts(comment, post), grounds=BOOK).grounds


@pytest.mark.parametrize(
    "comment",
    [
        "VOTE " * 20,
        "Please show up Monday and speak for the library. Wear red.",
        "Show up at the county meeting and speak up. Wear blue so they see us.",
    ],
)
def test_where_no_party_is_named_none_is_endorsed(comment: str) -> None:
    assert "endorses_party" not in proposed(comment)


@pytest.mark.parametrize(
    "comment", ["Turn the county red this fall!", "Turn the county blue this fall!", "Fill up that ballot with R's"]
)
def test_a_color_beside_a_ballot_is_a_party(comment: str) -> None:
    assert "endorses_party" in proposed(comment)


def test_a_shot_in_the_arm_is_no_threat() -> None:
    assert "threatening" not in proposed("Get your flu shot at the health department on Friday.")
    assert "threatening" in proposed("Get your flu shot, Carol, because I am going to kill you on Friday.")


@pytest.mark.parametrize(
    "comment",
    [
        "I bought Dr. Pickens's book last week and could not put it down. Get a copy before Thursday!",
        "I bought Dr. Pickens's book at the fair. Get a copy before Thursday!",
        "They sell coffee for $2. Get there early on Thursday!",
    ],
)
def test_what_the_post_is_about_may_be_recommended(comment: str) -> None:
    assert proposed(comment, TALK) == ()


def test_a_book_for_sale_is_an_advertisement_under_a_talk_too() -> None:
    assert proposed("Buy my cookbook at https://shop.example/x", TALK) == ("endorses_product",)


@pytest.mark.parametrize(
    "link",
    [
        "https://shop.example/sale",
        "shop.example/sale",
        "WWW.SHOP.EXAMPLE/SALE-NOW",
        "www.shop.example/buy-now-get-free-shipping",
        "https://vote-for-jones.example/donate",
        "https://jones-for-mayor.example/you-are-a-moron https://a.example/fuck",
    ],
)
def test_only_a_link_is_never_a_proposal(link: str) -> None:
    assessment = assess(CommentFacts(link, POST), grounds=BOOK)
    assert assessment.grounds == ()
    assert [sign.signal for sign in assessment.signs] == ["only_a_link"]


@pytest.mark.parametrize("comment", ["Check www.shop.example/buy-now-get-free-shipping", "Love it! shop.example/sale"])
def test_the_words_of_an_address_are_not_the_writers(comment: str) -> None:
    assert proposed(comment) == ()
