"""What is proposed, and above all what never is."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from masthead.policy.in_force import rulebook_of
from masthead.signals.engine.assess import assess
from masthead.signals.engine.facts import Assessment, CommentFacts
from odd_comments import ODD, false_friends, in_languages

BOOK = rulebook_of("mlc-2012")
POST = "The Fern Valley branch moves story time to Mondays at 10."
THREAD = ("Carol T.: I liked Saturdays better.",)


def proposed(comment: str, post: str = POST, thread: tuple[str, ...] = THREAD) -> tuple[str, ...]:
    return assess(CommentFacts(comment, post, thread), grounds=BOOK).grounds


@pytest.mark.parametrize(
    "comment",
    [
        "This is the dumbest decision I have ever seen from a public agency.",
        "Fire the director. Fire the board. Fire all of them.",
        "You are cowards and liars, the whole commission.",
        "YOU PEOPLE ARE IDIOTS. RESIGN!!! RESIGN!!! RESIGN!!!",
        "The governor is a crook and the mayor is a clown.",
        "Whoever approved this should be ashamed and out of a job.",
        "This schedule is killing me.",
        "I hate this library and I hate what you did to the teen room.",
        "Vote them all out.",
        "Clowns like you should resign, every one of you.",
        "People like you should not be running a library.",
        "People like you keep this library open, you should be proud.",
        "Vote no on the bond.",
        "Nobody at this agency has a brain.",
        "We will bury you in records requests.",
        "Shame.",
        "yall aint foolin nobody, polisy was rote to proteck yall",
        "Ain't nobody got time for Monday mornings. They be tripping.",
        "¿Cerrado otra vez? Qué vergüenza de biblioteca.",
        "White parents complained and you moved it. Black parents complained for years and nothing.",
    ],
)
def test_criticism_is_never_proposed(comment: str) -> None:
    for post, thread in ((POST, THREAD), (POST, ()), ("", ())):
        assert proposed(comment, post, thread) == ()


@pytest.mark.parametrize(
    ("comment", "ground"),
    [
        ("This fee is bullshit.", "offensive_language"),
        ("Carol, you are a fat ugly pig.", "abusive"),
        ("White trash like you should not get free books", "abusive"),
        ("People like you should not be allowed near children.", "abusive"),
        ("Mexicans are vermin.", "racially_inflammatory"),
        ("I will burn your house down tonight.", "threatening"),
        ("Vote Abernathy for sheriff on Tuesday!", "endorses_candidate"),
        ("Join the Whig... no, vote straight Libertarian.", "endorses_party"),
        ("First month free with my code, link in bio!", "endorses_product"),
        ("Selling my truck, low miles, cash only.", "off_topic"),
    ],
)
def test_each_ground_is_proposed(comment: str, ground: str) -> None:
    assert ground in proposed(comment)


@pytest.mark.parametrize("disguise", [str.upper, lambda t: t.replace("o", "0").replace("i", "1").replace("e", "3")])
@pytest.mark.parametrize(
    "comment", ["You worthless moron.", "I am going to kill you.", "Vote Republican in every race."]
)
def test_disguise_changes_nothing(comment: str, disguise: object) -> None:
    assert callable(disguise)
    assert proposed(disguise(comment)) == proposed(comment) != ()


PARTIES = ["Republican", "Democratic", "Libertarian", "Green"]
PEOPLES = ["White", "Black", "Mexican", "Chinese", "Haitian", "Jewish", "Irish", "Vietnamese", "Indian"]
NAMES = ["Abernathy", "Nguyen", "Washington", "Lopez", "Goldberg", "Okafor", "Smith", "Xiong"]


@pytest.mark.parametrize(
    "template",
    [
        "Vote {} this fall.",
        "I would never vote {}, and neither would my mother.",
        "The {} candidate spoke well.",
        "You brainless fool, every {} knows better.",
        "Why is the board all {}?",
    ],
)
def test_a_change_of_party_changes_nothing(template: str) -> None:
    assert len({proposed(template.format(party)) for party in PARTIES}) == 1


@pytest.mark.parametrize(
    "template",
    [
        "{} people are animals.",
        "{} people are our neighbors.",
        "My {} friend was followed around the branch.",
        "Keep the {} people out of this library.",
        "{} families asked for a story time years ago.",
    ],
)
def test_a_change_of_people_changes_nothing(template: str) -> None:
    assert len({proposed(template.format(people)) for people in PEOPLES}) == 1


@pytest.mark.parametrize(
    "template", ["Vote {} for sheriff!", "{} voted for the cut.", "{} is a fat moron.", "Thank you, {}!"]
)
def test_a_change_of_name_changes_nothing(template: str) -> None:
    assert len({proposed(template.format(name)) for name in NAMES}) == 1


@pytest.mark.parametrize(
    "comment",
    [
        "A man told my daughter 'shut up, you little bitch' and staff did nothing.",
        "Someone painted 'Mexicans are vermin' on the door. Disgusting.",
        "They called my son a dirty animal in the reading room.",
        "I am going to kill the villain in chapter nine, says my ten year old.",
        "He said 'I will break your neck' to the clerk over a fine. Do something.",
    ],
)
def test_a_quotation_or_a_story_is_answered_and_the_reason_shown(comment: str) -> None:
    assessment = assess(CommentFacts(comment, POST), grounds=BOOK)
    assert not assessment.remove
    assert assessment.as_json()["keep_reasons"]


def test_only_grounds_the_policy_enumerates_are_proposed() -> None:
    vulgar_threat = CommentFacts("I will fucking kill you.")
    assert set(assess(vulgar_threat, grounds={"threatening": 0.5}).grounds) == {"threatening"}
    assert assess(vulgar_threat, grounds={}).grounds == ()
    assert set(assess(vulgar_threat, grounds={}).scores) == set()


def test_a_threshold_is_kept() -> None:
    facts = CommentFacts("Hope you choke on it.")
    score = assess(facts, grounds={"threatening": 0.1}).scores["threatening"]
    assert assess(facts, grounds={"threatening": score}).remove
    assert not assess(facts, grounds={"threatening": score + 0.01}).remove


def test_the_published_list_is_the_rule() -> None:
    assert proposed("I sat on my ass for an hour.") == (), "left off the list on purpose: it has an everyday meaning"
    assert assess(CommentFacts("I sat on my ass for an hour."), grounds={"offensive_language": 0.5}).remove
    listed = assess(CommentFacts("mierda"), grounds=BOOK)
    assert listed.scores["offensive_language"] == 1.0


def test_every_span_is_in_the_comment_as_written() -> None:
    comment = "So. Y\u200bo\u200bu w0rthl3ss m0r0n!"
    [span] = assess(CommentFacts(comment), grounds=BOOK).as_json()["spans"]
    assert comment[span["start"] : span["end"]] == "Y\u200bo\u200bu w0rthl3ss m0r0n"


TOOK = 0.15
"""Seconds of one core at most, with others at work on it; `bench/hostile.py` measures the 50 ms that are meant."""


@pytest.mark.parametrize("comment", ODD.values(), ids=ODD.keys())
def test_nothing_is_proposed_for_length_or_language_and_it_takes_no_time(comment: str) -> None:
    took = []
    for _ in range(3):
        started = time.process_time()
        assessment = assess(CommentFacts(comment, POST, THREAD), grounds=BOOK)
        took.append(time.process_time() - started)
    assert min(took) < TOOK
    assert assessment.grounds == ()
    json.dumps(assessment.as_json()).encode()


def test_a_comment_read_in_part_says_so() -> None:
    told = assess(CommentFacts("x " * 50_000), grounds=BOOK).as_json()
    assert [note["signal"] for note in told["notes"]] == ["reads_in_part"]


def test_how_it_was_read_is_no_reason_to_keep_a_comment() -> None:
    told = assess(CommentFacts("x " * 50_000), grounds=BOOK).as_json()
    assert "reads_in_part" not in {reason["signal"] for reason in told["keep_reasons"]}


def test_an_assessment_names_the_policy_it_was_made_under() -> None:
    told = assess(CommentFacts("When do you open?"), grounds=BOOK).as_json()
    assert (told["policy"], told["policy_digest"]) == (BOOK.stamp, BOOK.policy.digest)


def test_a_reason_to_keep_says_which_ground_alone_it_answers() -> None:
    facts = CommentFacts("I will shoot you at story time.", "Story time moves to Monday.", ())
    told = assess(facts, grounds=BOOK).as_json()
    assert told["grounds"] == ["threatening"]
    assert {"answers_the_thread": "off_topic"}.items() <= {
        reason["signal"]: reason["ground"] for reason in told["keep_reasons"]
    }.items()


def same(first: Assessment, second: Assessment) -> bool:
    return json.dumps(first.as_json()) == json.dumps(second.as_json())


@given(st.text(max_size=400), st.text(max_size=80), st.lists(st.text(max_size=60), max_size=3))
@settings(max_examples=150, deadline=None)
def test_any_text_gets_one_answer_with_spans_inside_it(comment: str, post: str, thread: list[str]) -> None:
    facts = CommentFacts(comment, post, tuple(thread))
    assessment = assess(facts, grounds=BOOK)
    assert same(assessment, assess(facts, grounds=BOOK))
    assert set(assessment.grounds) <= {ground.id for ground in BOOK.grounds}
    assert assessment.remove == bool(assessment.grounds)
    for sign in assessment.signs:
        if sign.span:
            assert 0 <= sign.span[0] < sign.span[1] <= len(comment)


SAFE = st.sampled_from(
    ["the", "branch", "story", "books", "kids", "closed", "open", "again", "Monday", "please", "why", "when", "staff"]
)


@given(st.lists(SAFE, max_size=200))
@settings(max_examples=60, deadline=None)
def test_plain_words_in_any_order_are_never_proposed(words: list[str]) -> None:
    assert proposed(" ".join(words)) == ()


DEV = Path(__file__).parents[1] / "data" / "comments" / "library_comments.jsonl"


def test_labeled_comments_are_answered_as_labeled() -> None:
    rows = [json.loads(line) for line in DEV.read_text("utf-8").splitlines()]
    answers = [(row, proposed(row["comment"], row["post"], tuple(row["thread"]))) for row in rows]
    kept = [row["comment"] for row, grounds in answers if not row["grounds"] and grounds]
    found = [bool(set(row["grounds"]) & set(grounds)) for row, grounds in answers if row["grounds"]]
    assert len(kept) <= 0.01 * sum(not row["grounds"] for row, _ in answers), kept
    assert sum(found) >= 0.9 * len(found)


@pytest.mark.parametrize("repeated", [1, 40], ids=["as written", "at length"])
@pytest.mark.parametrize(("language", "comments"), in_languages().items(), ids=in_languages())
def test_a_language_is_no_reason(language: str, comments: list[str], repeated: int) -> None:
    assert len(comments) >= 2
    for comment in comments:
        assert proposed(" ".join([comment] * repeated), POST, ()) == (), (language, comment)


def test_forty_languages_and_more_are_tried() -> None:
    assert len(in_languages()) >= 40
    assert sum(len(comments) for comments in in_languages().values()) >= 140


PUBLISHED = tuple(word for ground in BOOK.grounds for word in ground.words)


@pytest.mark.parametrize(("language", "term", "comment"), false_friends())
def test_a_word_of_another_language_is_not_the_listed_one(language: str, term: str, comment: str) -> None:
    assert proposed(comment) == ()
    facts = CommentFacts(comment, POST, words=(*PUBLISHED, term))
    assert not assess(facts, grounds={"offensive_language": 0.5}).remove, language


def test_false_friends_of_ten_languages_are_tried() -> None:
    assert len(false_friends()) >= 40
    assert len({language for language, _, _ in false_friends()}) >= 10


@pytest.mark.parametrize(
    "comment",
    [
        "Slut!",
        "SLUT",
        "Carol, you are a slut.",
        "Die, slut!",
        "what a bunch of putos",
        "Eres un puto, Carlos.",
        "Vete a la verga.",
        "Vete a la chingada.",
        "Chinguen a su madre todos.",
        "Pinches pendejas, ya abran la biblioteca.",
        "No jodan, otra vez cerrado.",
        "Esto es bullshit.",
        "Das ist doch bullshit.",
        "ur printer is shit agn bro smh",
    ],
)
def test_a_listed_word_counts_in_its_language_and_where_no_language_can_be_told(comment: str) -> None:
    assert "offensive_language" in proposed(comment)


@pytest.mark.parametrize(
    "comment",
    [
        "That display is badass, well done!",
        "Effing copier ate my form again.",
        "Where is the boobs chapter of that health book?",
        "a** of a copier",
        "You bastards closed the branch.",
    ],
)
def test_a_word_off_the_published_list_is_told_and_not_proposed(comment: str) -> None:
    assessment = assess(CommentFacts(comment, POST, THREAD), grounds=BOOK)
    assert assessment.grounds == ()
    assert assess(CommentFacts(comment), grounds={"offensive_language": 0.5}).remove, "where no list is published"
    signs = [sign for sign in assessment.signs if sign.direction == "remove"]
    assert all("not on the published list" in sign.sentence for sign in signs)
    assert all(0 < sign.score < 0.5 for sign in signs)


@pytest.mark.parametrize("comment", ["This fuckin copier.", "fck this fee", "a b1atch of a fee", "What a clusterfuck."])
def test_a_disguise_or_a_form_of_a_listed_word_is_proposed(comment: str) -> None:
    assert proposed(comment) == ("offensive_language",)


SPANISH_PARTIES = (
    ("demócrata", "demócratas"), ("republicano", "republicanos"), ("libertario", "libertarios"),
    ("socialista", "socialistas"), ("conservador", "conservadores"), ("verde", "verdes"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("template", "grounds"),
    [
        ("Voten por el partido {one}.", ("endorses_party",)),
        ("VOTEN POR LOS {many}", ("endorses_party",)),
        ("Apoyemos a los candidatos {many} este noviembre.", ("endorses_party",)),
        ("No voten por el partido {one}.", ()),
        ("Los {many} votaron para cerrar la biblioteca.", ()),
        ("¿Por qué votar por los {many}?", ()),
    ],
)
def test_in_spanish_every_party_gets_the_same_answer(template: str, grounds: tuple[str, ...]) -> None:
    for one, many in SPANISH_PARTIES:
        assert proposed(template.format(one=one, many=many)) == grounds, one


@pytest.mark.parametrize(
    ("comment", "grounds"),
    [
        ("Vendo mi camioneta, pocas millas, llámame.", ("endorses_product",)),
        ("Compra ya en mi tienda, tenemos de todo.", ("endorses_product",)),
        ("Compra ya en mi tienda…", ("endorses_product",)),
        ("Préstamos rápidos, mándame mensaje.", ("endorses_product",)),
        ("Vendemos libros usados el sábado.", ()),
        ("Los amigos de la biblioteca venden libros usados, precio de un dólar.", ()),
        ("Vendo boletos para la rifa de la biblioteca, llámame.", ()),
        ("Voten el martes.", ()),
        ("El partido de fútbol fue ayer.", ()),
        ("Compren más libros en español.", ()),
        ("Me cobraron un precio muy alto por la multa.", ()),
    ],
)
def test_in_spanish_advertisements_are_seen_and_what_the_library_sells_is_not_one(
    comment: str, grounds: tuple[str, ...]
) -> None:
    assert proposed(comment) == grounds


@pytest.mark.parametrize(
    "comment",
    [
        "Dos tazas de harina, una barra de mantequilla, hornear por cuarenta minutos.",
        "¿Quién va a ganar la liga este domingo?",
        "Se me perdió mi perro café por la calle Olmo.",
    ],
)
def test_whether_spanish_is_off_topic_is_not_judged(comment: str) -> None:
    assert proposed(comment) == (), "and the page of a case says so"
