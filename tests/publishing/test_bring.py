"""Drafts written in a spreadsheet: every line or none, nothing twice, and a sentence that names the line."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import at, person
from masthead.agencies.models import Agency, Commitment, Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, NotPermitted
from masthead.publishing import draft as drafting
from masthead.publishing.bring import bring
from masthead.publishing.models import Draft
from masthead.publishing.read_drafts import LONGEST, MOST, read_drafts
from masthead.records.models import Record
from publishing.test_publishing import live_presence

TABLE = (
    b'Title,Text,Presences\r\nStory time,"Story time is at ten,\r\non Monday."," @News ; "\r\n,We open at nine.,\r\n'
)


@pytest.fixture
def author(agency: Agency) -> Person:
    return person(Role.COMMUNICATOR)


def brought(by: Person, table: bytes) -> list[Draft]:
    return bring(by=by, at=at(), rows=read_drafts(table), digest="0" * 64)


def test_a_table_is_read_as_spreadsheets_write_it() -> None:
    first, second = read_drafts(TABLE)
    assert (first.title, first.text, first.presences) == (
        "Story time",
        "Story time is at ten,\non Monday.",
        ("@News",),
    )
    assert (second.title, second.text, second.presences) == ("We open at nine.", "We open at nine.", ())
    for other in (TABLE.replace(b",", b";"), TABLE.decode().encode("utf-16"), b"\xef\xbb\xbf" + TABLE):
        assert len(read_drafts(other)) == 2
    assert read_drafts("TEXT\nCafé open\n".encode("cp1252"))[0].text == "Café open"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"", "needs one called Text"),
        (b"Title,Words\nA,B\n", "needs one called Text"),
        (b"Text\n\n", "No draft was found"),
        (b"Title,Text\nA,\n", "Line 2: the text is missing"),
        (b"Text\nCome on Monday, December 1, at five\n", "Line 2 has more cells"),
        (b"Text,When\nA,tomorrow\n", "a column “when”, which says nothing"),
        (b"Title,Text\n" + b"t" * 161 + b",A\n", "Line 2: the title is longer than 160"),
        (b'Text\n"A\nB\n', "cannot be read"),
        (b"PK\x03\x04", "save it as CSV"),
        (b"Text\nA\x00B\n", "save it as CSV"),
        (b"Text\n" + b"x" * 200_000 + b"\n", "cannot be read"),
        (b"Text\n" + b"A\n" * (MOST + 1), f"at most {MOST}"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
    ],
)
def test_what_is_no_table_of_drafts_is_refused_in_a_sentence(table: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read_drafts(table)


def test_a_table_takes_texts_as_long_as_a_draft_does() -> None:
    assert LONGEST["text"] == drafting.MAX_TEXT


@given(st.binary(max_size=300))
def test_any_file_is_read_or_refused(raw: bytes) -> None:
    for table in (raw, b"Text,Title\n" + raw):
        with suppress(Invalid):
            assert all(row.text and row.title for row in read_drafts(table))


@pytest.mark.django_db
def test_each_line_becomes_a_draft_with_its_own_record(author: Person) -> None:
    presence = live_presence(author)
    drafts = brought(author, TABLE)
    assert [(draft.title, draft.author, draft.state) for draft in drafts] == [
        ("Story time", author, "writing"),
        ("We open at nine.", author, "writing"),
    ]
    assert [variant.presence for variant in drafts[0].variants.all()] == [presence]
    kinds = list(Record.objects.order_by("number").values_list("kind", flat=True))[-3:]
    assert kinds == ["draft/started", "draft/started", "draft/brought"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"Text,Presences\nA.,\nB.,Elsewhere\n", "Line 3: “Elsewhere” is the name or handle of no one presence"),
        (b"Text,Commitment\nA.,\nB.,Nothing\n", "Line 3: “Nothing” is no commitment that is running"),
        (b"Text\nA.\nA.\n", "Line 3 says the same as line 2"),
    ],
)
def test_one_wrong_line_leaves_nothing_behind(author: Person, table: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        brought(author, table)
    assert not Draft.objects.exists()


@pytest.mark.django_db
def test_the_same_table_again_is_refused_until_its_drafts_are_discarded(author: Person) -> None:
    [draft] = brought(author, b"Text\nWe open at nine.\n")
    with pytest.raises(Invalid, match="Line 2 is here already, as the draft “We open at nine"):
        brought(author, b"Text\nWe open at nine.\n")
    drafting.discard(by=author, at=at(), draft=draft, reason="A trial.")
    assert brought(author, b"Text\nWe open at nine.\n")


@pytest.mark.django_db
def test_words_that_a_draft_no_longer_has_may_come_again(author: Person) -> None:
    [draft] = brought(author, b"Text\nWe open at nine.\n")
    drafting.revise(by=author, at=at(1), draft=draft, wording=drafting.Wording(title="Hours", text="We open at ten."))
    assert brought(author, b"Text\nWe open at nine.\n")


@pytest.mark.django_db
def test_only_who_writes_brings_in(agency: Agency) -> None:
    with pytest.raises(NotPermitted):
        brought(person(Role.EMPLOYEE), b"Text\nA.\n")


@pytest.mark.django_db
def test_a_commitment_is_found_by_its_name(author: Person) -> None:
    goal = Commitment.objects.first() or Commitment.objects.create(name="Summer reading")
    [draft] = brought(author, f"Text,Commitment\nA.,{goal.name.upper()}\n".encode())
    assert draft.commitment == goal
