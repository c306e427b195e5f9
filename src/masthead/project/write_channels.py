"""Writes docs/channels from the connectors' own descriptions: `python -m masthead.project.write_channels [--check]`."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from masthead import channels
from masthead.channels.description import Act, Description
from masthead.project.drawn_pages import run

ROOT = Path(__file__).resolve().parents[3]
PROVED = {
    "server": "proved on a real server",
    "contract": "proved on a contract",
    "own": "Masthead is the server",
    "people": "people are the connection",
}
WORDS: dict[Act, str] = {
    "publish": "post",
    "edit": "change a post later",
    "delete_own": "take a post down",
    "reply": "answer comments",
    "moderate": "remove comments",
    "pull": "take in comments",
    "messages": "answer private messages",
    "recheck": "notice deleted comments",
    "profile": "read the account back",
    "metrics": "count views, likes, answers",
    "follow": "follow others",
}
ANSWERS = {"yes": "yes", "no": "no", "conditional": "within limits"}
_MEANING = """\
*Proved on a real server*: the whole suite of the port runs against the platform's own server software, started by
`make test`. *Proved on a contract*: it runs against a server of ours that keeps the platform's published rules and can
fail in every way they allow; the platform itself may differ.
"""


def described() -> list[Description]:
    """What every connector says of itself, by name: from its description alone, which needs no settings."""
    files = sorted((Path(channels.__file__).parent).glob("*/description.py"))
    found = [importlib.import_module(f"masthead.channels.{file.parent.name}.description") for file in files]
    return sorted((module.DESCRIPTION for module in found), key=lambda each: each.name.casefold())


def pages(root: Path) -> Mapping[Path, str]:
    """What docs/channels should hold: path to text."""
    folder, every = root / "docs" / "channels", described()
    return {folder / "README.md": _overview(every)} | {folder / f"{each.id}.md": _page(each) for each in every}


def main(arguments: Sequence[str] | None = None, *, root: Path = ROOT) -> int:
    """0 when written or up to date, 1 when --check finds a page stale."""
    return run("masthead.project.write_channels", __doc__, pages(root), root / "docs" / "channels", arguments)


def _overview(every: Sequence[Description]) -> str:
    head = ["channel", "proved", "longest post", "files", *WORDS.values()]
    rows = [
        [
            f"[{each.name}]({each.id}.md)",
            PROVED[each.proved],
            f"{each.text_limit:,}" if each.capability("publish").answer != "no" else "–",
            str(each.asset_limit) if each.capability("publish").answer != "no" else "–",
            *(ANSWERS[each.capability(act).answer] for act in WORDS),
        ]
        for each in every
    ]
    return "\n".join(
        [
            "# Channels",
            "",
            "Written from what each connector says of itself, which is also what the desk shows.",
            "[How to add one](../adding-a-channel.md).",
            "",
            *(f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *rows)),
            "",
            _MEANING,
        ]
    )


def _page(description: Description) -> str:
    lines = [f"# {description.name}", "", f"{PROVED[description.proved].capitalize()}.", ""]
    if description.steps:
        lines += ["## To connect it", "", *(f"{n}. {step}" for n, step in enumerate(description.steps, start=1)), ""]
    if description.settings:
        lines += ["| the form asks for | |", "|---|---|"]
        lines += [
            f"| {each.label}{'' if each.required else ' (optional)'} | {each.help} |" for each in description.settings
        ]
        lines.append("")
    lines += ["## What it allows", "", "| to | | |", "|---|---|---|"]
    for act, words in WORDS.items():
        can = description.capability(act)
        lines.append(f"| {words} | {ANSWERS[can.answer]} | {can.reason} |")
    limits = f"A post has at most {description.text_limit:,} characters and {description.asset_limit or 'no'} files."
    lines += [
        "",
        *([limits] if description.capability("publish").answer != "no" else []),
        *(f"{note}" for note in description.notes),
        "",
    ]
    if description.retention:
        lines += [f"**Kept there.** {description.retention}", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
