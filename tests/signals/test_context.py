"""The context heads: a comment beside its post and thread. They abstain unless they are sure, and never waver."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from comment_sets import free, held_out, kept_from_training
from masthead.policy.in_force import rulebook_of
from masthead.project import doctor
from masthead.project.command import masthead
from masthead.signals.context import evidence, shipped
from masthead.signals.context.heads import MOST, ContextHeads, Pair
from masthead.signals.engine import assess as engine
from masthead.signals.engine.assess import assess, assess_all
from masthead.signals.engine.facts import Assessment, CommentFacts
from masthead.signals.model.port import Unreadable

BOOK = rulebook_of("mlc-2012")
POST = "Story time moves to ten on Mondays at the Elm Street branch."
EGGS = "Fresh eggs $3 a dozen on the porch at the blue house, honor box"
THREAD = ("Nita: I liked it better the old way.",)


@pytest.fixture(scope="module")
def heads() -> ContextHeads:
    return ContextHeads(shipped.HERE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped.HERE, tmp_path / "copy"))


def said(assessment: Assessment, direction: str = "remove") -> list[str]:
    return [s.sentence for s in assessment.signs if s.signal == evidence.SIGNAL and s.direction == direction]


def test_it_sees_what_only_the_post_tells_and_says_why() -> None:
    found = assess(CommentFacts(EGGS, POST), grounds=BOOK)
    assert found.grounds == ("off_topic",)
    [sentence] = said(found)
    assert sentence.startswith(f"Says nothing of what the post is about: “{POST}” (model, ")
    [span] = [span for span in found.as_json()["spans"] if span["signal"] == evidence.SIGNAL]
    assert EGGS[span["start"] : span["end"]] == EGGS
    assert f"+{shipped.shipped().version}+" in found.engine  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("comment", "post", "thread"),
    [
        (EGGS, "", ()),
        (EGGS, "", THREAD),
        ("Fresh eggs cheap", POST, ()),
        (EGGS, POST, ("Jo: Bring a dozen eggs for the craft.",)),
        (f"{EGGS}. And your branch is closed again.", POST, ()),
        (EGGS, "La hora del cuento será a las diez los lunes en la sucursal de la calle Olmo.", ()),
        (EGGS, f"{POST} " + "The craft is a paper bear with a hat. " * 60, ()),
        (EGGS, POST, ("Zoé: La hora del cuento será a las diez los lunes, ¿verdad?",)),
        ("Huevos frescos a tres dólares la docena en el portal de la casa azul", POST, ()),
        ("Frische Eier, drei Euro das Dutzend, auf der Veranda beim blauen Haus", POST, ()),
        (f"{EGGS}. " * 80, POST, ()),
        ("🥚🥚🥚 🏠🏠🏠 💵💵", POST, ()),
        ("", POST, ()),
    ],
    ids=[
        "no post", "no post but a thread", "a short remark", "tied to the thread", "a word of the library",
        "a post in Spanish", "a very long post", "a thread in Spanish", "Spanish", "German", "very long", "emoji",
        "empty",
    ],
)  # fmt: skip
def test_where_it_is_not_sure_it_abstains(comment: str, post: str, thread: tuple[str, ...]) -> None:
    assert not said(assess(CommentFacts(comment, post, thread), grounds=BOOK))


def test_what_comes_near_to_the_post_is_answered(heads: ContextHeads) -> None:
    post = "The Friends' fall book sale opens Thursday in the old armory: 20,000 volumes, most for a dollar."
    comment = "Chip in ten bucks and you can fill a grocery bag on Sunday"
    [told] = heads.scores([Pair((comment.lower(),), post)])
    off = next(ground for ground in BOOK.grounds if ground.id == "off_topic")
    assert told["near"] >= off.answered_by["near"]
    assert "off_topic" not in assess(CommentFacts(comment, post), grounds=BOOK).grounds


def test_a_likeness_is_not_told_as_a_chance() -> None:
    post = "Tax forms are at every branch while they last."
    comment = "Get your refund the same day with Harrow Returns, 10% off if you call us this week!"
    kept = said(assess(CommentFacts(comment, post), grounds=BOOK), "keep")
    assert kept == [f"Comes near to what the post is about: “{post}” (model)."]


def test_an_attack_on_a_group_is_no_blame_for_work_because_the_post_speaks_of_the_group() -> None:
    post = "The Talking Book program mails recorded books to readers who are blind."
    answer = assess(CommentFacts("The blind should stay home and stop costing us money.", post), grounds=BOOK)
    assert answer.grounds == ("abusive",)


def test_the_same_comment_gets_the_same_answer_beside_any_others() -> None:
    many = [case.facts for case in (*kept_from_training()[::3], *free()[::2])]
    many += [CommentFacts(facts.comment, facts.post, THREAD) for facts in many[::4]]
    random.Random(6).shuffle(many)
    together = [json.dumps(found.as_json()) for found in assess_all(many, grounds=BOOK)]
    assert together == [json.dumps(assess(facts, grounds=BOOK).as_json()) for facts in many]


def test_loaded_anew_they_say_the_same(heads: ContextHeads) -> None:
    pairs = [Pair((EGGS.lower(),), POST), Pair(("you are wrong", "about that"), POST, THREAD)]
    first = heads.scores(pairs)
    assert first == ContextHeads(shipped.HERE).scores(pairs) == [heads.scores([pair])[0] for pair in pairs]


def test_a_post_is_read_once(heads: ContextHeads, monkeypatch: pytest.MonkeyPatch) -> None:
    texts: list[int] = []
    read = heads._of_rows
    monkeypatch.setattr(heads, "_of_rows", lambda rows: texts.append(len(rows)) or read(rows))
    heads.of_post.cache_clear()
    for comment in ("who is going", "we will be there", "bring a friend"):
        heads.scores([Pair((comment,), POST)])
    assert len(texts) == 4


def test_beside_a_post_not_read_whole_nothing_is_unrelated(heads: ContextHeads) -> None:
    [told] = heads.scores([Pair((EGGS.lower(),), "The craft is a paper bear with a hat. " * 10 * MOST)])
    assert "unrelated" not in told and "work" in told


@pytest.mark.parametrize("name", ["context.onnx", "heads.npz", "context.json"])
def test_an_altered_or_missing_file_is_not_loaded(copy: Path, name: str) -> None:
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[:-9])
    with pytest.raises(Unreadable):
        ContextHeads(copy)
    (copy / name).unlink()
    with pytest.raises(Unreadable, match=name):
        ContextHeads(copy)


def test_heads_made_for_another_encoder_are_not_loaded(copy: Path) -> None:
    told = json.loads((copy / "context.json").read_text("utf-8"))
    told["sha256"]["encoder.bin"] = "0" * 64
    (copy / "context.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(Unreadable, match="another encoder"):
        ContextHeads(copy)


def test_the_doctor_tells_what_keeps_them_from_being_used(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor._model().state == "well"
    (copy / "heads.npz").unlink()
    monkeypatch.setattr(shipped, "HERE", copy)
    shipped.release()
    try:
        found = doctor._model()
    finally:
        shipped.release()
    assert found.state == "ill"
    assert "without a look at their posts" in found.says and "heads.npz" in found.says


def test_without_them_model_and_signals_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    version = shipped.shipped().version  # type: ignore[union-attr]
    monkeypatch.setattr(engine, "heads_shipped", lambda: None)
    found = assess(CommentFacts(EGGS, POST), grounds=BOOK)
    assert not found.remove and version not in found.engine


def test_a_policy_that_does_not_ask_hears_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "heads_shipped", lambda: pytest.fail("the heads were asked"))
    assert assess(CommentFacts(EGGS, POST), grounds={"off_topic": 0.5}).grounds == ()


def test_one_comment_is_explained_beside_its_post() -> None:
    asked = ["assess", "--policy", "mlc-2012", "--explain", EGGS, "--post", POST]
    result = CliRunner().invoke(masthead, asked)
    assert result.exit_code == 0 and "Says nothing of what the post is about" in result.output
    tied = CliRunner().invoke(masthead, [*asked, "--thread", "Jo: Bring a dozen eggs for the craft."])
    assert "Nothing to look at" in tied.output
    refused = CliRunner().invoke(masthead, ["assess", "--policy", "mlc-2012", "--jsonl", "-", "--post", POST])
    assert refused.exit_code == 2 and "--post and --thread go with --explain" in refused.output


@pytest.mark.slow
def test_posts_that_nothing_was_fitted_on(capsys: pytest.CaptureFixture[str]) -> None:
    cases = held_out()
    answers = assess_all([case.facts for case in cases], grounds=BOOK)
    off = [found.remove for case, found in zip(cases, answers, strict=True) if case.grounds]
    stays = [found.remove for case, found in zip(cases, answers, strict=True) if not case.grounds]
    with capsys.disabled():
        print(f"\nheld out: off topic, proposed {sum(off)} of {len(off)}; stays, proposed {sum(stays)} of {len(stays)}")
    assert sum(off) / len(off) >= FOUND and sum(stays) / len(stays) <= WRONGLY


FOUND, WRONGLY = 0.38, 0.02
