"""Two verifiers, written apart, must give the same verdicts; and whatever was changed, both must name it."""

from __future__ import annotations

import base64
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bags
from masthead.exporters import bagit
from masthead.exporters.verify import verify_bag
from masthead.records import seal
from masthead.records.note import Signer, TreeHead

BAG_FILES = [*bagit.TAG_FILES, bagit.TAG_MANIFEST, *bagit.payload(bags.STORED)]
SINGLE_FILE = bags.loaded(bagit.BAG_FILES / "verify.py")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    bag = tmp_path_factory.mktemp("made") / "bag"
    bagit.write(bags.selection(), bag)
    return bag


@pytest.fixture
def bag(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "bag"))


def problems(bag: Path, key: str | None = None) -> list[str]:
    """The problems both verifiers name; they may not differ by a letter."""
    house = list(verify_bag(bag, key=key).problems)
    assert house == SINGLE_FILE.check(bag, key)
    return house


def test_a_whole_export_is_found_whole(bag: Path) -> None:
    assert problems(bag) == []
    verification = verify_bag(bag, key=str(bags.SIGNER.verifier))
    assert verification.ok and verification.records == 20
    assert verification.checkpoint and verification.checkpoint.size == 22


@pytest.mark.parametrize("step", [2, 3, 7, 20])
def test_a_part_of_the_ledger_is_found_whole(tmp_path: Path, step: int) -> None:
    bagit.write(bags.selection(step=step), tmp_path / "bag")
    assert problems(tmp_path / "bag") == []


def test_a_disposed_record_is_found_whole(tmp_path: Path) -> None:
    bagit.write(bags.selection(disposed=4), tmp_path / "bag")
    assert problems(tmp_path / "bag") == []


