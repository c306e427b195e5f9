"""The tags as a page uses them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

import factories
from masthead.agencies.models import Agency, Person
from masthead.checks.engine.finding import Finding, Remedy
from masthead.desk.look.fields import shown
from masthead.desk.look.findings import key_of


def draw(source: str, by: Person | None = None, **context: object) -> str:
    request = RequestFactory().get("/desk/?q=map&before=9")
    if by:
        request.user = by
    return Template("{% load masthead %}" + source).render(Context({"request": request, **context}))


def a_finding(**fields: object) -> Finding:
    given: Mapping[str, object] = {
        "code": "text_speak",
        "check": "voice_is_professional",
        "clause": "presence.7",
        "label": "Presence 7",
        "nickname": "Voice",
        "basis": "clause",
        "level": "advises",
        "message": "“Thx” is “Thanks”.",
        "span": (0, 3),
        "remedies": (Remedy("replace", "Replace", text="Thanks"),),
    }
    return Finding(**{**given, **fields})  # type: ignore[arg-type]


@pytest.mark.django_db
def test_may_shows_what_the_rights_table_grants() -> None:
    source = '{% may "drafts.approve" %}sign{% else %}read{% endmay %}'
    assert draw(source, factories.person("approver")) == "sign"
    assert draw(source, factories.person("communicator")) == "read"
    assert draw(source) == "read"


@pytest.mark.django_db
def test_a_misspelt_right_is_a_defect_and_no_hidden_button() -> None:
    with pytest.raises(KeyError):
        draw('{% may "drafts.aprove" %}sign{% endmay %}', factories.person("approver"))


def test_a_clause_chip_carries_the_clause_and_ids_never_collide(agency: Agency) -> None:
    twice = draw('{% clause_chip "presence.5" %}{% clause_chip "presence.5" %}')
    ids = [part.split('"')[0] for part in twice.split('popovertarget="')[1:]]
    assert len(set(ids)) == 2
    assert all(f'id="{one}" popover' in twice for one in ids)
    assert "Presence 5" in twice


def test_a_findings_chip_says_what_of_the_clause_it_is_about(agency: Agency) -> None:
    slander = a_finding(clause="presence.5", label="Presence 5", nickname="No defamation")
    button, _, told = draw("{% clause_chip f %}", f=slander).partition("mh-popover")
    assert "<b>Presence 5</b> No defamation" in button
    assert "Presence 5: No defamation" in told and "nothing posted or linked is defamatory" in told
    assert "<b>Presence 5</b> Content standards" in draw('{% clause_chip "presence.5" %}')


def test_a_clause_the_policy_no_longer_has_is_named_all_the_same(agency: Agency) -> None:
    assert "popovertarget" not in draw('{% clause_chip "presence.99" %}')
    assert "presence.99" in draw('{% clause_chip "presence.99" %}')


def test_a_channels_limit_does_not_pass_for_a_clause(agency: Agency) -> None:
    chip = draw("{% clause_chip f %}", f=a_finding(clause="", label="Bluesky", nickname="Limit", basis="channel"))
    assert "Channel limit" in chip
    assert "mh-clause--channel" in chip


def test_a_clause_whose_names_are_one_is_named_once(agency: Agency) -> None:
    fields = {"clause": "channel.limits", "label": "Channel limits", "nickname": "Channel limits", "basis": "channel"}
    for clause in ("channel.limits", ""):
        button = draw("{% clause_chip f %}", f=a_finding(**{**fields, "clause": clause})).partition("mh-popover")[0]
        assert button.count("Channel limit") == 1


def test_a_finding_is_read_or_acted_on_and_quotes_its_words(agency: Agency) -> None:
    read = draw("{% finding f text=text %}", f=a_finding(), text="Thx all")
    assert ">Thx</mark>" in read
    assert "<button" not in read.replace('<button class="mh-clause', "")
    act = draw('{% finding f text=text form="draft" ask_reason=True %}', f=a_finding(), text="Thx all")
    assert f'name="remedy" value="{key_of(a_finding())}:0"' in act
    assert f'name="reason:{key_of(a_finding())}"' in act


def test_a_finding_from_a_record_is_the_same_finding(agency: Agency) -> None:
    stored = {**a_finding().as_json(), "span": [0, 3]}
    stored["remedies"] = [dict(remedy) for remedy in stored["remedies"]]
    source = "{% backdrop text found %}"
    assert draw(source, text="Thx all", found=[stored]) == draw(source, text="Thx all", found=[a_finding()])


def test_what_the_public_wrote_is_never_markup() -> None:
    assert draw("{{ text|lines }}", text="<b>one</b>\ntwo") == "&lt;b&gt;one&lt;/b&gt;<br>two"
    assert "<img" not in draw("{% empty title %}{% person title %}", title="<img src=x>")


class Request(forms.Form):
    why = forms.CharField(help_text="One sentence.", widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "Adult"), ("c", "Child")], widget=forms.RadioSelect)


def test_a_field_ties_its_hint_and_error_to_the_control() -> None:
    drawn = draw('{% field form.why rows="3" %}', form=Request({}))
    assert 'aria-describedby="id_why-hint id_why-error"' in drawn
    assert 'id="id_why-hint"' in drawn
    assert 'id="id_why-error"' in drawn
    assert 'rows="3"' in drawn
    assert drawn.index("usa-error-message") < drawn.index("<textarea")


def test_radio_buttons_are_a_group_with_a_name() -> None:
    drawn = draw("{% field form.kind %}", form=Request({"kind": "c"}))
    assert drawn.startswith("<fieldset")
    assert "<legend" in drawn
    assert 'value="c" checked' in drawn
    assert 'value="a" checked' not in drawn


def test_the_error_summary_leads_to_each_field_and_is_silent_otherwise() -> None:
    assert 'href="#id_why"' in draw("{% error_summary form %}", form=Request({}))
    assert draw("{% error_summary form %}", form=Request({"why": "Because.", "kind": "a"})) == ""


def test_the_pager_keeps_the_question_and_drops_the_old_cursor() -> None:
    from masthead.desk.paging import Page

    drawn = draw("{% cursor_pager page %}", page=Page((), newer="", older="3"))
    assert 'href="?q=map&amp;before=3"' in drawn
    assert draw("{% cursor_pager page %}", page=Page(())) == ""


def test_a_page_that_is_not_there_has_no_address() -> None:
    assert draw('{% address "desk:no_such_page" %}') == ""


def test_a_list_to_choose_from_escapes_its_labels_keeps_its_groups_and_marks_what_is_chosen() -> None:
    class Pick(forms.Form):
        one = forms.ChoiceField(choices=[("", "All"), ("Group", [("a", "<A>"), ("b", "B & C")])])

    made = str(shown(Pick({"one": "b"}, auto_id="id_%s")["one"], aria_describedby="x").control)
    assert made == (
        '<select aria-describedby="x" class="usa-select" id="id_one" name="one" required><option value="">All</option>'
        '<optgroup label="Group"><option value="a">&lt;A&gt;</option>'
        '<option value="b" selected>B &amp; C</option></optgroup></select>'
    )
