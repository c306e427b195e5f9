"""The IT person's guide names every setting and every command it shows."""

import re
from pathlib import Path

from masthead.project.command import masthead

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/guides/it-person.md").read_text()


def test_every_setting_is_in_the_guide_and_every_one_there_exists():
    asked_for = re.compile(r"""(?:environ(?:\.get)?[\[(]|flag\(|words\()["'](MASTHEAD_\w+|DATABASE_URL)""")
    read = set()
    for file in (ROOT / "src/masthead").rglob("*.py"):
        read |= set(asked_for.findall(file.read_text()))
    told = set(re.findall(r"`(MASTHEAD_[A-Z_]+|DATABASE_URL)`", GUIDE))
    assert read == told


def test_every_command_in_the_guide_exists():
    shown = set(re.findall(r"\bmasthead ([a-z]+)", GUIDE))
    assert shown <= set(masthead.list_commands(None))
    assert {"backup", "restore", "doctor"} <= shown


def test_every_make_target_in_the_guide_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    assert set(re.findall(r"\bmake ([a-z]+)", GUIDE)) <= targets
