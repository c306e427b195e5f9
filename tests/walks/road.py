"""The road somebody walks through the desk in a browser: the page, the mail, and the worker's turns."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from masthead.agencies.models import Person
from peers.mail import MailPair


@dataclass
class Road:
    """Who walks, where, and by which mail. Wherever a picture is taken, axe finds nothing amiss."""

    page: Page
    site: str
    mail: MailPair
    enter: Callable[[Person], None]
    document: Callable[..., None]
    axe_clean: Callable[[Page], None]

    def shoot(self, page: Page, name: str, scroll_to: str = "") -> None:
        self.axe_clean(page)
        self.document(page, name, scroll_to)

    def at(self, path: str, whom: Person | None = None) -> Page:
        if whom:
            self.enter(whom)
        self.page.goto(f"{self.site}{path}")
        return self.page

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.page.locator("main")).get_by_role("button", name=name, exact=True).first.click()

    def link_mailed_to(self, user: str, path: str) -> str:
        """The path of the newest link to `path…` in the mailbox of `user`."""
        texts = [message.get_body(("plain",)).get_content() for message in self.mail.messages(user)]  # type: ignore[union-attr]
        found = [link for text in texts for link in re.findall(rf"{re.escape(self.site)}{path}\S+", text)]
        assert found, texts
        return urlsplit(found[-1]).path


def work(*jobs: str) -> None:
    """What the worker does when its turn comes: the jobs, one after the other."""
    for job in jobs:
        importlib.import_module(f"masthead.jobs.{job}").run.call()
