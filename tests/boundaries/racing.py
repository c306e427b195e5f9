"""A process of its own in which several people press the same button at once, on a sample desk in MASTHEAD_HOME.

Its tables have to exist. Prints, as JSON, how each of them fared: {act: {outcome: how many}}. Run by
test_two_at_once, not by pytest.
"""

from __future__ import annotations

import io
import json
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import django

django.setup()

from django.db import connection  # noqa: E402
from PIL import Image  # noqa: E402

from masthead.administration.people import grant_role  # noqa: E402
from masthead.agencies.actors import Citizen, Worker  # noqa: E402
from masthead.agencies.models import Person  # noqa: E402
from masthead.agencies.rights import Role  # noqa: E402
from masthead.jobs import assess_comments, take_in_comments, watch_links  # noqa: E402
from masthead.kernel.clock import now  # noqa: E402
from masthead.kernel.refusals import Refused  # noqa: E402
from masthead.links.fetch import Fetched  # noqa: E402
from masthead.links.models import Link, Watch  # noqa: E402
from masthead.media import answer, ask, depict, permit, upload  # noqa: E402
from masthead.media.decode import decode  # noqa: E402
from masthead.media.models import Asset, Depiction, Permission  # noqa: E402
from masthead.media.signed_page import page_for  # noqa: E402
from masthead.moderation import decide  # noqa: E402
from masthead.moderation.models import Case, Decision  # noqa: E402
from masthead.outbox import stop  # noqa: E402
from masthead.outbox.carry import sweep  # noqa: E402
from masthead.outbox.models import Delivery, PostedLink  # noqa: E402
from masthead.project import demo, demo_content  # noqa: E402
from masthead.publishing import approve, draft, schedule  # noqa: E402
from masthead.publishing.models import Approval, Draft, Publication  # noqa: E402
from masthead.publishing.restore import wording_of  # noqa: E402
from masthead.records.verify import verify_ledger  # noqa: E402

AT_ONCE = 6
ROUNDS = 5
_QUESTION = ask.Question(person="A. R.", kind="adult", purpose="News")
_shown: list[UUID] = []


