"""Lists of malware and phishing sites: what their files say, what an import changes, which links they hold."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import factories
from masthead.agencies.actors import Worker
from masthead.agencies.models import Agency, Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, NotFound, NotPermitted
from masthead.links import list_file, lists, look_again, research, sign
from masthead.links.facts import findings_on, link_facts
from masthead.links.fetch import Fetched
from masthead.links.list_file import Row, read
from masthead.links.models import Dossier, ListedSite, SiteList
from masthead.links.sites import entries_above
from masthead.records.models import Record

URLHAUS_CSV = """\
# abuse list, one row each
# id,dateadded,url,url_status,last_online,threat,tags,urlhaus_link,reporter
"3","2026-11-20 10:00:00","http://198.51.100.7:8080/i","online","","malware_download","elf","https://lists.example/3","a"
"2","2026-11-20 09:00:00","https://files.example/a/Setup.exe?v=1","offline","","phishing","","https://lists.example/2","b"
"1","never closed,"http
"""
DAY = date(2026, 11, 20)


def entries(text: str) -> list[str]:
    return [row.entry for row in read("list.txt", text.encode()).rows]


def test_urlhaus_csv_is_read_row_by_row() -> None:
    given = read("urlhaus.csv", URLHAUS_CSV.encode())
    assert given.rows == (
        Row("198.51.100.7/i", 3, "malware_download"),
        Row("files.example/a/Setup.exe?v=1", 4, "phishing"),
    )
    assert [(one.line, "never closed" in one.why) for one in given.skipped] == [(5, True)]


def test_a_remark_that_only_speaks_of_columns_is_no_heading() -> None:
    assert entries("# Sources: hosts, domain, url\n0.0.0.0 evil.example\n") == ["evil.example"]


def test_headings_may_stand_in_the_first_row() -> None:
    assert entries("domain,threat\nevil.example,phishing\n") == ["evil.example"]


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        (
            "0.0.0.0 evil.example bad.example # two\n127.0.0.1 localhost\n::1 ip6-localhost\n",
            ["evil.example", "bad.example"],
        ),
        ("\ufeff# remark\r\n\r\nEvil.Example\r\n*.worse.example\r\n", ["evil.example", "worse.example"]),
        ("http://evil.example\nhttps://evil.example/\n", ["evil.example/"]),
        ("https://evil.example/A/b/?q=1#part\n", ["evil.example/A/b?q=1"]),
        ("evil.example/page\n198.51.100.7\n", ["evil.example/page", "198.51.100.7"]),
        ("https://büro.example/weg zurück\n", ["xn--bro-hoa.example/weg%20zur%C3%BCck"]),
    ],
    ids=["hosts file", "hosts", "front page", "page", "mixed", "other letters"],
)
def test_each_form_of_a_list_is_read(text: str, read_as: list[str]) -> None:
    assert entries(text) == read_as


@pytest.mark.parametrize(
    "row",
    [
        "not a site",
        "com",
        "someone@mail.example",
        "||ads.example^",
        "http://[",
        "a" * 700,
        "https://x.example/" + "y" * 600,
    ],
)
def test_a_row_that_names_no_site_is_told_with_its_line_and_skipped(row: str) -> None:
    given = read("list.txt", f"evil.example\n{row}\n".encode())
    assert [one.entry for one in given.rows] == ["evil.example"]
    assert [one.line for one in given.skipped] == [2]
    assert len(given.skipped[0].why) < 200


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "No row"),
        (b"# nothing\n", "No row"),
        (gzip.compress(b"evil.example", mtime=0), "packed"),
        (b"PK\x03\x04" + b"\x00" * 50, "packed"),
        ("evil.example".encode("utf-16"), "UTF-8"),
        (b"evil.example\ncaf\xe9.example\n", "UTF-8"),
        (b"evil.example\x00\n", "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(content: bytes, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        read("list.txt", content)
    assert "\n" not in refused.value.sentence


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "large.txt").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(Invalid, match="larger than 32 MB"):
        list_file.from_path(tmp_path / "large.txt")
    with pytest.raises(Invalid, match="There is no file"):
        list_file.from_path(tmp_path)


def test_more_sites_than_a_list_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_file, "MOST_ROWS", 2)
    with pytest.raises(Invalid, match="more than 2"):
        read("list.txt", b"a1.example\na2.example\na3.example\n")


def test_of_many_rows_that_name_no_site_the_first_are_kept_and_the_rest_counted() -> None:
    given = read("list.txt", b"evil.example\n" + b"x\n" * 1_000)
    assert (len(given.skipped), given.skipped[-1].line, given.skipped_count) == (list_file.TOLD, 201, 1_000)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"x\n" * 1_000, "lines"),
        (b"#\n" * 1_000, "lines"),
        (b"\n" * 1_000, "lines"),
        (b"0.0.0.0" + b" x" * 1_000, "sites"),
    ],
)
def test_too_long_a_file_is_read_no_further_than_what_a_list_holds(
    monkeypatch: pytest.MonkeyPatch, content: bytes, what: str
) -> None:
    monkeypatch.setattr(list_file, "entry_of", lambda written: pytest.fail(f"{written} was read"))
    monkeypatch.setattr(list_file, "MOST_ROWS", 100)
    with pytest.raises(Invalid, match=f"more than 100 {what}"):
        read("list.txt", content)


def test_a_line_without_end_is_one_row_that_is_skipped() -> None:
    given = read("list.txt", b"0.0.0.0" + b" x.example" * 100_000 + b"\nevil.example\n")
    assert ([row.entry for row in given.rows], given.skipped_count) == (["evil.example"], 1)


@pytest.mark.parametrize(
    ("row", "spelled"),
    [
        ("http://evil.example/mal.exe", "http://evil.example/%6dal.exe"),
        ("http://evil.example/mal.exe", "http://evil.example/./mal.exe"),
        ("http://evil.example/mal.exe", "http://evil.example/a/%2e%2E/mal.exe"),
        ("http://evil.example/mal.exe", "http://evil.example//mal.exe"),
        ("http://evil.example/mal.exe", "https://www.evil.example/mal.exe"),
        ("http://evil.example/mal.exe", "http://evil.example/mal.exe?utm=1"),
        ("http://198.51.100.7//mal%2Eexe", "http://198.51.100.7/mal.exe?utm=1"),
        ("http://www.evil.example/%6dal.exe?a=%62", "http://evil.example/mal.exe?a=b"),
        ("http://evil.example/a%2fb", "http://evil.example/a%2Fb"),
    ],
)
def test_a_listed_page_is_the_same_page_however_its_address_is_spelled(row: str, spelled: str) -> None:
    assert set(entries(row)) & entries_above(spelled)


@pytest.mark.parametrize(
    ("row", "other"),
    [
        ("http://evil.example/mal.exe", "http://evil.example/"),
        ("http://evil.example/mal.exe", "http://evil.example/mal.exe/more"),
        ("http://evil.example/mal.exe", "http://evil.example/Mal.exe"),
        ("http://evil.example/mal.exe", "http://a.evil.example/mal.exe"),
        ("http://evil.example/mal.exe?id=1", "http://evil.example/mal.exe?id=2"),
        ("http://evil.example/mal.exe?id=1", "http://evil.example/mal.exe"),
        ("http://evil.example/a/b", "http://evil.example/a%2Fb"),
    ],
)
def test_another_page_of_the_host_is_not_the_listed_one(row: str, other: str) -> None:
    assert not set(entries(row)) & entries_above(other)


@pytest.fixture
def writer(agency: Agency) -> Person:
    return factories.person(Role.COMMUNICATOR)


def imported(writer: Person, text: str, *, name: str = "URLhaus", as_of: date = DAY) -> SiteList:
    return lists.import_list(
        by=writer, at=factories.at(), name=name, as_of=as_of, given=read("list.txt", text.encode())
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "held", "free"),
    [
        (
            "evil.example",
            ["https://evil.example/", "http://a.b.evil.example/x", "https://www.evil.example"],
            ["https://notevil.example/", "https://example/"],
        ),
        ("www.evil.example", ["https://evil.example/x", "https://www.evil.example/"], ["https://a.evil.example/"]),
        (
            "https://host.example/bad",
            ["http://host.example/bad", "https://host.example/bad/#top"],
            [
                "https://host.example/",
                "https://host.example/bad/er",
                "https://host.example/BAD",
                "https://a.host.example/bad",
            ],
        ),
        ("https://host.example/", ["https://host.example"], ["https://host.example/hours"]),
        ("198.51.100.7", ["http://198.51.100.7/x"], ["http://198.51.100.70/"]),
    ],
)
def test_a_list_holds_a_host_with_all_below_it_or_one_page(
    writer: Person, row: str, held: list[str], free: list[str]
) -> None:
    imported(writer, row)
    assert set(lists.said_by_lists([*held, *free])) == set(held)


@pytest.mark.django_db
def test_an_import_replaces_the_list_of_its_name_whole(writer: Person) -> None:
    imported(writer, "a1.example\na2.example\nnot a site\n")
    imported(writer, "other.example\n", name="Other")
    given = read("list.txt", b"a2.example\na3.example\na4.example\n")
    assert lists.compare(" URLhaus ", given) == lists.Difference(added=2, gone=1, unchanged=1)
    assert sorted(ListedSite.objects.values_list("entry", flat=True)) == ["a1.example", "a2.example", "other.example"]
    made = lists.import_list(by=writer, at=factories.at(1), name="URLhaus", as_of=DAY, given=given)
    assert sorted(made.rows.values_list("entry", flat=True)) == ["a2.example", "a3.example", "a4.example"]
    assert (made.sites, made.skipped, made.skipped_count) == (3, [], 0)
    assert set(lists.said_by_lists(["https://a1.example/", "https://other.example/"])) == {"https://other.example/"}
    assert Record.objects.filter(kind="link/list_imported").count() == 3


@pytest.mark.django_db
def test_an_older_file_and_a_list_without_a_name_are_refused(writer: Person) -> None:
    imported(writer, "a1.example\n")
    with pytest.raises(Invalid, match="as of November 20, 2026 already"):
        imported(writer, "a2.example\n", as_of=date(2026, 11, 19))
    with pytest.raises(Invalid, match="Give the list a name"):
        imported(writer, "a2.example\n", name=" ")
    with pytest.raises(Invalid, match="not come yet"):
        imported(writer, "a2.example\n", as_of=factories.at(days=1).date())
    with pytest.raises(Invalid, match="as of November 20, 2026 already"):
        lists.refuse_day(" URLhaus ", date(2026, 11, 19), at=factories.at())
    lists.refuse_day("URLhaus", factories.at().date(), at=factories.at())
    assert [row.entry for row in ListedSite.objects.all()] == ["a1.example"]


@pytest.mark.django_db
def test_a_list_is_taken_away_with_a_reason_by_those_who_import(writer: Person) -> None:
    listed = imported(writer, "a1.example\n")
    with pytest.raises(Invalid, match="Say why"):
        lists.remove(by=writer, at=factories.at(1), list_id=listed.pk, why=" ")
    with pytest.raises(NotPermitted):
        lists.remove(by=factories.person(Role.MODERATOR), at=factories.at(1), list_id=listed.pk, why="Old.")
    lists.remove(by=factories.person(Role.ADMINISTRATOR), at=factories.at(1), list_id=listed.pk, why="Old.")
    assert not ListedSite.objects.exists()
    with pytest.raises(NotFound):
        lists.remove(by=writer, at=factories.at(1), list_id=listed.pk, why="Old.")


def researched(writer: Person, url: str, fetched: Fetched) -> Dossier:
    dossier = research.ask(by=writer, at=factories.at(), url=url)
    return research.write_down(by=Worker(), at=factories.at(1), dossier=dossier, fetched=fetched)


@pytest.mark.django_db
def test_whoever_is_about_to_sign_is_told_the_list_its_day_and_row(writer: Person) -> None:
    imported(writer, "a1.example\nevil.example\n")
    url = "https://short.example/x"
    hops = ((url, 301), ("https://cdn.evil.example/y", 302), ("https://fine.example/", 200))
    dossier = researched(writer, url, Fetched("ok", 200, "https://fine.example/", hops=hops))
    [found] = findings_on(dossier, at=factories.at(2))
    assert (found.code, found.level) == ("link_listed", "blocks")
    assert (
        "leads to https://cdn.evil.example/y, which is on the list “URLhaus” of November 20, 2026, row 2"
        in found.message
    )
    with_nothing_against = researched(writer, "https://fine.example/", Fetched("ok", 200, "https://fine.example/"))
    assert findings_on(with_nothing_against, at=factories.at(2)) == []


@pytest.mark.django_db
def test_a_link_is_told_unresearched_signed_and_where_it_leads_later(writer: Person) -> None:
    url = "https://fine.example/hours"
    dossier = researched(writer, url, Fetched("ok", 200, url))
    sign.sign(by=writer, at=factories.at(2), dossier=dossier)
    imported(writer, "evil.example\n")
    assert [one.listed for one in link_facts(f"{url} and https://evil.example/a")] == [
        "",
        "is on the list “URLhaus” of November 20, 2026, row 1: evil.example",
    ]
    later = Fetched("ok", 200, "https://evil.example/")
    look_again.note(by=Worker(), at=factories.at(30), dossier=dossier, fetched=later)
    [facts] = link_facts(url)
    assert facts.listed.startswith("leads to https://evil.example/, which is on the list")


@pytest.mark.django_db
def test_a_long_list_is_imported_and_asked_in_bounded_queries(writer: Person) -> None:
    text = "".join(f"https://h{n}.example/payload/{n}.bin\n" for n in range(20_000))
    imported(writer, text)
    links = [f"https://a.b.c.h{n}.example/payload/{n}.bin" for n in range(20)] + ["https://h7.example/payload/7.bin"]
    with CaptureQueriesContext(connection) as asked:
        said = lists.said_by_lists(links)
    assert (len(asked), list(said)) == (1, ["https://h7.example/payload/7.bin"])
