"""What a platform would make a link of is one, without https:// too; prose that lacks a space is none."""

from __future__ import annotations

import time

import pytest

from masthead.checks.engine.addresses import find_links, is_listed, place
from masthead.checks.engine.facts import DraftFacts
from masthead.checks.engine.run import run
from masthead.policy.in_force import rulebook_of


def found(text: str) -> list[str]:
    return [link.url.removeprefix("https://") for link in find_links(text)]


@pytest.mark.parametrize(
    "host",
    [
        *("youtu.be", "forms.gle", "linktr.ee", "lnkd.in", "amzn.to", "discord.gg", "goo.gl", "is.gd", "nyti.ms"),
        *("redd.it", "flic.kr", "AMZN.TO", "tull.vote", "VoteTull.vote", "TULL.VOTE", "tull.win", "a.xyz", "tull.zip"),
        *("tull.shop", "read.technology", "tull.us", "Tull.us", "www.tull.is", "Tull.is/vote", "Jackson.lib.ms.us"),
        *("пример.рф", "例え.jp", "bücher.example", "straße.de", "xn--p1ai.xn--p1ai", "Library.Example", "0.co"),
        *("example.com:8080/x", "example.com?q=1", "example.com#top", "t.co/x", "x.com", "tull.win?to=a@b.example"),
        *("example.com/?u=https://pages.example/a", "tull.vote/@tull"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "Look at {} today.", "It is ({}), friends", "All of it: {}. Come in."])
def test_a_bare_host_is_a_link_whole(host: str, around: str) -> None:
    assert found(around.format(host)) == [host]


@pytest.mark.parametrize(
    "prose",
    [
        *("This is the end.This begins.", "Come in, e.g. today, i.e. now", "Mr.Smith and Mr.Is", "the U.S.A and U.K"),
        *("Open Sat.and Sun.", "Open mon.to fri.", "At 10.30am or 10.30.am", "no.1 of ten", "J.R.R.Tolkien", "Ph.D."),
        *("From 9 a.m.to 6 p.m.in the hall", "P.O.Box 5", "W.Va. and D.C.is", "Written in node.js", "See flyer.pdf"),
        *("Thank you.Us too", "See you.It is.We are", "3.14", "will.i.am", "e.e. cummings", "and so on.etc", "vs.it"),
        *("Write to ann@library.example", "Ask @ann@social.example", "a localhost/x", "$5.to"),
    ],
)
def test_prose_without_a_space_is_no_link(prose: str) -> None:
    assert found(prose) == []


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See library.example.Then come", ["library.example"]),
        ("See library.example-a place to read", ["library.example"]),
        ("and.then/https://pages.example/x", ["pages.example/x"]),
        ("请看library.example 今天", ["library.example"]),
        ("Is it library.example? Yes", ["library.example"]),
        ("library.example:10-5 on Monday", ["library.example"]),
        ("library.example’s hours", ["library.example"]),
    ],
)
def test_a_link_ends_where_its_sentence_goes_on(text: str, links: list[str]) -> None:
    assert found(text) == links


def test_no_spelling_is_advised_on_a_link_and_each_asks_for_research() -> None:
    text = "Watch it on youtu.be today, and tell us on forms.gle/abc."
    codes = [finding.code for finding in run(DraftFacts(text), rulebook_of("mlc-2012"))]
    assert "spelling" not in codes and codes.count("link_not_researched") == 2


def test_a_site_is_one_however_its_letters_are_spelled() -> None:
    assert place("https://www.Bücher.example/a/") == place("xn--bcher-kva.example/a")
    assert is_listed("https://bücher.example/a", ["xn--bcher-kva.example"])
    assert is_listed("https://xn--bcher-kva.example/a", ["bücher.example"])


@pytest.mark.parametrize(
    "text", ["a." * 49_999, "a.b.c " * 16_000, ("a" * 63 + ".") * 1500, "é." * 49_999, "1-" * 49_999]
)
def test_a_text_of_nothing_but_joints_is_read_in_time(text: str) -> None:
    began = time.process_time()
    find_links(text)
    assert time.process_time() - began < 3
