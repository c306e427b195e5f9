"""The model: the recorded files or none, the same numbers each time, nothing from it that a policy did not ask for."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from comment_sets import free, functional, other_posts
from masthead.policy.in_force import rulebook_of
from masthead.policy.pack import known_packs
from masthead.signals.engine.assess import assess, assess_all
from masthead.signals.engine.facts import NO_MODEL, CommentFacts
from masthead.signals.engine.normalise import normalise
from masthead.signals.model import shipped
from masthead.signals.model.onnx_folder import BATCH, MOST_OF_LONG, MOST_PIECES, OnnxFolder
from masthead.signals.model.port import Unreadable

BOOK = rulebook_of("mlc-2012")
UNSEEN = CommentFacts("Bleach that chair after Haitians sit in it, they rot the place.")


@pytest.fixture(scope="module")
def model() -> OnnxFolder:
    return OnnxFolder(shipped.HERE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped.HERE, tmp_path / "copy"))


def test_it_sees_what_no_pattern_names_and_shows_the_words() -> None:
    assessment = assess(UNSEEN, grounds=BOOK)
    signs = [sign for sign in assessment.signs if sign.signal == "model" and sign.direction == "remove"]
    assert "racially_inflammatory" in assessment.grounds and signs
    assert all(sign.span and 0 <= sign.span[0] < sign.span[1] <= len(UNSEEN.comment) for sign in signs)
    assert assessment.engine.endswith(f"+{shipped.shipped().version}")  # type: ignore[union-attr]


@pytest.mark.parametrize("policy", known_packs())
def test_every_shipped_policy_that_knows_insults_hears_it(policy: str) -> None:
    insult = CommentFacts("Wanda at the desk smells like a wet dog and thinks like one too.")
    assessment = assess(insult, grounds=rulebook_of(policy))
    assert assessment.grounds == ("abusive",)
    assert {sign.signal for sign in assessment.signs} == {"model"}


def test_the_same_text_gets_the_same_numbers_whatever_was_read_before(model: OnnxFolder) -> None:
    first = model.scores(["nobody told us about the fines"])
    for text in ("x", "you are a moron " * 9, "vote for jones"):
        model.scores([text])
    assert model.scores(["nobody told us about the fines"]) == first


def test_the_same_comment_gets_the_same_answer_beside_any_others(model: OnnxFolder) -> None:
    many = [case.facts for case in (*functional()[::4], *other_posts()[::9], *free())]
    lengths = Counter(len(model._pieces(normalise(facts.comment).text)) for facts in many)
    assert lengths.most_common(1)[0][1] > BATCH, "some are read side by side"
    random.Random(4).shuffle(many)
    assert assess_all(many, grounds=BOOK, reader=model) == [assess(facts, grounds=BOOK, reader=model) for facts in many]


def test_a_model_of_other_making_reads_one_text_at_a_time(model: OnnxFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["vote for jones", "vote for smith", "thank you all"]
    sizes: list[int] = []
    read = model._session.of_pieces
    monkeypatch.setattr(model._session, "of_pieces", lambda rows: sizes.append(len(rows)) or read(rows))
    together = model.scores(texts)
    monkeypatch.setattr(model, "_together", False)
    assert model.scores(texts) == together
    assert sizes == [3, 1, 1, 1]


def test_the_sentence_shown_is_the_one_that_made_the_score(model: OnnxFolder) -> None:
    comment = "The new carpet is lovely. Haitians rot every place they sit in. Thanks for the coffee!"
    [sign] = assess(CommentFacts(comment), grounds=BOOK).as_json()["spans"]
    assert comment[sign["start"] : sign["end"]] == "Haitians rot every place they sit in."
    text = comment.lower()
    words = model.words(text, "race")
    assert [text[start:end] for start, end, _ in words] == text.split()
    [alone] = model._session.of_pieces([model._row(model._pieces(text))]).tolist()
    place = model.labels.index("race")
    assert sum(added for _, _, added in words) == pytest.approx(sum(row[place] for row in alone[1:-1]))


def test_a_model_that_fails_at_one_comment_is_still_asked_about_the_others(model: OnnxFolder) -> None:
    class Failing(OnnxFolder):
        def scores(self, texts: Sequence[str]) -> list[dict[str, float]]:
            if any("fails" in text for text in texts):
                raise Unreadable("no answer")
            return super().scores(texts)

    many = [CommentFacts("this fails."), UNSEEN]
    told = assess_all(many, grounds=BOOK, reader=Failing(shipped.HERE))
    assert [found.engine.endswith(NO_MODEL) for found in told] == [True, False]
    assert told[1] == assess(UNSEEN, grounds=BOOK, reader=model)


@pytest.mark.parametrize("name", ["model.onnx", "model.json"])
def test_an_altered_or_missing_file_is_not_loaded(copy: Path, name: str) -> None:
    content = (copy / name).read_bytes()
    (copy / name).write_bytes(content[:-9])
    with pytest.raises(Unreadable):
        OnnxFolder(copy)
    (copy / name).unlink()
    with pytest.raises(Unreadable, match=name):
        OnnxFolder(copy)


def test_a_model_made_for_another_encoder_is_not_loaded(copy: Path) -> None:
    told = json.loads((copy / "model.json").read_text("utf-8"))
    told["sha256"]["encoder.bin"] = "0" * 64
    (copy / "model.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(Unreadable, match="another encoder"):
        OnnxFolder(copy)


def test_a_whole_model_in_a_folder_brings_its_own_vocabulary(copy: Path) -> None:
    told = json.loads((copy / "model.json").read_text("utf-8"))
    del told["sha256"]["encoder.bin"]
    (copy / "model.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(Unreadable, match=r"vocab\.txt"):
        OnnxFolder(copy)


def test_a_file_that_is_no_model_is_refused_though_its_digest_fits(copy: Path) -> None:
    import hashlib

    (copy / "model.onnx").write_bytes(b"no model")
    told = json.loads((copy / "model.json").read_text("utf-8"))
    told["sha256"]["model.onnx"] = hashlib.sha256(b"no model").hexdigest()
    (copy / "model.json").write_text(json.dumps(told), "utf-8")
    with pytest.raises(Unreadable, match="cannot be loaded"):
        OnnxFolder(copy)


def test_without_it_the_signals_answer_and_it_is_said(tmp_path: Path) -> None:
    program = (
        "import sys; sys.argv = ['masthead', 'assess', '--policy', 'mlc-2012', '--explain', 'Vote Jones for mayor!']\n"
    )
    program += "from masthead.project.command import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"MASTHEAD_MODEL": str(tmp_path)},
    )
    assert "endorses_candidate" in done.stdout and "+no-model" in done.stdout
    assert "The model is not used" in done.stderr


def test_a_ground_without_scores_in_the_policy_gets_no_evidence_from_it() -> None:
    assert assess(UNSEEN, grounds={"racially_inflammatory": 0.5}).grounds == ()
    assert "model" not in {sign.signal for sign in assess(UNSEEN, grounds={"racially_inflammatory": 0.5}).signs}


def test_stretches_cover_a_short_text_and_a_long_one_in_part(model: OnnxFolder) -> None:
    assert model.pieces("one sentence only") == [(0, 17)]
    assert model.pieces("") == []
    sentence = "the branch was closed again and nobody told us why. "
    for long, most in ((sentence * 70, MOST_PIECES), (sentence * 195, MOST_OF_LONG)):
        pieces = model.pieces(long)
        assert len(pieces) == most and pieces[0][0] == 0 and pieces[-1][1] > len(long) - 10
        assert all(start < end for start, end in pieces)
    assert len(model.pieces("x" * 9000)) >= 1


def test_of_an_endless_sentence_the_last_words_are_read_too(model: OnnxFolder) -> None:
    endless = "the branch was closed again and nobody told us why and " * 60 + "haitians are vermin"
    start, end = model.pieces(endless)[-1]
    assert "haitians are vermin" in endless[start:end]


@pytest.mark.parametrize("word", ["qx" * 45, "qxzjvk" * 16, "q" * 99, "x" * 5000], ids=len)
def test_a_word_of_very_many_pieces_is_a_stretch_of_its_own(model: OnnxFolder, word: str) -> None:
    text = f"{word} and then some words that come after it. " + "The branch was closed again. " * 8
    stretches = model.pieces(text.lower())
    assert stretches and stretches[0][0] == 0
    assert all(start < end for start, end in stretches)
