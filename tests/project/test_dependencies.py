"""Every library has its reason written down, and every pinned package its hash."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISION = (ROOT / "docs/adr/dependencies.md").read_text()
CHOSEN = sorted(
    {
        line.split("#")[0].strip()
        for file in (ROOT / "requirements").glob("*.in")
        for line in file.read_text().splitlines()
        if line.strip() and not line.startswith(("-r", "#"))
    }
)


@pytest.mark.parametrize("chosen", CHOSEN)
def test_a_chosen_library_has_its_reason(chosen):
    name = re.match(r"[\w.-]+(\[\w+\])?", chosen)[0]
    assert f"`{name}`" in DECISION, f"say in docs/adr/dependencies.md what {name} is for"


def test_a_reason_belongs_to_a_chosen_library():
    told = set(re.findall(r"`([a-z][\w-]+)(?:\[\w+\])?`", DECISION)) - {"masthead", "re"}
    chosen = {re.match(r"[\w-]+", name)[0] for name in CHOSEN}
    assert told <= chosen, "a library that is gone leaves the decision too"


@pytest.mark.parametrize("pinned", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_every_pinned_package_has_its_hash(pinned):
    entries = re.split(r"\n(?=[\w.-]+(?:\[\w+\])?==)", pinned.read_text())
    packages = [entry for entry in entries if "==" in entry.splitlines()[0]]
    assert packages
    assert all("--hash=sha256:" in entry for entry in packages)