def test_the_same_selection_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    bagit.write(bags.selection(), tmp_path / "again")
    for name in BAG_FILES:
        assert (made / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def run(bag: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """As a citizen would: their own Python, no site packages, nothing of this house on the path."""
    command = [sys.executable, "-I", "-S", str(bag / "data" / "verify.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=bag.parent, env={}, check=False)


def test_the_single_file_runs_alone_and_says_what_it_found(bag: Path) -> None:
    done = run(bag)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "none is missing" in done.stdout and "Compare it with the key" in done.stdout
    assert f"LACKING  {bags.LOST} (Picture as published)" in done.stdout
    assert "Compare it" not in run(bag, "--key", str(bags.SIGNER.verifier)).stdout
    (bag / "data" / "view.html").write_text("<p>Nothing happened.</p>")
    done = run(bag)
    assert done.returncode == 1
    assert "WRONG  data/view.html: is not as manifest-sha256.txt lists it." in done.stdout


def test_another_key_than_the_published_one_is_named(bag: Path) -> None:
    assert problems(bag, key=str(Signer.new("masthead/test").verifier)) == ["data/key.pub: is not the key you gave."]


@pytest.mark.parametrize("name", BAG_FILES)
def test_a_missing_file_is_named(bag: Path, name: str) -> None:
    (bag / name).unlink()
    assert f"{name}: is missing." in problems(bag)


@pytest.mark.parametrize("name", ["data/extra.txt", "fetch.txt", "data/sub/more", f"data/files/{bags.LOST}"])
def test_an_added_file_is_named(bag: Path, name: str) -> None:
    (bag / name).parent.mkdir(exist_ok=True)
    (bag / name).write_text("x")
    assert problems(bag) == [f"{name}: does not belong to this export."]


def test_a_link_is_no_file(bag: Path, tmp_path: Path) -> None:
    (bag / "data" / "view.html").rename(tmp_path / "elsewhere")
    (bag / "data" / "view.html").symlink_to(tmp_path / "elsewhere")
    assert problems(bag) == ["data/view.html: is a link, not a file."]


@pytest.mark.parametrize("name", BAG_FILES)
def test_a_cut_or_emptied_file_is_named(bag: Path, name: str) -> None:
    whole = (bag / name).read_bytes()
    for part in (whole[:-1], whole[: len(whole) // 2], b"", whole + b"\n", whole + whole):
        (bag / name).write_bytes(part)
        assert any(name in problem for problem in problems(bag)), part[-60:]


def flip(bag: Path, name: str, at: int, bit: int) -> list[str]:
    """The problems after one bit of a file is flipped; the file is then put back."""
    whole = (bag / name).read_bytes()
    changed = bytearray(whole)
    changed[at] ^= 1 << bit
    (bag / name).write_bytes(changed)
    try:
        return problems(bag)
    finally:
        (bag / name).write_bytes(whole)


@settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.data())
def test_any_flipped_bit_is_found_and_its_file_named(bag: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(BAG_FILES))
    at = data.draw(st.integers(0, (bag / name).stat().st_size - 1))
    found = flip(bag, name, at, data.draw(st.integers(0, 7)))
    assert any(name in problem for problem in found)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.data())
def test_a_flipped_bit_among_the_records_names_the_record(bag: Path, data: st.DataObject) -> None:
    lines = (bag / "data" / "records.jsonl").read_bytes().split(b"\n")[:-1]
    place = data.draw(st.integers(0, len(lines) - 1))
    start = sum(len(line) + 1 for line in lines[:place])
    # Past `{"number":NN,`, which is how the record is known at all, and before the end of the line.
    at = data.draw(st.integers(14, len(lines[place]) - 1))
    changed = lines[place][at] ^ (1 << data.draw(st.integers(0, 7)))
    if changed == ord("\n"):
        return
    found = flip(bag, "data/records.jsonl", start + at, (lines[place][at] ^ changed).bit_length() - 1)
    assert any(f"record {place}:" in problem for problem in found)


def edit(bag: Path, change: Callable[[list[str], list[str]], None]) -> list[str]:
    """Change the lines of records and of proofs, list the files anew, and return what is found."""
    records, proofs = bag / "data" / "records.jsonl", bag / "data" / "proofs.json"
    lines = records.read_text().split("\n")[:-1]
    opening, *paths = proofs.read_text().split("\n")
    paths = [path.removesuffix(",") for path in paths[:-2]]
    change(lines, paths)
    records.write_text("".join(f"{line}\n" for line in lines))
    proofs.write_text("\n".join([opening, ",\n".join(paths), "}}", ""]))
    bags.relist(bag)
    return problems(bag)


STORED = next(iter(bags.STORED))
UNPROMISED = "data/files.jsonl: is not the list of files that was exported."


def test_a_changed_file_is_named_though_all_lists_are_made_anew(bag: Path) -> None:
    (bag / "data" / "files" / STORED).write_bytes(b"other")
    bags.relist(bag)
    assert problems(bag) == [f"data/files/{STORED}: is not the file of this name."]


@pytest.mark.parametrize("change", ["dropped", "said to be lacking", "added"])
def test_the_list_of_files_cannot_be_written_anew(bag: Path, change: str) -> None:
    """Whoever takes a file out, or puts one in, can mend every list, but not what the sealed record says of them."""
    listing = bag / "data" / "files.jsonl"
    lines = {json.loads(line)["sha256"]: json.loads(line) for line in listing.read_text().splitlines()}
    if change == "dropped":
        del lines[STORED]
        (bag / "data" / "files" / STORED).unlink()
    elif change == "added":
        lines[bags.LOST] |= {"size": 4, "fault": ""}
        (bag / "data" / "files" / bags.LOST).write_bytes(b"lost")
    else:
        lines[STORED] |= {"size": None, "fault": "It was not in the desk's storage."}
        (bag / "data" / "files" / STORED).unlink()
    listing.write_text(
        "".join(f"{json.dumps(line, separators=(',', ':'), ensure_ascii=False)}\n" for line in lines.values())
    )
    bags.relist(bag)
    assert problems(bag) == [UNPROMISED]


@pytest.mark.parametrize(
    "line", ["[]", "7", '{"sha256":5,"fault":""}', '{"sha256":"../../etc","fault":""}', "[" * 100_000]
)
def test_a_line_of_the_list_that_cannot_be_read_is_found(bag: Path, line: str) -> None:
    with (bag / "data" / "files.jsonl").open("a") as file:
        file.write(f"{line}\n")
    bags.relist(bag)
    assert problems(bag) == [UNPROMISED]


def test_an_export_of_the_version_before_files_is_still_found_whole(tmp_path: Path) -> None:
    bag = tmp_path / "bag"
    bagit.write(bags.selection(with_files=False), bag)
    (bag / "data" / "files.jsonl").unlink()
    bags.relist(bag)
    assert problems(bag) == []
    (bag / "data" / "files").mkdir()
    (bag / "data" / "files" / STORED).write_bytes(bags.STORED[STORED])
    assert problems(bag) == [f"data/files/{STORED}: does not belong to this export."]


def test_the_list_of_files_cannot_be_taken_out(bag: Path) -> None:
    (bag / "data" / "files.jsonl").unlink()
    bags.relist(bag)
    assert "data/files.jsonl: is missing." in problems(bag)


@pytest.mark.parametrize("place", [0, 7, 19, 20])
def test_a_dropped_record_is_missed_though_all_lists_are_made_anew(bag: Path, place: int) -> None:
    def drop(lines: list[str], paths: list[str]) -> None:
        del lines[place], paths[place]

    found = edit(bag, drop)
    assert [one for one in found if one.startswith("data/records.jsonl: does not")]
    # Without its last record an export has no word for its files either.
    assert len(found) == 1 or place == 20


def test_an_earlier_export_cannot_stand_in_for_a_later_one(tmp_path: Path) -> None:
    """Cut back to the record of an earlier export, under the later checkpoint: every proof holds, and yet."""
    bagit.write(bags.selection(later=2), tmp_path / "bag")
    assert problems(tmp_path / "bag") == ["data/records.jsonl: does not end with the record of this export."]


@pytest.mark.parametrize(("one", "two"), [(0, 1), (3, 12), (18, 19)])
def test_reordered_records_are_named(bag: Path, one: int, two: int) -> None:
    def swap(lines: list[str], paths: list[str]) -> None:
        for each in (lines, paths):
            each[one], each[two] = each[two], each[one]

    assert f"data/records.jsonl: record {one}: is out of order." in edit(bag, swap)


def test_a_record_told_twice_is_named(bag: Path) -> None:
    def repeat(lines: list[str], paths: list[str]) -> None:
        lines.insert(5, lines[5])
        paths.insert(5, paths[5])

    found = edit(bag, repeat)
    assert "data/records.jsonl: record 5: is out of order." in found
    assert "data/records.jsonl: does not hold the records that were exported." in found


def test_a_well_made_record_slipped_in_has_no_way_to_the_checkpoint(tmp_path: Path) -> None:
    bagit.write(bags.selection(step=2), tmp_path / "bag")

    def insert(lines: list[str], paths: list[str]) -> None:
        lines.insert(2, bagit.record_line(bags.entry(3, "agency/bureau_added", {"name": "never"})))
        paths.insert(2, paths[1].replace('"2"', '"3"'))

    found = edit(tmp_path / "bag", insert)
    assert found[0] == "data/records.jsonl: record 3: its proof does not lead to the checkpoint."


def test_new_words_under_a_new_seal_have_no_way_to_the_checkpoint(bag: Path) -> None:
    def rewrite(lines: list[str], paths: list[str]) -> None:
        lines[4] = bagit.record_line(bags.entry(4, "agency/bureau_added", {"name": "other words"}))

    assert "data/records.jsonl: record 4: its proof does not lead to the checkpoint." in edit(bag, rewrite)


def test_words_cannot_be_passed_off_as_disposed_of(bag: Path) -> None:
    def silence(lines: list[str], paths: list[str]) -> None:
        said = json.loads(lines[4])
        lines[4] = json.dumps({**said, "payload": None, "salt": None}, separators=(",", ":"), ensure_ascii=False)

    assert edit(bag, silence) == ["data/records.jsonl: does not hold the records that were exported."]


def resealed(line: str, payload: str) -> str:
    """A line whose commitment and leaf fit `payload`."""
    said = json.loads(line)
    commitment = seal.commit(base64.b64decode(said["salt"]), payload.encode())
    sealed = {"commitment": commitment, "leaf": seal.leaf_of(commitment)}
    said |= {"payload": payload} | {name: base64.b64encode(value).decode() for name, value in sealed.items()}
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda line: line.replace('"salt":"', '"salt":"A', 1), "cannot be read."),
        (lambda line: line.replace(',"payload"', ', "payload"', 1), "cannot be read."),
        (lambda line: line + " ", "cannot be read."),
        (lambda line: line.replace("bureau_added", "bureau_addeD"), "its commitment is not made from"),
        (lambda line: resealed(line, "[]"), "its words cannot be read."),
        (lambda line: resealed(line, "nothing"), "its words cannot be read."),
        (lambda line: resealed(line, '{"number":5}'), "its words are of another number."),
        (lambda line: line.replace('"leaf":"', '"leaf":null,"x":"', 1), "cannot be read."),
        (lambda line: json.dumps({**json.loads(line), "salt": None}, separators=(",", ":")), "it has lost its words"),
        (lambda line: line[:-1] + ',"more":1}', "cannot be read."),
        (lambda line: '{"number":4,' + "[" * 100_000, "cannot be read."),
        (lambda line: '{"number":4,"payload":"\\ud800"}', "cannot be read."),
    ],
)
def test_each_fault_of_a_record_is_told_from_the_others(bag: Path, change: Callable[[str], str], fault: str) -> None:
    def rewrite(lines: list[str], paths: list[str]) -> None:
        lines[4] = change(lines[4])

    assert any(said.startswith(f"data/records.jsonl: record 4: {fault}") for said in edit(bag, rewrite))


@pytest.mark.parametrize("change", ["", "[]", '"4":[]', '"4":["AAAA"]', '"4":"x"', '"4":{}', '"5":[]', '"4": []'])
def test_a_proof_that_is_none_is_named(bag: Path, change: str) -> None:
    def rewrite(lines: list[str], paths: list[str]) -> None:
        paths[4] = change

    found = edit(bag, rewrite)
    assert any("record 4: has no proof" in said or "record 4: its proof does not lead" in said for said in found)


def test_everything_written_anew_under_another_key_shows_against_the_published_key(tmp_path: Path) -> None:
    forger = Signer("masthead/test", b"\x06" * 32)
    honest = bags.selection()
    forged = replace(honest, checkpoint=forger.sign(honest.head.text), key=str(forger.verifier))
    bagit.write(forged, tmp_path / "bag")
    assert problems(tmp_path / "bag") == []
    assert problems(tmp_path / "bag", key=honest.key) == ["data/key.pub: is not the key you gave."]


def resign(bag: Path, note: str) -> list[str]:
    (bag / "data" / "checkpoint.txt").write_text(note)
    bags.relist(bag)
    return problems(bag)


def test_a_checkpoint_of_another_tree_fits_no_record(bag: Path) -> None:
    other = TreeHead(bags.SIGNER.name, 22, b"\0" * 32)
    assert resign(bag, bags.SIGNER.sign(other.text)) == [
        "data/proofs.json: does not fit the checkpoint and the records."
    ]


UNSIGNED = ["data/checkpoint.txt: is not signed with the key of this export."]


def test_only_a_whole_signature_of_the_right_name_counts(bag: Path) -> None:
    text = bags.selection().head.text
    key = bags.SIGNER.verifier.key_id
    dash = "\u2014 masthead/test "
    for note in (
        text,
        Signer("masthead/test", b"\x06" * 32).sign(text),
        bags.SIGNER.sign(text).replace("masthead/test", "masthead/else"),
        f"{text}\n{dash}{base64.b64encode(key + bytes(64)).decode()}\n",
        f"{text}\n{dash}{base64.b64encode(key + os.urandom(64)).decode()}\n",
        bags.SIGNER.sign(text.replace("22", "022")),
        bags.SIGNER.sign(TreeHead("somewhere/else", 22, bags.selection().head.root).text),
    ):
        assert resign(bag, note) == UNSIGNED, note


def test_a_witness_may_have_signed_too(bag: Path) -> None:
    text = bags.selection().head.text
    witness = Signer("witness", b"\x08" * 32).sign(text).removeprefix(f"{text}\n")
    assert resign(bag, bags.SIGNER.sign(text) + witness) == []


@pytest.mark.explored
def test_thousands_of_flipped_bits_are_found(bag: Path) -> None:
    """Two thousand, the same ones every time; `make explore` draws ten thousand others."""
    explored = os.environ.get("MASTHEAD_TEST_EXAMPLES") == "explore"
    dice, count = (random.Random(), 10_000) if explored else (random.Random(2026), 2_000)
    sizes = {name: (bag / name).stat().st_size for name in BAG_FILES}
    for _ in range(count):
        (name,) = dice.choices(list(sizes), weights=sizes.values())
        at, whole = dice.randrange(sizes[name]), (bag / name).read_bytes()
        changed = bytearray(whole)
        changed[at] ^= 1 << dice.randrange(8)
        (bag / name).write_bytes(changed)
        assert any(name in problem for problem in verify_bag(bag).problems), (name, at)
        (bag / name).write_bytes(whole)


def test_checking_needs_no_database_and_no_framework() -> None:
    said = (
        "import sys, masthead.exporters.verify; print(sorted({'django', 'masthead.records.models'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
