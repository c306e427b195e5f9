"""What citizens say under a post, what becomes of it, and how they are answered."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import expect

from masthead.agencies.models import Person
from masthead.conversations.models import Reply
from masthead.conversations.reply import pause_minutes
from masthead.kernel.clock import now
from masthead.outbox.models import Delivery
from walks.road import Road, work

THREAT = "I will shoot every one of you at that desk on Monday."
PARTISAN = "Vote for Rex Holloway for governor, he will fix this state!"
KIND = "Thank you! Which libraries in Hinds County take part?"


def citizens_comment(road: Road, post: str) -> None:
    for user, name, words in (("ada", "Ada", KIND), ("crow", "Crow", THREAT), ("fan", "A fan", PARTISAN)):
        page = road.at(post)
        page.get_by_role("textbox", name="Your comment").fill(words)
        page.get_by_role("textbox", name="Name to show").fill(name)
        page.get_by_role("textbox", name="E-mail address").fill(f"{user}@citizen.invalid")
        road.press("Send it")
        expect(page.get_by_role("heading", name="Check your mail.")).to_be_visible()
        work("send_confirmations")
        page = road.at(road.link_mailed_to(user, "/comments/confirm/"))
        road.press("Yes, show it")
        expect(page.get_by_text(words)).to_be_visible()
    work("take_in_comments", "assess_comments")


def removal(road: Road, moderator: Person, words: str, ground: str, quote: str) -> None:
    page = road.at("/desk/moderation/", moderator)
    page.get_by_role("link", name=re.compile(re.escape(words[:20])[:30])).or_(
        page.get_by_role("link", name=re.compile("opens blurred"))
    ).first.click()
    page.get_by_role("radio", name=ground).check(force=True)
    page.get_by_role("textbox", name="The words that meet the ground").fill(quote)
    page.get_by_role("textbox", name="Why, in your words").fill("These are the words the ground names.")
    page.locator("label", has_text="Yes, I would remove both").click()
    if ground == "Threatening":
        road.shoot(page, "moderating")
    road.press("Remove it")


def a_moderator_decides(road: Road, moderator: Person, second: Person, post: str) -> None:
    page = road.at("/desk/inbox/", moderator)
    page.get_by_role("rowheader").get_by_role("link").first.click()
    for words in (KIND, THREAT, PARTISAN):
        expect(page.get_by_text(words).first).to_be_visible()
    removal(road, moderator, THREAT, "Threatening", "I will shoot every one of you")
    removal(road, moderator, PARTISAN, "Endorses a political candidate", "Vote for Rex Holloway")
    work("enforce_decisions")
    page = road.at(post)
    expect(page.get_by_text(THREAT)).to_have_count(0)
    expect(page.get_by_text(PARTISAN)).to_be_visible()

    page = road.at("/desk/moderation/?state=second_review", second)
    page.locator(".mh-queue__item").first.click()
    page.locator("label", has_text="Yes, I would remove both").click()
    road.press("Remove it: I agree")
    work("enforce_decisions", "send_notices")
    page = road.at(post)
    expect(page.get_by_text("A comment was removed here")).to_have_count(2)
    expect(page.get_by_text("Threatening")).to_be_visible()
    road.shoot(page, "a-public-post", scroll_to="#comments")


def its_author_appeals_and_it_is_back(road: Road, director: Person, post: str) -> None:
    page = road.at(road.link_mailed_to("crow", "/appeal/"))
    page.locator("textarea").fill("It was a line from a film. I am sorry, and I take it back.")
    road.press("Send the appeal")
    expect(page.get_by_role("heading", name="Your appeal is with us.")).to_be_visible()

    page = road.at("/desk/moderation/appeals", director)
    page.get_by_role("link", name=re.compile("It was a line")).first.click()
    page.get_by_role("textbox", name=re.compile("^Why")).first.fill("It quotes a film, and its author says so.")
    road.press("Put the comment back")
    work("enforce_decisions", "send_notices")
    page = road.at(post)
    expect(page.get_by_text(THREAT)).to_be_visible()
    expect(page.get_by_text("A comment was removed here")).to_have_count(1)


def the_first_comment_is_answered_and_the_exchange_is_mailed(road: Road, writer: Person, post: str) -> None:
    page = road.at("/desk/inbox/", writer)
    page.get_by_role("rowheader").get_by_role("link").first.click()
    said = page.locator(".mh-said__one").filter(has_text=KIND).last
    said.get_by_role("link", name=re.compile("Answer")).click()
    expect(page.locator("#answer")).to_contain_text(KIND)
    answer = "Six libraries in Hinds County take part; each lists its dates at its desk."
    page.get_by_label("Your answer").fill(answer)
    road.shoot(page, "answering")
    road.press("Send the answer")
    the_pause_before_a_reply_passes()
    work("carry_deliveries", "take_in_comments", "forward_exchanges")
    expect(road.at(post).get_by_text(answer)).to_be_visible()
    mailed = road.mail.messages("records")[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    for words in (KIND, answer, THREAT):
        assert words in " ".join(mailed.split()), mailed


def the_pause_before_a_reply_passes() -> None:
    """As if the minutes in which it can be taken back were over."""
    earlier = now() - timedelta(minutes=pause_minutes())
    Reply.objects.update(created_at=earlier)
    Delivery.objects.filter(purpose="reply").update(not_before=earlier)
