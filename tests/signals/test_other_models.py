"""A model that an agency brings: a folder as the exporter left it reads comments; what is wrong is said with a cure."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from masthead.agencies.models import Agency
from masthead.kernel.clock import now
from masthead.policy.in_force import rulebook_of
from masthead.project import doctor
from masthead.project.command import masthead
from masthead.signals.engine import assess as engine
from masthead.signals.engine.assess import assess, assess_all
from masthead.signals.engine.facts import NO_MODEL, CommentFacts
from masthead.signals.model import shipped
from masthead.signals.model.onnx_folder import OnnxFolder
from masthead.signals.model.port import Unreadable
from tiny_models import ALL_INPUTS, LABELS, PIECES, byte_level_tokenizer, hugging_face_folder, model, scores

MLC = Path(__file__).parents[2] / "policies/mlc-2012.toml"
INSULT = "You are an idiot."
NAMED = "reads = { person = 0.77, group = 0.65 }"


def sigmoid(logit: float) -> float:
    return round(1 / (1 + math.exp(-logit)), 3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return hugging_face_folder(tmp_path / "model")


@pytest.fixture
def policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A policy whose ground for insults heeds `toxic`, and `hate/threatening` for the sake of its odd name."""
    told = MLC.read_text("utf-8").replace('id = "mlc-2012"', 'id = "own-2026"', 1)
    assert NAMED in told
    told = told.replace(NAMED, 'reads = { toxic = 0.8, "hate/threatening" = 0.7 }')
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies/own-2026.toml").write_text(told, "utf-8")
    monkeypatch.setenv("MASTHEAD_POLICIES", str(tmp_path / "policies"))
    return tmp_path / "policies"


