"""A file that cannot be used is refused in one line: which file, where in it, and the cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from masthead.policy.pack import LARGEST, load_pack, pack_folders

GOOD = next(folder for folder in pack_folders() if folder.is_dir()) / "okatoma-city-library.toml"


def refusal(tmp_path: Path, content: bytes, name: str = GOOD.stem) -> str:
    """What `load_pack` says of a file with this content, without the path, which must come first."""
    file = tmp_path / f"{name}.toml"
    file.write_bytes(content)
    with pytest.raises(ValueError, match=r".") as refused:
        load_pack(file)
    sentence = str(refused.value)
    assert sentence.startswith(f"{file}: ")
    assert "\n" not in sentence
    return sentence.removeprefix(f"{file}: ")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('basis = "law"', 'bassis = "law"', "clause ada: unknown key 'bassis'; did you mean basis?"),
        ("[working_rules]\n", "[rules]\n", "[working_rules]: version must be text"),
        ('version = "2"', 'version = "2"\ncolor = "red"', "[working_rules]: unknown key 'color'; known here: version"),
        ('level = "asks"', 'level = "warns"', "level must be one of blocks, asks, advises; got 'warns'"),
        ('link_dead = "blocks"', 'link_dead = "fatal"', "clause 4.2, enforced_by 1, levels: link_dead must be one of"),
        ('id = "4.2"', 'id = "4.1"', "two clauses are called 4.1; give each its own id"),
        ('id = "abusive"', 'id = "threatening"', "two grounds are called threatening; give each its own id"),
        ('clause = "5.1"', 'clause = "9.9"', "ground threatening: clause 9.9 is not in this file; cite one that is"),
        ('cautions = ["robinson"]', 'cautions = ["smith"]', "caution 'smith' is not in this file"),
        ("adopted = 2024-03-05", 'adopted = "2024-03-05"', "[policy]: adopted must be a date without quotes"),
        ("adopted = 2024-03-05", "adopted = 2024-03-05T10:00:00", "[policy]: adopted must be a date without quotes"),
        ("adopted = 2024-03-05", "adopted = 2024-13-45", "the file: not TOML"),
        ("[policy]", "[policy", "the file: not TOML"),
        ('basis = "law"', 'basis = "custom"', "clause ada: basis must be one of clause, working_rule, law, channel"),
        ('id = "4.2"', 'id = "4 2"', "id is made of small letters, digits and underscores"),
        ('nickname = "Fit language"', 'nickname = ""', "clause 4.4: nickname must be text in quotes"),
        ('nickname = "Fit language"', "nickname = 7", "clause 4.4: nickname must be text in quotes"),
        ('nickname = "Fit language"\n', "", "clause 4.4: nickname must be text in quotes, such as nickname ="),
        ('{ notice = "disclaimer" }', '{ note = "disclaimer" }', "must name exactly one of check, gate, notice, human"),
        (
            '{ notice = "disclaimer" }',
            '{ notice = "disclaimer", gate = "x" }',
            "must name exactly one of check, gate, notice, human",
        ),
        ('{ notice = "disclaimer" }', '{ notice = "Dis-claimer" }', "notice is made of the name of a file or function"),
        (
            '{ check = "images_have_alt_text", level = "blocks" }',
            '{ check = "videos_have_captions" }',
            "clause ada: binds check videos_have_captions twice",
        ),
        ("minutes = 5 }", "minutes = inf }", "'minutes' must be text, a number, true or false, or a list of these"),
        ("minutes = 5 }", "minutes = { a = 1 } }", "'minutes' must be text, a number, true or false"),
        ("why_required = true", 'why_required = "yes"', "why_required must be true or false, without quotes"),
        ('counts = ["“I will hurt', 'counts = []\nold = ["“I will hurt', "needs examples of both kinds"),
        ('id = "okatoma-city-library"', 'id = "other"', "id is other but the file is called okatoma-city-library.toml"),
    ],
)
def test_each_mistake_has_a_place_and_a_cure(tmp_path: Path, old: str, new: str, says: str) -> None:
    content = GOOD.read_text(encoding="utf-8")
    assert old in content
    assert says in refusal(tmp_path, content.replace(old, new, 1).encode())


def test_a_policy_without_clauses_is_none(tmp_path: Path) -> None:
    head = GOOD.read_text(encoding="utf-8").split("[[clause]]")[0]
    assert "write at least one [[clause]]" in refusal(tmp_path, head.encode())


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    text = GOOD.read_text(encoding="utf-8")
    assert refusal(tmp_path, b"# one\n# caf\xe9\n") == "the file, line 2: not UTF-8; save it as UTF-8"
    for encoding in ("utf-16", "utf-8-sig"):
        assert "byte order mark" in refusal(tmp_path, text.encode(encoding))


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    assert f"larger than {LARGEST:,} bytes" in refusal(tmp_path, b"#" * (LARGEST + 1))


def test_nesting_beyond_the_parser_is_told_plainly(tmp_path: Path) -> None:
    assert "nested too deeply" in refusal(tmp_path, b"a = " + b"[" * 100_000)


def test_a_missing_file_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"cannot be read .*check that it is there"):
        load_pack(tmp_path / "none.toml")
