"""Moderation as reviewers use it: the evidence both ways, a decision with its ground, and what became of it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

import factories
from masthead.agencies.actors import Citizen, Worker
from masthead.agencies.models import Agency, Person
from masthead.desk.case import beside, next_case
from masthead.desk.forms.moderation import place_of
from masthead.kernel.clock import now
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.moderation.appeal import file_appeal
from masthead.moderation.decide import keep
from masthead.moderation.models import Appeal, Case, Decision, Enforcement, Notice
from masthead.moderation.note_likeness import note_likeness
from masthead.moderation.notify import make_due
from masthead.policy.in_force import rulebook
from masthead.records.models import Record
from moderated import case_on, comment_saying

pytestmark = pytest.mark.django_db
VOTE = "You are clueless about rural libraries. Vote for Jo Doe on Tuesday!"


@pytest.fixture
def ann(agency: Agency) -> Person:
    return factories.person("moderator", name="Ann Ames")


@pytest.fixture
def ben(agency: Agency) -> Person:
    return factories.person("moderator", name="Ben Bell")


@pytest.fixture
def case(ann: Person) -> Case:
    return case_on(
        VOTE, opened_by=ann, ground="endorses_candidate", words="Vote for Jo Doe", keep="clueless about rural libraries"
    )


def seen(case: Case, person: Person, query: str = "") -> str:
    return factories.client_for(person).get(reverse("desk:case", args=[case.pk]) + query).content.decode()


def act(name: str, case: Case, person: Person, **given: str) -> HttpResponse:
    given.setdefault("version", str(case.version_id))
    return factories.client_for(person).post(reverse(f"desk:case_{name}", args=[case.pk]), given)  # type: ignore[return-value]


def take_away(case: Case, person: Person, **given: str) -> HttpResponse:
    whole = {"ground": "abusive", "quote": "Vote for Jo Doe", "why": "It asks for a vote.", "mirror": "yes"}
    return act("remove", case, person, **{**whole, **given})


def test_the_case_shows_the_evidence_both_ways_and_no_author(case: Case, ann: Person) -> None:
    page = seen(case, ann)
    assert '<mark class="mh-span mh-span--removes" data-finding="">Vote for Jo Doe' in page
    assert '<mark class="mh-span mh-span--keeps" data-finding="">clueless about rural libraries' in page
    assert "It criticizes the agency." in page
    assert "It says “Vote for Jo Doe”." in page
    assert page.index("Reasons to keep") < page.index("Reasons to remove")
    assert page.index("Keep it") < page.index("Remove it")
    assert "Would you remove the same words if they came from the other side?" in page
    assert "Vote for Jo Doe on Tuesday!</textarea>" in page
    assert page.count("What courts said") >= 8
    assert "Reader" not in page


def test_a_kept_comment_leads_on_to_the_next_case_and_can_be_undone(case: Case, ann: Person) -> None:
    following = case_on("Buy now", "c2", opened_by=ann)
    answer = act("keep", case, ann, why="Criticism.")
    assert answer.headers["Location"] == reverse("desk:case", args=[following.pk])
    assert Decision.objects.get().why == "Criticism."
    assert "Undo your last decision (kept" in seen(following, ann)
    assert "Undo your last decision (" not in seen(following, factories.person("moderator"))
    assert act("undo", case, ann).headers["Location"] == reverse("desk:case", args=[case.pk])
    case.refresh_from_db()
    assert case.state == "open"
    assert "The same words have not been decided before." in seen(case, ann)


def test_a_case_shows_what_was_decided_of_similar_comments_both_ways(ann: Person) -> None:
    gone = case_on("Your clerk is an idiot and a moron", "c1", opened_by=ann)
    quoted = {"quote": "an idiot and a moron", "why": "It insults a person."}
    assert take_away(gone, ann, **quoted).status_code == 302
    stayed = case_on("The librarian at the front desk is a <b>lazy</b> stupid cow. " * 6, "c2")
    act("keep", stayed, ann)
    case = case_on("The librarian at the desk is a fat stupid cow", "c3", opened_by=ann)
    note_likeness()
    page = seen(case, ann)
    section = page[page.index("Similar comments, decided before") :]
    section = section[: section.index("mh-decide")]
    assert section.index("Kept") < section.index("The librarian at the front desk") < section.index("Removed")
    assert section.index("Removed") < section.index("Your clerk is an idiot and a moron")
    assert reverse("desk:case", args=[gone.pk]) in section and reverse("desk:case", args=[stayed.pk]) in section
    assert rulebook().ground("abusive").name in section
    assert rulebook().clause(rulebook().ground("abusive").clause).label in section
    assert "&lt;b&gt;lazy" in section and " …" in section and section.count("lazy") < 6
    assert "Ann Ames" not in section and "Nothing similar" not in section


def test_a_case_says_that_nothing_similar_was_decided(case: Case, ann: Person) -> None:
    assert "Nothing similar was decided yet." in seen(case, ann)


def test_a_way_in_which_nothing_similar_went_is_told(ann: Person) -> None:
    act("keep", case_on("Your clerk is an idiot and a moron", "c1", opened_by=ann), ann)
    case = case_on("The librarian at the desk is a fat stupid cow", "c2", opened_by=ann)
    note_likeness()
    page = seen(case, ann)
    assert "Nothing similar was removed." in page and "Nothing similar was kept." not in page


def test_a_reason_to_keep_tells_the_only_ground_that_it_answers(case: Case, ann: Person) -> None:
    assert "Answers only" not in seen(case, ann)
    case.proposal["keep_reasons"][0]["ground"] = "off_topic"
    case.proposal["notes"] = [{"signal": "reads_in_part", "sentence": "Only 6,000 were read here."}]
    case.save()
    page = seen(case, ann)
    reasons = page[page.index("Reasons to keep") : page.index("Reasons to remove")]
    assert f"Answers only: {rulebook().ground('off_topic').name}" in reasons
    assert "Only 6,000 were read here." in page and "Only 6,000 were read here." not in reasons


def test_the_last_case_leads_back_to_the_queue(case: Case, ann: Person) -> None:
    assert act("keep", case, ann).headers["Location"] == reverse("desk:moderation")
    page = factories.client_for(ann).get(reverse("desk:moderation")).content.decode()
    assert "Nothing waits for a decision" in page


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"ground": ""}, "Choose the ground for removal"),
        ({"ground": "misinformation"}, "Choose one from the list"),
        ({"quote": " "}, "Copy the words that meet the ground"),
        ({"quote": "words that are not there"}, "These words are not in the comment"),
        ({"mirror": ""}, "Answer the question"),
        ({"mirror": "no"}, "so this comment stays"),
        ({"ground": "off_topic", "why": ""}, "write why this comment meets the definition"),
    ],
)
def test_a_removal_that_lacks_something_is_not_made_and_nothing_typed_is_lost(
    case: Case, ann: Person, missing: dict[str, str], said: str
) -> None:
    answer = take_away(case, ann, **missing)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "It asks for a vote." in page or "why" in missing
    assert not Decision.objects.exists()


def test_all_that_a_removal_lacks_is_told_at_once_where_it_lacks(case: Case, ann: Person) -> None:
    answer = take_away(case, ann, ground="endorses_candidate", quote="", why="", mirror="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "3 things to put right" in page
    for field, said in (
        ("id_quote", "Copy the words that meet the ground"),
        ("id_mirror", "Answer the question about the other side with yes or no."),
        ("id_why", "write why this comment meets the definition"),
    ):
        assert re.search(rf'<li><a href="#{field}">[^<]+</a>:? [^<]*{said}', page), field
    summary = page[page.index("things to put right") : page.index("Keep it")]
    assert summary.index("#id_quote") < summary.index("#id_mirror") < summary.index("#id_why"), "as on the page"
    assert 'aria-describedby="id_mirror-error"' in page
    assert 'id="id_mirror" tabindex="-1"' in page, "a group takes the focus when its link is followed"
    assert "Second review" in summary, "the rule behind it is cited"
    assert not Decision.objects.exists()


def test_words_that_are_not_there_are_told_beside_what_else_is_lacking(case: Case, ann: Person) -> None:
    page = take_away(case, ann, quote="words that are not there", mirror="").content.decode()
    assert "2 things to put right" in page
    assert "These words are not in the comment" in page
    assert "Mark the words" not in page


def test_a_removal_quotes_the_words_where_they_stand(case: Case, ann: Person) -> None:
    take_away(case, ann, quote="Vote  for\r\nJo Doe")
    made = Decision.objects.get()
    assert (made.quote, made.state, made.mirror) == ("Vote for Jo Doe", "final", True)
    assert Enforcement.objects.get().state == "due"
    page = seen(case, ann)
    assert "To be carried out" in page
    assert "Put the comment back" in page


def test_a_second_person_agrees_or_does_not(case: Case, ann: Person, ben: Person) -> None:
    take_away(case, ann, ground="endorses_candidate")
    assert Decision.objects.get().state == "pending"
    mine, theirs = seen(case, ann), seen(case, ben)
    assert "Take your proposal back" in mine
    assert "Remove it: I agree" not in mine
    assert "It asks for a vote." in theirs
    assert act("confirm", case, ann, mirror="yes").status_code == 422
    assert act("confirm", case, ben).status_code == 422
    assert not Enforcement.objects.exists()
    act("disagree", case, ben, why="He only names him.")
    case.refresh_from_db()
    assert case.state == "open"
    take_away(case, ann, ground="endorses_candidate")
    act("confirm", case, ben, mirror="yes")
    assert Decision.objects.get(state="final").second_by == ben
    assert Enforcement.objects.count() == 1


def test_who_has_read_other_words_decides_nothing(case: Case, ann: Person) -> None:
    old = str(case.version_id)
    comment_saying("Vote for nobody.", "c1", minutes=2)
    act("keep", case, ann, version=old)
    assert take_away(case, ann, version=old).status_code == 422
    assert act("keep", case, ann, version="x").status_code == 404
    assert not Decision.objects.exists()


def test_the_name_is_shown_on_request_and_the_request_is_a_record(case: Case, ann: Person, ben: Person) -> None:
    act("author", case, ann, why=" ")
    assert not Record.objects.filter(kind="comment/author_revealed").exists()
    act("author", case, ann, why="To see whether it is the same person.")
    assert Record.objects.filter(kind="comment/author_revealed", by=ann.actor_id).count() == 1
    assert "<b>Reader</b>" in seen(case, ann)
    assert "<b>Reader</b>" not in seen(case, ben)


def test_a_threat_opens_blurred_and_is_shown_when_asked(ann: Person) -> None:
    harm = case_on("I will burn it down", ground="threatening", words="burn", signal="threatens_harm", opened_by=ann)
    assert "is-blurred" in seen(harm, ann)
    assert "is-blurred" not in seen(harm, ann, "?blur=off")
    page = factories.client_for(ann).get(reverse("desk:moderation")).content.decode()
    assert "Text hidden here" in page
    assert "burn it down" not in page


def test_only_the_neighbors_that_harm_are_blurred(ann: Person) -> None:
    comment_saying("Who drives out there now?", "c0", minutes=-5)
    threat = {"ground": "threatening", "words": "burn", "signal": "threatens_harm", "opened_by": ann}
    case_on("I will burn it down", "c1", **threat)
    page = seen(case_on("We will burn you all", "c2", **threat), ann)
    assert "<p>Who drives out there now?</p>" in page
    assert '<p class="mh-blur__what">I will burn it down</p>' in page
    assert "Show the words" in page


def test_the_second_person_reads_who_asked(case: Case, ann: Person, ben: Person) -> None:
    take_away(case, ann, ground="endorses_candidate")
    assert f"<dt>Asked</dt><dd>by {ann.name}," in seen(case, ben)


def test_a_removal_is_put_back_with_a_reason(case: Case, ann: Person) -> None:
    take_away(case, ann)
    act("restore", case, ann, why="")
    assert Decision.objects.get().state == "final"
    act("restore", case, ann, why="We were wrong.")
    assert Decision.objects.get().state == "overturned"
    assert "We were wrong." in seen(case, ann)
    assert act("restore", case, ann, why="Again").status_code == 404


def test_an_author_the_channel_cannot_tell_can_be_told_by_staff_where_to_appeal(case: Case, ann: Person) -> None:
    take_away(case, ann)
    told = make_due(by=Worker("notices"), at=now(), decision=Decision.objects.get(), about="removal")
    assert told.state == "not_sent"
    page = seen(case, ann)
    assert "offers no way to tell the author" in page
    address = f"/appeal/{told.token}/"
    assert address in page
    assert factories.client_for(ann).get(address).status_code == 200
    file_appeal(by=Citizen("author"), at=now(), token=told.token, text="It was no call to vote.")
    assert "offers no way to tell the author" not in seen(case, ann)


def test_what_the_channel_refused_is_seen_and_tried_again(case: Case, ann: Person) -> None:
    take_away(case, ann)
    Enforcement.objects.update(state="failed", error="The channel said no.", cure="Ask its support.")
    page = factories.client_for(ann).get(reverse("desk:moderation_undone")).content.decode()
    assert "The channel said no. Ask its support." in page
    act("retry", case, ann, id=str(Enforcement.objects.get().pk))
    assert Enforcement.objects.get().state == "due"
    assert act("retry", case, ann, id="x").status_code == 404


def test_what_was_decided_of_the_same_words_is_shown_beside_them(case: Case, ann: Person) -> None:
    keep(by=ann, at=now(), case=case, version=case.version, why="Names him, urges nothing.")
    page = seen(case_on(VOTE.upper(), "c2", opened_by=ann), ann)
    assert "1 kept, 0 removed" in page
    assert "Names him, urges nothing." in page


def test_decided_cases_are_listed_with_their_ground_and_what_the_channel_showed(case: Case, ann: Person) -> None:
    take_away(case, ann)
    act("keep", case_on("Fine words", "c2", opened_by=ann), ann)
    client, address = factories.client_for(ann), reverse("desk:moderation_decided")
    page = client.get(address).content.decode()
    assert "Abusive" in page
    assert "Fine words" in page
    assert "Fine words" not in client.get(address + "?outcome=remove").content.decode()


def appealed(case: Case, by: Person) -> Appeal:
    take_away(case, by)
    make_due(by=Worker(), at=now(), decision=Decision.objects.get(), about="removal")
    return file_appeal(by=Citizen("x"), at=now(), token=Notice.objects.get().token, text="I only told how I vote.")


@pytest.mark.holds("another_person_decides_the_appeal")
def test_an_appeal_is_decided_by_somebody_who_had_no_part(case: Case, ann: Person, ben: Person) -> None:
    appeal = appealed(case, ann)
    address = reverse("desk:appeal", args=[appeal.pk])
    mine, theirs = factories.client_for(ann), factories.client_for(ben)
    assert "You took part in this removal." in mine.get(address).content.decode()
    assert mine.post(address, {"outcome": "upheld", "why": "I know."}).status_code == 422
    page = theirs.get(address).content.decode()
    assert "I only told how I vote." in page
    quote, why = Decision.objects.get().quote, Decision.objects.get().why
    for shown in (f"“{quote}”", ann.name, f"“{why}”" if why else "No reason was written"):
        assert shown in re.sub(r"<nav.*?</nav>", "", page, flags=re.DOTALL), shown
    assert page.index("Put the comment back") < page.index("Uphold the removal")
    assert theirs.post(address, {"outcome": "reversed", "why": ""}).status_code == 422
    assert theirs.post(address, {"outcome": "perhaps", "why": "Well."}).status_code == 422
    assert Appeal.objects.get().state == "open"
    theirs.post(address, {"outcome": "reversed", "why": "It urges nobody."})
    assert (Appeal.objects.get().state, Decision.objects.get().state) == ("reversed", "overturned")
    decided = theirs.get(address).content.decode()
    assert "It urges nobody." in decided and "Comment put back" in decided
    listed = theirs.get(reverse("desk:appeals") + "?state=reversed").content.decode()
    for other in ("Restored", "Reversed", "verturned"):
        assert other not in decided + listed + seen(case, ben)


def test_the_list_of_appeals_says_which_are_not_for_me(case: Case, ann: Person, ben: Person) -> None:
    appealed(case, ann)
    address = reverse("desk:appeals")
    assert "somebody else decides" in factories.client_for(ann).get(address).content.decode()
    assert "somebody else decides" not in factories.client_for(ben).get(address).content.decode()
    assert "No appeal is here" in factories.client_for(ben).get(address + "?state=upheld").content.decode()


def test_the_queue_beside_a_case_has_it_in_sight(ann: Person) -> None:
    cases = [case_on(f"text {number}", f"c{number}", opened_by=ann) for number in range(9)]
    assert [line.case for line in beside(cases[0]).cases] == cases
    assert [line.case for line in beside(cases[8]).cases] == cases[3:]
    assert next_case(cases[8]) == cases[0].pk
    assert next_case(cases[0]) == cases[1].pk


def test_longer_lists_ask_no_more_queries(ann: Person) -> None:
    client = factories.client_for(ann)

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    first = case_on("text", "c0", opened_by=ann)
    take_away(case_on("Vote for Jo Doe", "d0", opened_by=ann), ann)
    pages = [
        reverse("desk:moderation"),
        reverse("desk:moderation_decided"),
        reverse("desk:case", args=[first.pk]),
    ]
    few = [queries(page) for page in pages]
    for number in range(1, 6):
        case_on(f"text {number}", f"c{number}", opened_by=ann)
        take_away(case_on("Vote for Jo Doe", f"d{number}", opened_by=ann), ann)
    assert all(many <= one for many, one in zip([queries(page) for page in pages], few, strict=True))


@given(st.text(max_size=40), st.data())
def test_words_of_a_text_are_found_in_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    try:
        found = place_of(text[start:end], text, near=start)
    except Invalid:
        # Blank words are none; and a text that was never cleaned may hold what cleaning changes.
        assert not text[start:end].split() or clean(text) != text or clean(text[start:end]) != text[start:end]
    else:
        assert text[slice(*found)].split() == clean(text[start:end]).split()


def test_of_two_places_the_nearer_is_taken() -> None:
    assert place_of("vote", "vote and vote", near=0) == (0, 4)
    assert place_of("vote", "vote and vote", near=8) == (9, 13)


def test_the_words_offered_are_those_of_the_ground_and_whole(ann: Person) -> None:
    said = "Nita at the desk is a fat liar. I will burn your house down."
    case = case_on(said, "two", opened_by=ann, ground="threatening", words="burn your house", signal="threatens_harm")
    spans = [*case.proposal["spans"], {**case.proposal["spans"][0], "ground": "abusive", "start": 0, "end": 25}]
    proposal = {**case.proposal, "spans": spans, "grounds": ["threatening", "abusive"]}
    Case.objects.filter(pk=case.pk).update(proposal=proposal)
    page = seen(case, ann)
    assert 'data-definition="threatening" data-words="I will burn your house down."' in page
    assert 'data-definition="abusive" data-words="Nita at the desk is a fat liar."' in page
    box = re.search(r'<textarea[^>]*name="quote"[^>]*>([^<]*)<', page)
    assert box is not None and box[1].strip() == "", "with two grounds proposed nobody's words stand ready"
