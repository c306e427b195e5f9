"""The sample mailbox shows what the sample desk mailed, harmlessly; a real desk has no such page."""

import email.message
import mailbox

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from factories import client_for, person
from masthead.desk.look.addresses import with_links
from masthead.desk.sample_letters import SampleLetters

LIST = "/desk/sample-mail/"


@pytest.fixture
def folder(tmp_path, settings):
    settings.MASTHEAD_HOME = tmp_path
    return tmp_path / "mail"


@pytest.fixture
def reader(agency, folder, settings):
    """An employee of the sample desk."""
    settings.MASTHEAD_DEMO = True
    agency.demo = True
    agency.save()
    return client_for(person())


def put(folder, *, subject="A subject", text="Words.\n", to="reader@demo.invalid", attached=()):
    letter = email.message.EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "desk@demo.invalid", to, subject
    letter.set_content(text)
    for name, content in attached:
        letter.add_attachment(content, maintype="application", subtype="json", filename=name)
    return mailbox.Maildir(folder, create=True).add(letter.as_bytes())


def body(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_mailbox_says_what_would_be_there(reader):
    assert "Nothing was mailed yet" in body(reader.get(LIST))


def test_the_newest_comes_first_and_opens_with_its_links(reader, folder):
    put(folder, subject="The first", to="one@demo.invalid")
    put(folder, subject="The second", text="Open http://127.0.0.1:8000/comments/confirm/a:b-c/.\nThank you.")
    page = body(reader.get(LIST))
    assert page.index("The second") < page.index("The first")
    assert "one@demo.invalid" in page
    opened = body(reader.get(LIST + SampleLetters(folder).page({}).rows[0].key + "/"))
    link = "http://127.0.0.1:8000/comments/confirm/a:b-c/"
    assert f'<a href="{link}" rel="noreferrer">{link}</a>.\nThank you.' in opened


def test_words_in_a_letter_cannot_become_markup(reader, folder):
    evil = "<script>alert(1)</script>"
    key = put(folder, subject=evil, text=f'{evil} https://x.example/"onclick="{evil}', to=f'"{evil}" <a@b.invalid>')
    for path in (LIST, f"{LIST}{key}/"):
        page = body(reader.get(path))
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page
        assert '"onclick="' not in page


def test_what_is_attached_is_named_and_kept_as_a_file(reader, folder):
    key = put(folder, attached=[("exchange.json", b'{"a": 1}'), ('<b>"x.html', b"<script>")])
    page = body(reader.get(f"{LIST}{key}/"))
    assert "exchange.json" in page
    assert "<b>" + '"x' not in page
    kept = reader.get(f"{LIST}{key}/1")
    assert kept.content == b'{"a": 1}'
    assert kept["Content-Disposition"] == 'attachment; filename="exchange.json"'
    hostile = reader.get(f"{LIST}{key}/2")
    assert (hostile["Content-Type"], hostile["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert hostile["Content-Disposition"].startswith("attachment")
    assert [reader.get(f"{LIST}{key}/{number}").status_code for number in (0, 3)] == [404, 404]


def test_a_list_is_paged_without_a_gap_also_within_one_second(folder):
    box = mailbox.Maildir(folder, create=True)
    # As text, M9 would come after M10, and Q10 before Q2.
    names = ["5.M9P1Q1.h", "5.M10P1Q2.h", "5.M10P1Q10.h", "6.M1P1Q11.h", "40.M1P1Q12.h"]
    for name in names:
        (folder / "new" / name).write_bytes(b"Subject: x\n\nx\n")
    assert len(box) == 5
    letters = SampleLetters(folder)

    def keys(**query):
        return [letter.key for letter in letters.page(query, size=2).rows]

    oldest_last = [*reversed(names)]
    assert keys() == oldest_last[:2]
    assert keys(before=oldest_last[1]) == oldest_last[2:4]
    assert keys(before=oldest_last[3]) == oldest_last[4:]
    assert keys(after=oldest_last[4]) == oldest_last[2:4]
    assert keys(after=oldest_last[2]) == oldest_last[:2]
    assert (letters.page({}, size=2).newer, letters.page({"before": oldest_last[3]}, size=2).older) == ("", "")
    assert keys(before="nonsense") == keys(after="../../etc") == oldest_last[:2]


@pytest.mark.parametrize("key", ["nothing", "..", "5.M1P1Q1.h", "..%2Fsecret.key", "5.M1P1Q1.%2F..%2F..%2Fsecret.key"])
def test_only_letters_can_be_opened(reader, folder, key):
    put(folder)
    (folder.parent / "secret.key").write_text("secret")
    assert reader.get(f"{LIST}{key}/").status_code == 404


def test_it_is_in_the_navigation_of_the_sample_desk_alone(reader, agency):
    assert LIST in body(reader.get("/desk/"))
    agency.demo = False
    agency.save()
    assert LIST not in body(reader.get("/desk/"))


@pytest.mark.parametrize("lock", ["started by serve", "a real agency"])
def test_outside_the_demo_there_is_no_such_page_for_anybody(reader, folder, agency, settings, lock):
    key = put(folder, attached=[("a.json", b"{}")])
    paths = [LIST, reverse("desk:sample_letter", args=[key]), reverse("desk:sample_attachment", args=[key, 1])]
    assert [reader.get(path).status_code for path in paths] == [200, 200, 200]
    if lock == "started by serve":
        settings.MASTHEAD_DEMO = False
    else:
        agency.demo = False
        agency.save()
    for role in (client_for(person("administrator")), client_for(person("director")), reader):
        assert [role.get(path).status_code for path in paths] == [404, 404, 404]


PIECES = ["https://", "http://a.example/", "a", "<b>", '"', "'", " ", ".", "&", ")", "\n"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3)).map("".join))
def test_only_addresses_become_markup_whatever_stands_in_a_letter(text):
    shown = with_links(text)
    assert shown.count("<") == 2 * shown.count('<a href="http')


def test_a_bracket_or_a_full_stop_is_no_part_of_an_address():
    shown = with_links("(see https://a.example/x?y=1&z=2) or https://b.example/.")
    assert 'href="https://a.example/x?y=1&amp;z=2" rel' in shown
    assert 'href="https://b.example/" rel' in shown