def at_once(act: Callable[[int], object]) -> dict[str, int]:
    """How `act` ended for each of AT_ONCE people who began it together: "done", or the name of what it raised."""
    ready, ended = threading.Barrier(AT_ONCE), Counter[str]()

    def press(number: int) -> None:
        ready.wait()
        try:
            act(number)
            ended["done"] += 1
        except Refused:
            ended["refused"] += 1
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test names it
            ended[f"{type(error).__name__}: {error}"[:200]] += 1
        finally:
            connection.close()

    people = [threading.Thread(target=press, args=(number,)) for number in range(AT_ONCE)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    return dict(ended)


def who(mailbox: str) -> Person:
    return Person.objects.get(email=f"{mailbox}@demo.invalid")


def main() -> dict[str, dict[str, int]]:
    demo.seed(at=now(), address="http://localhost")
    demo_content.furnish(at=now())
    take_in_comments.run.func()
    assess_comments.run.func()
    writer, approver, moderator = who("communicator"), who("approver"), who("moderator")
    told: dict[str, dict[str, int]] = {}

    asked = Approval.objects.get(outcome="waiting")
    words = wording_of(asked.draft.revisions.latest("number"))
    told["approve"] = at_once(
        lambda _: approve.approve(by=approver, at=now(), approval=asked, content_hash=asked.content_hash)
    )
    later = now() + timedelta(days=2)
    told["schedule"] = at_once(lambda _: schedule.schedule(by=writer, at=now(), draft=asked.draft, leaves_at=later))
    told["publications"] = {"rows": Publication.objects.filter(draft=asked.draft).count()}
    publication = Publication.objects.get(draft=asked.draft)
    told["take back"] = at_once(
        lambda _: schedule.take_back(by=writer, at=now(), publication=publication, reason="Not yet.")
    )
    revision = Draft.objects.get(pk=asked.draft_id).revision
    told["revise"] = at_once(
        lambda number: draft.revise(
            by=writer,
            at=now(),
            draft=asked.draft,
            wording=draft.Wording(**{**vars_of(words), "text": f"{words.text} {number}"}),
            seen_revision=revision,
        )
    )
    case = Case.objects.filter(state="open").select_related("version")[0]
    told["decide"] = at_once(lambda _: decide.keep(by=moderator, at=now(), case=case, version=case.version))
    told["decisions"] = {"rows": Decision.objects.filter(case=case).count()}
    told["grant"] = at_once(lambda _: grant_role(by=who("administrator"), at=now(), person=writer, role=Role.APPROVER))
    bytes_ = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(bytes_, "PNG")
    picture = decode(bytes_.getvalue())
    told["upload"] = at_once(lambda _: upload.upload(by=writer, at=now(), picture=picture, name="red.png"))
    due = now() + timedelta(days=9)
    Delivery.objects.filter(state="queued").update(not_before=now())
    told["carry"] = at_once(lambda number: sweep(by=Worker(f"w{number}"), at=due))
    told["deliveries"] = dict(Counter(Delivery.objects.values_list("state", flat=True)))
    told["watch"] = watched_at_once()
    told["stop"] = at_once(lambda _: stop.stop(by=approver, at=now(), why="Flood in the stacks"))
    told["resume"] = at_once(lambda _: stop.resume(by=approver, at=now()))
    told |= _answers(writer)
    told |= _taken_back(writer)
    told["ledger"] = {"faults": int(verify_ledger().fault != "")}
    return told


def watched_at_once() -> dict[str, int]:
    """Six workers look at sixty links in a live post: {how often a page was fetched: how many pages}, and faults."""
    post, fetched = Delivery.objects.filter(state="delivered")[0], Counter[str]()

    class Counting:
        def fetch(self, url: str) -> Fetched:
            fetched[url] += 1
            return Fetched("ok", 200, url, hops=((url, 200),))

    for number in range(60):
        link = Link.objects.create(url=f"https://h{number}.example/", first_seen=now())
        PostedLink.objects.create(link=link, delivery=post)
        Watch.objects.create(link=link, host=f"h{number}.example", since=now(), next_at=now() - timedelta(hours=1))
    watch_links.fetcher = Counting  # type: ignore[assignment,misc]
    ended = at_once(lambda _: watch_links.run.func())
    while watch_links.run.func():
        pass
    times = {f"fetched {times}": many for times, many in Counter(fetched.values()).items()}
    return {**ended, **times, "claimed": Watch.objects.exclude(claim=None).count()}


def _answers(writer: Person) -> dict[str, dict[str, int]]:
    """One link, pressed by six at once: three say yes and three no; then all take back what may have been given."""
    question = ask.Question(person="A. R.", kind="adult", purpose="News", event="Story night")
    asked, token = ask.ask(by=writer, at=now(), question=question)
    by, page = Citizen(str(asked.pk)), page_for(asked).sha256
    signed = answer.Signature(name="A. R.", signed_on=now().date(), confirmed=True, page_sha256=page)

    def press(number: int) -> None:
        if number % 2:
            answer.decline(by=by, at=now(), token=token)
        else:
            answer.give(by=by, at=now(), token=token, signature=signed)

    answered = at_once(press)
    other, token = ask.ask(by=writer, at=now(), question=question)
    _, own = answer.give(by=by, at=now(), token=token, signature=replace(signed, page_sha256=page_for(other).sha256))
    return {"answer": answered, "take permission back": at_once(lambda _: answer.take_back(by=by, at=now(), token=own))}


def _taken_back(writer: Person) -> dict[str, dict[str, int]]:
    """Whoever takes one permission back takes back all for the same person: by one form or the other, several times
    over; and what was signed on a screen for two people while the forms of each are revoked."""
    forms, mixed = Counter[str](), Counter[str]()
    for _ in range(ROUNDS):
        first, second = _form(writer, (one := _listed(writer))), _form(writer, one)
        forms += Counter(at_once(partial(_revoke, writer, [first, second])))
        people = [_listed(writer), _listed(writer)]
        asked, token = ask.ask(by=writer, at=now(), question=replace(_QUESTION, depictions=people))
        page = page_for(asked).sha256
        signed = answer.Signature(name="A. R.", signed_on=now().date(), confirmed=True, page_sha256=page)
        answer.give(by=Citizen(str(asked.pk)), at=now(), token=token, signature=signed)
        of_both = list(Permission.objects.filter(asked=asked))
        mixed += Counter(at_once(partial(_revoke, writer, [*of_both, *(_form(writer, shown) for shown in people)])))
    standing = Permission.objects.filter(depiction__in=_shown, revoked_at=None)
    return {"revoke either form": dict(forms), "revoke any": dict(mixed), "standing": {"rows": standing.count()}}


def _revoke(writer: Person, either: list[Permission], number: int) -> None:
    permit.revoke(by=writer, at=now(), permission=either[number % len(either)], reason="They called.")


def _listed(writer: Person) -> Depiction:
    shown = depict.list_person(by=writer, at=now(), asset=Asset.objects.latest("pk"), kind="adult", name="A. R.")
    _shown.append(shown.pk)
    return shown


def _form(writer: Person, shown: Depiction) -> Permission:
    form = permit.SignedForm(
        signer="A. R.",
        guardian=False,
        relation="",
        purpose="News",
        signed_on=now().date() - timedelta(days=1),
        expires_on=None,
        scan=b"%PDF-1.7",
        scan_name="form.pdf",
    )
    return permit.permit(by=writer, at=now(), depiction=shown, form=form)


def vars_of(words: draft.Wording) -> dict[str, object]:
    return {name: getattr(words, name) for name in words.__dataclass_fields__}


if __name__ == "__main__":
    print(json.dumps(main()))
