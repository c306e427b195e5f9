"""Whatever a draft went through, any of its revisions comes back exactly, as a new one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import factories
from masthead.agencies.models import Commitment, Person
from masthead.agencies.rights import Role
from masthead.kernel.refusals import Invalid, Refused
from masthead.presences.models import Presence
from masthead.publishing import draft as drafting
from masthead.publishing import restore
from masthead.publishing.facts import load
from masthead.publishing.models import Draft

pytestmark = pytest.mark.django_db

WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=40)


def presences(by: Person) -> list[Presence]:
    return [
        Presence.objects.create(
            channel="noticeboard",
            name=f"Mississippi Library Commission {number}",
            purpose="News",
            audience="Everyone",
            why_channel="Ours",
            run_by=by,
            proposed_by=by,
            proposed_at=factories.at(),
            state="live",
        )
        for number in range(3)
    ]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_every_revision_comes_back_as_it_was(agency: object, data: st.DataObject) -> None:
    writer = factories.person(Role.COMMUNICATOR)
    rows = presences(writer)
    commitment = Commitment.objects.get_or_create(name="Summer Library Program")[0]
    edits = st.builds(
        drafting.Wording,
        title=st.text("abc", min_size=1, max_size=5),
        text=WORDS,
        audience=st.sampled_from(["", "Families"]),
        commitment=st.sampled_from([None, commitment]),
        presences=st.lists(st.sampled_from(rows), unique=True),
        texts=st.dictionaries(st.sampled_from([row.pk for row in rows]), WORDS),
    )
    steps = data.draw(st.lists(edits, min_size=1, max_size=4))
    draft = drafting.start(by=writer, at=factories.at(), wording=steps[0])
    for minute, wording in enumerate(steps[1:], start=1):
        draft = drafting.revise(by=writer, at=factories.at(minute), draft=draft, wording=wording)
    for revision in list(draft.revisions.all()):
        at = factories.at() + timedelta(hours=1)
        draft = restore.restore(by=writer, at=at, draft=load(draft.pk), number=revision.number)
        newest = draft.revisions.get(number=draft.revision)
        assert newest.content_hash == revision.content_hash


def test_the_first_revision_cannot_be_undone_and_a_missing_one_not_restored(agency: object) -> None:
    writer = factories.person(Role.COMMUNICATOR)
    draft = drafting.start(by=writer, at=factories.at(), wording=drafting.Wording(title="Kick-off", text="Soon."))
    with pytest.raises(Refused, match="nothing to undo"):
        restore.undo(by=writer, at=factories.at(1), draft=draft)
    with pytest.raises(Invalid, match="no such revision"):
        restore.restore(by=writer, at=factories.at(1), draft=draft, number=7)
    assert Draft.objects.get().revision == 1
