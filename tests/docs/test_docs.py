"""What the documents name is there: files, links and their headings, commands, make targets, libraries.

The pages written by programs (docs/clauses, docs/states) are compared with their sources by tests of their own.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from masthead.project.command import masthead

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"]
    + list((ROOT / "docs").rglob("*.md"))
    + [page for page in (ROOT / "src").rglob("*.md") if "vendor" not in page.parts]
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^```[^\n]*\n(.*?)^```|^((?: {4}[^\n]*\n)+)", re.M | re.S)
TOP = {"src", "tests", "docs", "bench", "policies", "requirements", "frontend", "train"}
# What `make` builds is there only once it was built: these tests need nothing built.
BUILT = {line.strip().strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
# Where a document shortens a path of the package, as in `channels/port.py`.
SHORT = {path.name for path in (ROOT / "src/masthead").iterdir() if path.is_dir() and path.name != "__pycache__"}


def of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def shown() -> Iterator[tuple[str, str]]:
    """(page, line) for everything that stands in a code span or a code block."""
    for page in PAGES:
        text = page.read_text()
        for match in BLOCK.finditer(text):
            for line in (match.group(1) or match.group(2)).splitlines():
                yield of(page), line.strip()
        for match in CODE.finditer(BLOCK.sub("", text)):
            yield of(page), match.group(1).strip()


SHOWN = sorted(set(shown()))


@pytest.mark.parametrize("page", PAGES, ids=of)
def test_links_lead_somewhere(page: Path) -> None:
    dead = []
    for target in LINK.findall(page.read_text()):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, heading = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (heading and there.suffix == ".md" and heading not in headings(there)):
            dead.append(target)
    assert not dead


def headings(page: Path) -> set[str]:
    """The anchors of a page, made from its headings as code forges make them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_paths_named_in_code_exist() -> None:
    path = re.compile(r"(?<![\w./<])((?:[\w.-]+/)+[\w.*-]*)")
    missing = []
    for page, line in SHOWN:
        for named in path.findall(line):
            first = named.split("/")[0]
            if first in TOP:
                base = ROOT
            elif first in SHORT and re.search(r"\.\w+$|/$", named):
                base = ROOT / "src/masthead"
            else:
                continue
            # A template is named as Django finds it.
            if named.strip("/") in BUILT:
                continue
            pattern = f"**/templates/{named}" if base != ROOT and named.endswith(".html") else named.rstrip("/.")
            if not list(base.glob(pattern)):
                missing.append(f"{page}: {named}")
    assert not missing


def test_commands_shown_exist_with_their_options() -> None:
    faults = []
    for page, line in SHOWN:
        for name, rest in re.findall(r"^(?:[\w./]+/)?masthead ([a-z-]+)(.*)$", line):
            if name not in masthead.list_commands(None):
                faults.append(f"{page}: masthead {name}")
                continue
            help_text = "" if name == "manage" else said(name, *words(rest)[:1])
            options = [word for word in words(rest) if word.startswith("--")] if name != "manage" else []
            faults += [f"{page}: {name} {option}" for option in options if option.split("=")[0] not in help_text]
    assert not faults


def words(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:
        return line.split()


def said(name: str, *part: str) -> str:
    """The help of a command, or of the part of it that is named after it."""
    command = masthead.get_command(None, name)
    parts = part if isinstance(command, click.Group) else ()
    answer = CliRunner().invoke(masthead, [name, *parts, "--help"])
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_make_targets_named_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = {(page, target) for page, line in SHOWN for target in re.findall(r"^make ([a-z][a-z-]*)\b", line)}
    assert named
    assert {target for _, target in named} <= targets, sorted(pair for pair in named if pair[1] not in targets)


def test_modules_to_run_exist() -> None:
    missing = []
    for page, line in SHOWN:
        for module in re.findall(r"python3? -m ((?:masthead|tests|bench)[\w.]*)", line):
            base = ROOT / "src" if module.startswith("masthead") else ROOT
            file = base / module.replace(".", "/")
            if not file.with_suffix(".py").exists() and not (file / "__main__.py").exists():
                missing.append(f"{page}: {module}")
    assert not missing


def test_every_library_of_the_pages_has_its_reason() -> None:
    chosen = json.loads((ROOT / "package.json").read_text())["dependencies"]
    decision = (ROOT / "docs/adr/dependencies.md").read_text()
    assert [name for name in chosen if f"`{name}`" not in decision] == []


def test_every_decision_is_in_the_index_once() -> None:
    index = LINK.findall((ROOT / "docs/adr/README.md").read_text())
    pages = {page.name for page in (ROOT / "docs/adr").glob("*.md")} - {"README.md"}
    assert sorted(index) == sorted(pages)


def test_the_readme_leads_to_a_guide_for_everybody() -> None:
    named = set(LINK.findall((ROOT / "README.md").read_text()))
    guides = {of(guide) for guide in (ROOT / "docs/guides").glob("*.md")}
    assert guides <= named


@pytest.mark.parametrize("duty", [*(f"presence.{n}" for n in range(1, 9)), *(f"employees.{n}" for n in range(1, 9))])
def test_the_clause_page_says_where_each_numbered_duty_lives(duty: str) -> None:
    page = (ROOT / "docs/clauses/mlc-2012.md").read_text()
    row = next(line for line in page.splitlines() if line.startswith("|") and f"`{duty}`" in line)
    assert "../../src/masthead/" in row or "A person:" in row


def test_what_masthead_says_in_the_readme_is_what_it_says() -> None:
    """Sentences quoted from the program stand in the program."""
    source = "\n".join(
        path.read_text() for path in (ROOT / "src/masthead").rglob("*") if path.suffix in {".py", ".html"}
    )
    quotes = {
        "is open at {address}/   (Ctrl-C stops it)",
        "Set the desk up at {address}/welcome/   Set-up code: ",
        "Approve exactly this",
        "As soon as possible",
        "Published, read back",
        "Read and decide",
        "Start with the first",
        "Second decisions",
        "Give records out",
        "Give them out",
        "Yes, show it",
        "Send the answer",
        "Answer this",
        "Stop all deliveries",
        "Lift the stop",
        "Ask for approval",
        "Nothing is missing",
        "Every record is as it was written, and none is missing from this export.",
        "Would you remove the same words if they came from the other side?",
    }
    readme = " ".join((ROOT / "README.md").read_text().split())
    for quote in sorted(quotes):
        if "{" not in quote:
            assert quote in readme, f"the README no longer quotes {quote!r}: take it off this list"
        assert quote in source, f"the program no longer says {quote!r}: mend the README and this list"
