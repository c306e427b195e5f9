"""Reading registers: what a row says, what is skipped and told, what is refused in one line with nothing read."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from following.registers import CONGRESS, FEC, OPENSTATES, text
from masthead.following.registers import candidates_csv, congress, fec, openstates
from masthead.following.registers.plain_yaml import read_yaml
from masthead.following.registers.sources import (
    LARGEST_FILE,
    Source,
    from_paths,
    from_uploads,
    text_of,
    unpacked_sources,
)
from masthead.kernel.refusals import Invalid

CN = 'H0AL05049|CRAMER, ROBERT E "BUD" JR|DEM|2026|AL|H|05|I|C|C00239038'


def test_congress_is_people_and_their_official_accounts() -> None:
    parsed = congress.read(from_paths(CONGRESS))
    assert len(parsed.rows) == 230
    wicker = next(row for row in parsed.rows if row.key == "W000437")
    assert (wicker.surname, wicker.state, wicker.office) == ("wicker", "MS", "U.S. Senator (MS)")
    assert {(one.network, one.handle) for one in wicker.accounts} >= {
        ("x", "senatorwicker"),
        ("instagram", "senatorwicker"),
    }
    assert ("fec", "S8MS00196") in wicker.ids


def test_fec_names_keep_their_quotes_and_addresses_are_dropped() -> None:
    home = f"{CN}|12 ELM ST||HUNTSVILLE|AL|35801"
    ten, fifteen = (fec.read([text(f"{line}\n", "cn.txt")]).rows[0] for line in (CN, home))
    assert ten == fifteen
    assert ten.name == 'CRAMER, ROBERT E "BUD" JR'
    assert "ELM" not in str(fifteen.as_json())


def test_malformed_lines_are_told_with_their_numbers_and_the_rest_is_read() -> None:
    lines = [CN, "H1|short", "", CN.replace("|2026|", "|20x6|").replace("H0AL05049", "H0AL05050"), f"{CN}|too|many"]
    parsed = fec.read([text("\r\n".join(lines), "cn.txt")])
    assert len(parsed.rows) == 1
    assert [(one.line, one.why) for one in parsed.skipped] == [
        (2, "the line has 2 columns and not 10 or 15"),
        (4, "the election year is no year"),
        (5, "the line has 12 columns and not 10 or 15"),
    ]


def test_the_real_candidate_master_has_lines_that_cannot_be_read() -> None:
    parsed = fec.read(from_paths(FEC))
    assert len(parsed.rows) > 250
    assert all(one.line and one.why for one in parsed.skipped)


def test_openstates_is_a_file_a_person() -> None:
    parsed = openstates.read(from_paths(OPENSTATES))
    reeves = next(row for row in parsed.rows if row.name == "Tate Reeves")
    assert (reeves.office, str(reeves.ends)) == ("Governor, MS", "2028-01-11")
    assert [one.handle for one in reeves.accounts] == ["tatereeves"]
    assert any(row.office == "Mayor of Jackson" for row in parsed.rows)


def test_a_broken_file_among_people_is_skipped_and_told() -> None:
    good = next(OPENSTATES[0].rglob("Tate*")).read_text()
    parsed = openstates.read([text(good, "a.yml"), text("id: [", "b.yml"), text("id: x\nname: y\n", "c.yml")])
    assert [row.name for row in parsed.rows] == ["Tate Reeves"]
    assert [one.file for one in parsed.skipped] == ["b.yml", "c.yml"]


def test_columns_of_a_county_list_are_mapped_by_a_person() -> None:
    source = text("Candidate Name;Race;X page\nDoe, Jo;Sheriff;https://x.com/DoeForSheriff\nRoe, Al;Sheriff;\n")
    parsed = candidates_csv.read([source], {"Candidate Name": "name", "Race": "office", "X page": "account"})
    assert [row.name for row in parsed.rows] == ["Doe, Jo", "Roe, Al"]
    assert (parsed.rows[0].accounts[0].handle, parsed.rows[0].accounts[0].kind) == ("doeforsheriff", "campaign")


@pytest.mark.parametrize("written", ["facebook.com/dana4u", "www.facebook.com/Dana4U/", "https://facebook.com/dana4u"])
def test_an_address_in_a_column_of_accounts_is_read_with_and_without_https(written: str) -> None:
    (row,) = candidates_csv.read([text(f"Name,Facebook\nDana Hicks,{written}\n")], {}).rows
    assert [(one.network, one.handle) for one in row.accounts] == [("facebook", "dana4u")]


def test_headings_that_lists_commonly_have_are_known_without_a_mapping() -> None:
    source = text("Candidate Name,Office Sought,State,Year,X/Twitter\nJo Doe,Sheriff,MS,2027,@DoeForSheriff\n")
    (row,) = candidates_csv.read([source], {}).rows
    assert (row.name, row.office, row.state, row.election_year) == ("Jo Doe", "Sheriff", "MS", 2027)
    assert [(one.network, one.handle) for one in row.accounts] == [("x", "doeforsheriff")]


def test_a_heading_nobody_knows_is_asked_for_with_the_line_to_type() -> None:
    source = text("Legal Name,Sheriff of\nJo Doe,Lafayette\n")
    with pytest.raises(Invalid, match="type the line “Legal Name=name” under “Columns of a CSV file”"):
        candidates_csv.read([source], {})
    with pytest.raises(Invalid, match="Type “Legal Name=name” if you meant"):
        candidates_csv.read([source], {"Legl Name": "name"})
    assert candidates_csv.read([source], {"Legal Name": "name"}).rows[0].name == "Jo Doe"


def test_headings_are_known_beside_a_column_that_was_mapped() -> None:
    source = text("Cand. Name,X (Twitter),Facebook page\nJo Doe,@DoeForSheriff,https://facebook.com/jodoe\n")
    (row,) = candidates_csv.read([source], {"Cand. Name": "name"}).rows
    assert [(one.network, one.handle) for one in row.accounts] == [("x", "doeforsheriff"), ("facebook", "jodoe")]


@pytest.mark.parametrize("rest", ['"Hale, Di",Mayor\n', "Di Hale,Mayor\n", 'Di Hale,Mayor\n"Poe, Al",Clerk\n'])
@pytest.mark.parametrize("opened", ['"Roe, Al,Sheriff\n', 'Al Roe,"Sheriff\n'])
def test_a_quotation_mark_that_is_not_closed_is_named_by_its_line(opened: str, rest: str) -> None:
    parsed = candidates_csv.read([text(f"name,office\nJo Doe,Sheriff\n{opened}{rest}")], {})
    assert parsed.rows[0].name == "Jo Doe" and not any("Roe" in row.name for row in parsed.rows)
    (told,) = parsed.skipped
    assert told.line == 3
    assert told.why.startswith("a quotation mark that is opened here is not closed, so lines 3 to ")


def test_an_address_over_two_lines_in_quotation_marks_is_one_row() -> None:
    parsed = candidates_csv.read([text('name,office,street\nJo Doe,Sheriff,"1 Elm St\nOxford"\nAl Roe,Clerk,x\n')], {})
    assert [row.name for row in parsed.rows] == ["Jo Doe", "Al Roe"] and not parsed.skipped


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({}, "Say which column holds the candidate’s name"),
        ({"Nope": "name"}, "has no column “Nope”"),
        ({"A": "shoe size"}, "“shoe size” is no field"),
        ({"A": "name", "B": "name"}, "More than one column is mapped to name"),
    ],
)
def test_a_mapping_that_cannot_be_used_names_its_cure(columns: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        candidates_csv.read([text("A,B\n1,2\n")], columns)
    assert refused.value.field == "columns"


BOMB = "a: &a [x,x,x,x]\n" + "".join(
    f"{b}: &{b} [*{a},*{a},*{a}]\n" for a, b in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (BOMB.encode(), r"line 1, names a place to point at"),
        (b"- *a\n", "points at another place"),
        (b"- !!python/object/apply:os.system ['true']\n", r"asks for a type of its own"),
        (b"[" * 100_000, "nested too deeply"),
        (b"- id: {a: 1, a: 2}\n", "says “a” twice"),
        (b"- a\n  b: [\n", "is no YAML in line"),
        ("- ü".encode("latin-1"), "is not UTF-8 in line 1"),
        ("- a".encode("utf-16"), "is no plain text"),
        (b"- a\n- \x00\n", r"is no plain text \(line 2\)"),
        (b"- \x07\n", "holds signs that YAML does not allow"),
        (b"", "holds nothing"),
        (b"--- a\n--- b\n", "several documents"),
        (b"? [a]\n: b\n", "has a key that is no word"),
    ],
)
def test_hostile_yaml_is_refused_in_one_line(content: bytes, said: str) -> None:
    begun = time.process_time()
    with pytest.raises(Invalid, match=said) as refused:
        read_yaml(Source("evil.yaml", content))
    assert "\n" not in refused.value.sentence
    assert refused.value.sentence.startswith("evil.yaml")
    assert time.process_time() - begun < 10


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"name\n" + b'"' + b"x" * 200_000, "is no CSV in line"),
        (b"name\nJos\xe9\n", "Save it as CSV UTF-8"),
        (b"name\n\x00\n", "is no plain text"),
        (b"," * 300 + b"\n1\n", "columns; a list of candidates has fewer"),
        (b"", "Say which column"),
        (b"name\n", "No line of this is a candidate"),
        (b"name,office\n" + b"x" * 301 + b",y\n", "the name is longer than 300"),
    ],
)
def test_hostile_csv_is_refused_in_one_line(content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        candidates_csv.read([Source("evil.csv", content)], {})
    assert "\n" not in refused.value.sentence


def test_a_file_of_a_hundred_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(Invalid, match=r"huge\.csv has 100 MB"):
        from_paths([huge])
    with pytest.raises(Invalid, match=r"huge\.csv has 100 MB"):
        from_uploads([("huge.csv", 100_000_000, io.BytesIO())])


def test_an_archive_is_read_as_its_files_and_a_bomb_is_refused() -> None:
    def packed(name: str, content: bytes) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return made.getvalue()

    (stored,) = from_uploads([("all.zip", 100, io.BytesIO(packed("people/a.yml", b"id: 1\n")))])
    assert unpacked_sources([stored]) == [Source("people/a.yml", b"id: 1\n")]
    with pytest.raises(Invalid, match="a register’s file has at most"):
        unpacked_sources([Source("all.zip", packed("a.yml", b"x" * (LARGEST_FILE + 1)))])
    with pytest.raises(Invalid, match="cannot be unpacked"):
        unpacked_sources([Source("all.zip", b"no archive")])


SAID = st.text(max_size=60)


@given(st.binary(max_size=400))
def test_no_bytes_make_a_reader_fall(content: bytes) -> None:
    for read in (congress.read, openstates.read, fec.read, lambda given: candidates_csv.read(given, {})):
        try:
            parsed = read([Source("any", content)])
        except Invalid as refused:
            assert refused.sentence and "\n" not in refused.sentence
        else:
            assert all(row.key and row.name for row in parsed.rows)


@given(st.lists(st.lists(SAID, min_size=8, max_size=16), max_size=8))
def test_every_line_of_a_candidate_file_is_read_or_told(lines: list[list[str]]) -> None:
    flat = ["|".join(value.replace("\n", " ").replace("\r", " ") for value in line) for line in lines]
    content = "\n".join([CN, *flat]).replace("\x00", "").encode("utf-8", "replace")
    parsed = fec.read([Source("cn.txt", content)])
    written = [number for number, line in enumerate(text_of(Source("", content)).split("\n"), 1) if line.strip()]
    assert sorted([row.line for row in parsed.rows] + [one.line for one in parsed.skipped]) == written


@given(st.recursive(st.text("ab: -#'\"\n", max_size=8), lambda inner: st.lists(inner, max_size=4), max_leaves=20))
def test_plain_yaml_reads_back_what_was_written(value: object) -> None:
    import yaml

    assert read_yaml(Source("a.yaml", yaml.safe_dump([value]).encode())) == [value]