@pytest.fixture
def in_use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Names a folder in MASTHEAD_MODEL."""
    shipped.release()
    yield lambda folder: monkeypatch.setenv("MASTHEAD_MODEL", str(folder))
    shipped.release()


def run(*arguments: str, policy: str = "own-2026", comment: str = INSULT) -> Result:
    return CliRunner().invoke(masthead, ["assess", "--policy", policy, "--explain", comment, *arguments])


@pytest.mark.parametrize("inputs", [ALL_INPUTS, ALL_INPUTS[:2], ALL_INPUTS[:1]], ids=len)
def test_a_folder_as_it_was_exported_reads_and_each_label_stands_for_itself(tmp_path: Path, inputs: list[str]) -> None:
    reader = OnnxFolder(hugging_face_folder(tmp_path, inputs=inputs))
    assert reader.labels == LABELS and not reader.any_language
    for text in ("you are an idiot", "thanks, i was hurt again"):
        [told] = reader.scores([text])
        assert told == {label: sigmoid(one) for label, one in scores(text.replace(",", "")).items()}
    assert reader.words("you are an idiot", "toxic") == [], "it tells of no word what it added"


def test_a_roberta_reads_too(tmp_path: Path) -> None:
    told = byte_level_tokenizer()
    pieces = list(told["model"]["vocab"])  # type: ignore[index]
    folder = hugging_face_folder(tmp_path, inputs=ALL_INPUTS[:2], pieces=pieces, model_type="roberta")
    (folder / "tokenizer.json").write_text(json.dumps(told), "utf-8")
    assert OnnxFolder(folder).scores(["you are an idiot"])[0]["toxic"] == sigmoid(2)
    assert OnnxFolder(folder).scores(["an idioat"])[0]["toxic"] == sigmoid(-3)


@pytest.mark.parametrize("kind", ["single_label_classification", None])
def test_where_one_label_holds_the_scores_are_shares(tmp_path: Path, kind: str | None) -> None:
    reader = OnnxFolder(hugging_face_folder(tmp_path, problem_type=kind, inputs=ALL_INPUTS[:2]))
    [told] = reader.scores(["a rotten branch"])
    weights = {label: math.exp(one) for label, one in scores("a rotten branch").items()}
    assert told == pytest.approx({label: one / sum(weights.values()) for label, one in weights.items()}, abs=0.0006)
    assert sum(told.values()) == pytest.approx(1, abs=0.002)


@pytest.mark.parametrize("graph", ["onnx/model.onnx", "model_quantized.onnx", "onnx/model_quantized.onnx"])
def test_the_graph_is_found_where_exporters_put_it(tmp_path: Path, graph: str) -> None:
    assert OnnxFolder(hugging_face_folder(tmp_path, graph=graph)).scores(["idiot"])[0]["toxic"] == sigmoid(2)


def test_labels_come_in_order_of_their_number_and_graphs_may_count_in_32_bits(tmp_path: Path) -> None:
    mixed = {"2": "threat", "0": "toxic", "1": "severe_toxic"}
    folder = hugging_face_folder(tmp_path, id2label=mixed)
    (folder / "model.onnx").write_bytes(model(kind=6))
    assert OnnxFolder(folder).labels == LABELS


def test_another_file_is_another_version(folder: Path) -> None:
    first = OnnxFolder(folder).version
    assert OnnxFolder(folder).version == first
    hugging_face_folder(folder, labels=("severe_toxic", "toxic", "threat"))
    assert OnnxFolder(folder).version != first


def test_a_model_in_our_own_shape_may_ask_for_the_kind_of_each_piece(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(model())
    (tmp_path / "vocab.txt").write_text("\n".join(PIECES), "utf-8")
    digests = {name: hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() for name in ("model.onnx", "vocab.txt")}
    told = {"labels": LABELS, "sha256": digests, "calibration": {"threat": [1.0, 2.0]}}
    (tmp_path / "model.json").write_text(json.dumps(told), "utf-8")
    reader = OnnxFolder(tmp_path)
    assert reader.scores(["idiot"]) == [{"toxic": sigmoid(2), "severe_toxic": sigmoid(-1), "threat": sigmoid(-3)}]
    (tmp_path / "vocab.txt").write_text("\n".join(PIECES[:-1]), "utf-8")
    with pytest.raises(Unreadable, match=r"vocab.txt is not the file that was recorded. Write the SHA-256"):
        OnnxFolder(tmp_path)


def test_the_command_proposes_by_it_and_says_which_labels_are_heeded(folder: Path, policies: Path) -> None:
    done = run("--model", str(folder), comment="You rotten rotten rotten branch.")
    assert done.exit_code == 0, done.output
    assert "A person should look at: abusive" in done.stdout and "Reads as toxic (model, 95 of 100)" in done.stdout
    assert f"+{OnnxFolder(folder).version}" in done.stdout
    assert done.stderr == (
        "masthead: Of the labels of the model the policy own-2026 heeds toxic, threat; it does not heed severe_toxic.\n"
    )


def test_a_model_of_which_the_policy_names_no_label_is_refused_with_the_cure(tmp_path: Path) -> None:
    folder = hugging_face_folder(tmp_path, labels=("hate/other", "not_hate", "spam"))
    done = run("--model", str(folder), policy="mlc-2012")
    assert done.exit_code == 1 and done.stdout == ""
    assert "heeds no label of the model (hate/other, not_hate, spam)" in done.stderr
    assert '[ground.model] reads = { "hate/other" = 0.8 }' in done.stderr


def test_a_label_with_any_name_can_stand_in_the_policy_file(tmp_path: Path, policies: Path) -> None:
    reader = OnnxFolder(hugging_face_folder(tmp_path / "odd", labels=("hate/threatening", "b", "c")))
    assert (
        "abusive"
        in assess(CommentFacts("A rotten idiot branch."), grounds=rulebook_of("own-2026"), reader=reader).grounds
    )


def test_named_for_the_desk_but_not_heeded_it_is_no_model_and_everybody_says_so(
    tmp_path: Path, in_use: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    folder = hugging_face_folder(tmp_path, labels=("LABEL_0", "LABEL_1", "LABEL_2"))
    in_use(folder)
    done = run(policy="mlc-2012")
    assert f"{NO_MODEL}\n" in done.stdout and "is not used" in done.stderr and "LABEL_0 = 0.8" in done.stderr
    shipped.log_another(rulebook_of("mlc-2012"))
    shipped.log_another(rulebook_of("mlc-2012"))
    [line] = caplog.messages
    assert "is not used" in line and "LABEL_0 = 0.8" in line
    [found] = doctor._heeded(rulebook_of("mlc-2012"))
    assert found.state == "ill" and "LABEL_0 = 0.8" in found.says


@pytest.mark.django_db
def test_the_doctor_says_what_is_heeded_of_it(folder: Path, in_use: Callable[[Path], None], agency: Agency) -> None:
    in_use(folder)
    told = [symptom for symptom in doctor.examine(at=now()) if symptom.what == "model"]
    assert [symptom.state for symptom in told] == ["well", "well"]
    assert str(folder) in told[0].says and "heeds threat; it does not heed toxic, severe_toxic" in told[1].says


def _edited(folder: Path, name: str, **values: object) -> None:
    told = json.loads((folder / name).read_text("utf-8"))
    (folder / name).write_text(json.dumps(told | values), "utf-8")


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "BPE": (lambda f: _edited(f, "tokenizer.json", model={"merges": []}), "by BPE, but not byte by byte.*--server"),
    "Unigram": (lambda f: _edited(f, "tokenizer.json", model={"type": "Unigram"}), "by Unigram.*WordPiece"),
    "other words": (lambda f: _edited(f, "tokenizer.json", pre_tokenizer={"type": "Whitespace"}), "not as BERT does"),
    "no marks": (lambda f: _edited(f, "tokenizer.json", post_processor=None), "one mark before a text"),
    "no vocabulary": (lambda f: _edited(f, "tokenizer.json", model={"type": "WordPiece"}), "tokenizer.json is not as"),
    "no tokenizer": (lambda f: (f / "tokenizer.json").unlink(), "tokenizer.json cannot be read"),
    "no graph": (lambda f: (f / "model.onnx").unlink(), "holds neither model.onnx nor onnx/model.onnx.*optimum-cli"),
    "no config": (lambda f: (f / "config.json").unlink(), "neither config.json nor model.json.*optimum-cli"),
    "no folder": (lambda f: f.rename(f.with_name("elsewhere")), "is no folder. Name the one"),
    "no JSON": (lambda f: (f / "config.json").write_text("{"), "config.json is not as it should be"),
    "no labels": (lambda f: _edited(f, "config.json", id2label=None), "does not name the labels"),
    "a gap": (lambda f: _edited(f, "config.json", id2label={"0": "a", "2": "b"}), "does not name the labels"),
    "regression": (lambda f: _edited(f, "config.json", problem_type="regression"), "says regression"),
    "more labels": (lambda f: _edited(f, "config.json", id2label={"0": "a", "1": "b"}), "1 by 3 numbers, and 2 labels"),
    "short": (lambda f: _edited(f, "config.json", max_position_embeddings=4), "4 pieces at once"),
    "no model": (lambda f: (f / "model.onnx").write_bytes(b"no model"), "cannot be loaded"),
    "pictures": (lambda f: (f / "model.onnx").write_bytes(model(inputs=("input_ids", "pixel_values"))), "pixel_values"),
    "languages": (lambda f: (f / "masthead.json").write_text('{"languages": ["en", "es"]}'), '"English" or "any"'),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_what_cannot_be_read_is_refused_in_a_sentence(name: str, folder: Path, policies: Path) -> None:
    spoil, said = SPOILED[name]
    spoil(folder)
    with pytest.raises(Unreadable, match=said):
        OnnxFolder(folder)
    done = run("--model", str(folder))
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert done.stderr.startswith("masthead: ")


def test_a_model_that_fails_at_a_comment_leaves_it_to_the_signals(tmp_path: Path, policies: Path) -> None:
    """Its graph knows fewer pieces than its vocabulary, as after a wrong export: it fails at the word, not before."""
    folder = hugging_face_folder(tmp_path / "model", pieces=PIECES[: PIECES.index("todos")])
    reader = OnnxFolder(folder)
    many = [CommentFacts("We are closed to todos."), CommentFacts("You are a rotten idiot.")]
    told = assess_all(many, grounds=rulebook_of("own-2026"), reader=reader)
    assert [found.engine.endswith(NO_MODEL) for found in told] == [True, False]
    assert told[1] == assess(many[1], grounds=rulebook_of("own-2026"), reader=reader)
    done = run("--model", str(folder), comment="Vote Jones for mayor! We are closed to todos.")
    assert done.exit_code == 0 and "endorses_candidate" in done.stdout and NO_MODEL in done.stdout
    assert "The model failed: " in done.stderr and "The signals answer alone." in done.stderr


def test_heads_that_fail_at_a_comment_leave_it_to_model_and_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    heads, book = engine.heads_shipped(), rulebook_of("mlc-2012")
    many = [
        CommentFacts(f"Selling farm eggs, three dollars a dozen, {where}.", "Storytime is at ten.")
        for where in ("pick up", "call me")
    ]
    whole = assess_all(many, grounds=book)
    assert heads and all(heads.version in found.engine for found in whole)
    run_whole = heads._session._session.run

    class Failing:
        def run(self, names: object, given: dict[str, object]) -> object:
            ids = given["input_ids"].tolist()  # type: ignore[attr-defined]
            if any(heads._vocabulary.pieces("pick")[0][0] in row for row in ids):
                raise RuntimeError("out of memory")
            return run_whole(names, given)

    monkeypatch.setattr(heads._session, "_session", Failing())
    told = assess_all(many, grounds=book)
    assert [heads.version in found.engine for found in told] == [False, True]
    assert not told[0].engine.endswith(NO_MODEL) and told[1] == whole[1]


def test_it_is_given_the_english_alone_unless_somebody_says_otherwise(folder: Path, policies: Path) -> None:
    spanish = CommentFacts("Esta biblioteca podrida para todos.")
    book = rulebook_of("own-2026")

    def by_model(reader: OnnxFolder) -> bool:
        return any(sign.signal == "model" for sign in assess(spanish, grounds=book, reader=reader).signs)

    assert not by_model(OnnxFolder(folder))
    assert by_model(OnnxFolder(folder, any_language=True))
    assert "Reads as toxic" in run("--model", str(folder), "--any-language", comment=spanish.comment).stdout
    (folder / "masthead.json").write_text('{"languages": "any"}', "utf-8")
    assert by_model(OnnxFolder(folder))


def test_any_language_without_a_model_of_ones_own_is_misunderstood() -> None:
    done = run("--any-language", policy="mlc-2012")
    assert done.exit_code == 2 and "--any-language goes with --model or --server" in done.stderr


def test_a_server_is_no_folder(in_use: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTHEAD_MODEL", "http://127.0.0.1:8080/v1")
    assert "masthead assess --server" in shipped.why_not()


def test_a_server_that_is_not_there_is_told_beside_the_explanation() -> None:
    done = run("--server", "http://127.0.0.1:9/v1", policy="mlc-2012", comment="Vote Jones for mayor!")
    assert done.exit_code == 0 and "endorses_candidate" in done.stdout and NO_MODEL in done.stdout
    assert "http://127.0.0.1:9/v1 gave no answer" in done.stderr
    assert done.stderr.rstrip().endswith("The signals answer alone.")
