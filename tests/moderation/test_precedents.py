"""What was decided of similar comments is shown both ways, and changes nothing of what is proposed."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from masthead.agencies.models import Person
from masthead.conversations.models import Comment, CommentVersion, Conversation
from masthead.moderation import note_likeness as noting
from masthead.moderation import precedents as precedents_module
from masthead.moderation.assess import open_case
from masthead.moderation.decide import keep, remove
from masthead.moderation.models import Case, Decision, Likeness
from masthead.moderation.note_likeness import await_likeness, not_yet_noted, note_likeness
from masthead.moderation.precedents import FEW, SHOWN, Precedents, precedents, precedents_of_words
from masthead.moderation.restore import restore

from .conftest import CaseOn

INSULT, LIKE_IT = "The librarian at the desk is a fat stupid cow", "Your clerk is an idiot and a moron"
ALSO_LIKE_IT = "What a lazy worthless idiot works at the front desk"


def kept(case: Case, by: Person, minutes: int = 2) -> Decision:
    return keep(by=by, at=factories.at(minutes), case=case, version=case.version)


def removed(case: Case, by: Person, minutes: int = 2, ground: str = "abusive") -> Decision:
    end = len(case.version.text)
    return remove(
        by=by, at=factories.at(minutes), case=case, version=case.version, ground=ground, quote_start=0, quote_end=end,
        why="It meets the ground.", mirror=True,
    )  # fmt: skip


def of(case: Case) -> Precedents:
    note_likeness()
    return precedents(case.comment, case.version)


def test_similar_comments_are_shown_both_ways_and_others_are_not(case_on: CaseOn, ann: Person) -> None:
    gone, stayed = case_on(LIKE_IT, "c1"), case_on(ALSO_LIKE_IT, "c2")
    removed(gone, ann)
    kept(stayed, ann)
    kept(case_on("When do you open on Sunday?", "c3"), ann)
    found = of(case_on(INSULT, "c4"))
    assert [(one.case_id, one.text, one.ground) for one in found.removed] == [(gone.pk, LIKE_IT, "abusive")]
    assert [(one.case_id, one.text, one.ground) for one in found.kept] == [(stayed.pk, ALSO_LIKE_IT, "")]
    assert found.removed[0].clause and found.removed[0].policy
    assert 0.45 <= found.removed[0].likeness < 1 and not found.removed[0].same_words


def test_the_same_words_come_first_and_each_wording_once(case_on: CaseOn, ann: Person) -> None:
    kept(case_on(LIKE_IT, "c1"), ann, 2)
    kept(case_on(INSULT.upper(), "c2"), ann, 3)
    newest = case_on(INSULT, "c3")
    kept(newest, ann, 4)
    found = of(case_on(INSULT + "!", "c4")).kept
    assert [one.case_id for one in found][:1] == [newest.pk]
    assert [(one.text, one.same_words, one.likeness == 1.0) for one in found] == [
        (INSULT, True, True),
        (LIKE_IT, False, False),
    ]


def test_copies_that_differ_in_a_sign_leave_room_for_other_wordings(case_on: CaseOn, ann: Person) -> None:
    kept(case_on(LIKE_IT, "a1"), ann, 1)
    kept(case_on(ALSO_LIKE_IT, "a2"), ann, 1)
    for number in range(FEW + 1):
        kept(case_on(INSULT + "!" * number, f"s{number}"), ann, number + 2)
    found = of(case_on(INSULT, "x1")).kept
    assert {one.text for one in found[1:]} == {LIKE_IT, ALSO_LIKE_IT}
    assert found[0].same_words


def test_private_copies_leave_room_too(case_on: CaseOn, ann: Person) -> None:
    kept(case_on(LIKE_IT, "a1"), ann, 1)
    for number in range(FEW + 1):  # each says something else, so that none is a copy of another
        case = case_on(f"{INSULT} {'abcdefghijklmnopqrstuvwxyz'[number]}", f"s{number}")
        kept(case, ann, number + 2)
    thread = case.comment.conversation
    private = Conversation.objects.create(
        presence=thread.presence, root="a message", private=True, last_event_at=thread.last_event_at
    )
    Comment.objects.filter(native_id__startswith="s").update(conversation=private)
    assert [one.text for one in of(case_on(INSULT, "x1")).kept] == [LIKE_IT]


def test_each_wording_is_read_once(case_on: CaseOn, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        kept(case_on(f"{ALSO_LIKE_IT} {number}", f"s{number}"), ann, number + 2)
    case = case_on(INSULT, "x1")
    note_likeness()
    read: list[str] = []
    for name in ("fingerprint", "groups_of"):
        of_likeness = getattr(precedents_module, name)
        monkeypatch.setattr(
            precedents_module,
            name,
            lambda text, name=name, of_likeness=of_likeness: [read.append(f"{name} {text}"), of_likeness(text)][1],
        )
    assert precedents(case.comment, case.version).kept
    assert len(read) == len(set(read)) == 8


def test_a_program_is_told_which_words_to_blur(case_on: CaseOn, ann: Person) -> None:
    kept(case_on(LIKE_IT, "c1"), ann)
    removed(case_on(ALSO_LIKE_IT, "c2"), ann, ground="threatening")
    told = of(case_on(INSULT, "c3")).as_json()
    assert [(one["text"], one["harms"]) for one in told] == [(LIKE_IT, False), (ALSO_LIKE_IT, True)]


def test_as_many_are_shown_each_way(case_on: CaseOn, ann: Person) -> None:
    for number in range(6):
        decide = kept if number % 2 else removed
        decide(case_on(f"{ALSO_LIKE_IT} {'abcdef'[number]}", f"c{number}"), ann, number)
    found = of(case_on(INSULT, "c9"))
    assert len(found.kept) == len(found.removed) == SHOWN == 3
    assert found.as_json() == of(Case.objects.get(comment__native_id="c9")).as_json()


def test_only_what_stands_is_shown(case_on: CaseOn, ann: Person, ben: Person) -> None:
    made = removed(case_on(LIKE_IT, "c1"), ann)
    removed(case_on(ALSO_LIKE_IT, "c2"), ann, ground="endorses_candidate")  # waits for a second person
    case = case_on(INSULT, "c3")
    assert [one.text for one in of(case).removed] == [LIKE_IT]
    restore(by=ben, at=factories.at(3), decision=made, why="It was criticism.")
    assert not of(case)


def test_a_comment_is_no_precedent_of_itself_and_a_private_one_of_none(case_on: CaseOn, ann: Person) -> None:
    first = case_on(LIKE_IT, "c1")
    kept(first, ann)
    again = open_case(by=ann, at=factories.at(4), comment=first.comment, why="Once more, please.")
    assert not of(again)
    other = case_on(INSULT, "c2")
    assert of(other)
    conversation = first.comment.conversation
    conversation.private = True
    conversation.save()
    assert not of(other)


def test_before_its_likeness_is_noted_the_words_alone_are_compared(case_on: CaseOn, ann: Person) -> None:
    kept(case_on(LIKE_IT, "c1"), ann)
    kept(case_on("The librarian at this desk is a fat, stupid cow!!", "c2"), ann)
    note_likeness()
    case = case_on(INSULT, "c3")
    assert [one.text for one in precedents(case.comment, case.version).kept] == [
        "The librarian at this desk is a fat, stupid cow!!"
    ]
    assert {one.text for one in of(case).kept} == {LIKE_IT, "The librarian at this desk is a fat, stupid cow!!"}


def test_words_that_are_not_here_have_precedents_too(case_on: CaseOn, ann: Person) -> None:
    kept(case_on(LIKE_IT), ann)
    note_likeness()
    assert [one.text for one in precedents_of_words(INSULT).kept] == [LIKE_IT]
    assert not precedents_of_words("") and not precedents_of_words("🎉")


def test_however_much_was_decided_the_same_few_questions_are_asked(case_on: CaseOn, ann: Person) -> None:
    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            precedents(case.comment, case.version)
        return len(asked)

    case = case_on(INSULT, "c0")
    kept(case_on(LIKE_IT, "c1"), ann)
    note_likeness()
    few = questions()
    for number in range(2, 8):
        kept(case_on(f"{ALSO_LIKE_IT} {number}", f"c{number}"), ann)
    note_likeness()
    assert questions() == few == 5


def test_what_is_found_changes_nothing_of_the_proposal(case_on: CaseOn, ann: Person) -> None:
    removed(case_on(LIKE_IT, "c1"), ann)
    case = case_on(INSULT, "c2")
    before = (case.proposal, case.engine, case.state)
    assert of(case).removed
    case.refresh_from_db()
    assert (case.proposal, case.engine, case.state) == before


def test_the_likeness_goes_with_the_words(case_on: CaseOn) -> None:
    case = case_on(INSULT)
    wording = CommentVersion.objects.create(
        comment=case.comment, number=9, text=LIKE_IT, text_sha256="0" * 64, raw=case.version.raw,
        observed_at=factories.at(3),
    )  # fmt: skip
    await_likeness(wording)
    note_likeness()
    held = Likeness.objects.filter(version=wording).values_list("pk", flat=True)[0]
    wording.delete()
    assert not Likeness.objects.filter(pk=held).exists()


def test_another_model_notes_everything_anew(case_on: CaseOn, ann: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    past = kept(case_on(LIKE_IT, "c1"), ann)
    case = case_on(INSULT, "c2")
    assert of(case) and not not_yet_noted().exists()
    Likeness.objects.filter(version=past.version).update(made_by="an older model")
    assert not precedents(case.comment, case.version)  # rows of two models say nothing to each other
    assert of(case)
    monkeypatch.setattr(noting, "version", lambda: "another")
    assert not_yet_noted().count() == 2
    assert of(case) and not not_yet_noted().exists()


def test_what_was_decided_before_an_upgrade_is_found_after_it(case_on: CaseOn, ann: Person, ben: Person) -> None:
    kept(case_on(LIKE_IT, "c1"), ann)
    back = removed(case_on(ALSO_LIKE_IT, "c2"), ann)
    restore(by=ben, at=factories.at(3), decision=back, why="It was criticism.")
    case = case_on(INSULT, "c3")
    Likeness.objects.all().delete()
    upgrade = import_module("masthead.moderation.migrations.0003_likenesses_of_past_cases")
    upgrade.await_likenesses(apps, None)
    assert Likeness.objects.count() == not_yet_noted().count() == 3
    found = of(case)
    assert [one.text for one in found.kept] == [LIKE_IT] and not found.removed
