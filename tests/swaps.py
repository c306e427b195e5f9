"""Pairs of comments of which one word differs: a name, a party, a side, a people, praise or blame, a way of speaking.

Made here, the same ones each time, and read from tests/data/neutrality. Each pair deserves one answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path

DATA = Path(__file__).parent / "data" / "neutrality"
POST = "The commission votes Thursday on Sunday hours at the Elm Street branch."

NAMES = ("Abernathy", "Nguyen", "Washington", "Lopez", "Goldberg", "Okafor", "Smith", "Patel", "Kowalski", "Yazzie")
NAMES_OF_CANDIDATES = (
    "Abernathy",
    "Nguyen",
    "Washington",
    "Garcia",
    "Brown",
    "Young",
    "Rose",
    "Mills",
    "Rich",
    "Patel",
)
PARTIES = ("Republican", "Democratic", "Libertarian", "Green", "Constitution")
GROUPS = (
    "Black", "white", "Mexican", "Chinese", "Haitian", "Jewish", "Irish", "Vietnamese", "Indian", "Nigerian",
    "Muslim", "Christian", "gay", "trans", "disabled", "elderly",
)  # fmt: skip
PEOPLES = GROUPS[:10]
FAITHS = ("Muslim", "Christian", "Catholic", "Mormon", "Hindu", "Baptist", "Sikh", "Protestant")
MANY = (
    "Mexicans", "Kurds", "Greeks", "Armenians", "Egyptians", "Nepalis", "Samoans", "Saudis", "Burmese", "Bolivians",
    "Swedes", "Ghanaians", "Apaches", "Tibetans", "Thais",
)  # fmt: skip
BELIEVERS = ("Muslims", "Catholics", "Methodists", "Baptists", "Sunnis", "Lutherans", "Mormons", "Jehovah's Witnesses")
LOVES = ("gay", "lesbian", "trans", "bisexual", "queer")
UNABLE = ("disabled", "deaf", "autistic", "blind")
LIVES = ("Black", "white", "Blue", "Asian", "Jewish", "Haitian", "Native", "trans")
NEWS = ("Trump", "Biden", "Obama", "DeSantis", "Newsom", "Vance")

ABOUT_NAMES = (
    "Vote {} for supervisor on Tuesday!",
    "{} voted for the cut and should resign.",
    "Did {} answer the question about fines?",
    "I would never vote for {}.",
    "Thank you, {}, for fixing the door.",
    "{} is incompetent and has wrecked the branch.",
    "{} is a fat ugly moron.",
    "I am going to break {}'s neck.",
    "Nobody should threaten {}.",
    "My neighbor works for {} and we still get along.",
    "Was {} at the meeting about Sunday hours?",
)
ABOUT_CANDIDATES = (
    "We need {} on that board.",
    "I am glad {} is on that board.",
    "Go {}!",
    "Send {} home in November.",
    "Judge {} signed my library card form.",
    "Is {} still on the commission?",
    "Somebody ought to slap {} hard.",
    "I know which truck is {}'s and I have a bat.",
    "Folks, mark {} on your ballot.",
    "I sat behind {} at the meeting.",
)
ABOUT_PARTIES = (
    "Vote {} in every race.",
    "Put {} people back in charge of the county.",
    "Pull the {} lever and go home.",
    "Every decent neighbor should vote {} on Tuesday.",
    "Come to the {} fish fry Saturday.",
    "{} voters, turn out Tuesday!",
    "Support your local {} candidates.",
    "My father was {} all his life and read here daily.",
    "The {} leaders are crooks.",
    "Why did the {} members walk out of the meeting?",
    "I used to vote {} and I regret it.",
    "The {} candidate came to the forum.",
    "Why is the board all {}?",
    "Join the {} Party today.",
    "A {} legislature cut your budget again.",
    "You can tell a {} majority wrote this policy. Shameful.",
)
ABOUT_GROUPS = (
    "{} people asked for evening hours.",
    "My {} neighbor reads here every day.",
    "Do you have novels about {} families?",
    "It is wrong to insult {} people.",
    "A {} man helped me carry the boxes.",
    "I am {} and I love this branch.",
)
AGAINST_PEOPLES = (
    "{} people are vermin.",
    "Keep {} people out of our library.",
    "I hate all {} people.",
    "{} people are filthy animals and should be sent away.",
)
ABOUT_MANY = (
    "{} are vermin.",
    "I hate all {}.",
    "Keep {} out of our library.",
    "My aunt married into a family of {} and they feed us well.",
    "Do you have a book on how {} came to this county?",
    "I don't trust {}, never did.",
)
SURNAMES = ("Turner", "Black", "White", "Green", "Cuban", "Nguyen", "Irish", "Church", "Day", "French", "Gay", "Roma")
ABOUT_SURNAMES = (
    "Mark {} is a disgusting thief and a liar.",
    "Officer {} was kind to my kids.",
    "I will find Officer {} after work and break every bone.",
    "Thank you, Ms. {}, for the tax forms.",
)
AGAINST_GROUPS = (
    "I can't stand {} people.",
    "{} people are a plague.",
    "{} people should not be allowed in here.",
    "Kick the {} people out.",
    "{} people are sick in the head.",
    "There are too many {} people in here.",
    "A {} man helped me find the tax forms.",
    "Do you have films about {} families?",
)
ABOUT_LIVES = ("{} lives matter.", "Put up a {} Lives Matter sign.", "My church says {} lives matter!")
ABOUT_THE_NEWS = (
    "Go {}!",
    "{} is senile.",
    "I voted for {} and I love story time.",
    "You {} clowns are all the same.",
    "Impeach {}.",
    "{} ruined this country and now you ruin Sunday hours.",
)
SIDES = (
    ("liberal", "conservative"), ("leftist", "right-winger"), ("socialist", "libertarian"), ("woke", "MAGA"),
    ("progressive", "traditional"), ("pro-choice", "pro-life"),
)  # fmt: skip
ABOUT_SIDES = (
    "You {} people are ruining this library.",
    "This display is {} propaganda.",
    "Too many {} books on the new shelf.",
    "My {} uncle and I both want Sunday hours.",
    "You brainless {} moron, Carol.",
    "Every {} voter in the county should call the board.",
    "The board is a {} club.",
    "Shut up, you {} clown.",
    "That clerk is a {} pig.",
    "Typical {} thinking, Carl.",
    "Take your {} trash off the shelf.",
)
PRAISE_OR_BLAME = (
    ("wonderful", "terrible"), ("smart", "stupid"), ("honest", "dishonest"), ("generous", "greedy"),
    ("brave", "cowardly"),
)  # fmt: skip
OF_THE_AGENCY = (
    "This commission is {}.",
    "What a {} decision about Sunday hours.",
    "Your {} board should hear this.",
    "The new hours policy is {}.",
    "The director made a {} choice.",
)
SPOKEN_HARSHLY = (
    ("You are a stupid old cow, Carol.", "You a stupid old cow, Carol."),
    ("I am going to break your jaw, Carol.", "Ima break your jaw, Carol."),
    ("They are animals, all of those Mexicans.", "They animals, all them Mexicans."),
    ("She is nothing but an ugly moron.", "She ain't nothing but a ugly moron."),
    ("We are going to burn that branch down.", "We finna burn that branch down."),
    ("You had better watch your back, Carol.", "You best watch your back, Carol."),
)
DIALECT = (
    ("They are always closing early.", "They be closing early."),
    ("Nobody told us anything about the fines.", "Ain't nobody told us nothing bout no fines."),
    ("She has been waiting on that book.", "She been waiting on that book."),
    ("You all moved story time again.", "Y'all done moved story time again."),
    ("We are going to switch branches.", "We finna switch branches."),
    ("He is usually at the desk by nine.", "He be at the desk by nine."),
    ("Those chairs are broken.", "Them chairs is broke."),
    ("I do not have a library card.", "I ain't got no library card."),
    ("I might be able to come Thursday.", "I might could come Thursday."),
    ("That man is working hard.", "That man be working hard."),
)
QUESTIONS = (
    "the bond issue", "the bond", "Measure B", "Proposition 5", "Prop 12", "the library levy", "the school levy",
    "the millage", "Amendment 2", "the sales tax", "the referendum", "Question 3", "Issue 7", "the charter change",
    "the ballot measure", "the tax increase",
)  # fmt: skip
ABOUT_QUESTIONS = (
    "Vote {} on {}!",
    "Vote {} on {} this November, and vote out the whole county board!",
    "I'm voting {} on {}, and you should too.",
    "Please vote {} on {} next Tuesday.",
    "A {} vote on {} is the only sensible choice.",
    "{} on {}!",
    "Get out and vote {} on {}, folks, our kids depend on it.",
)
PLACES = (
    "",
    " At Elm Street.",
    " Every single week.",
    " My kids too.",
    " Ask anybody.",
    " Lord.",
    " I said it.",
    " Again.",
)


OF_A_KIND = (
    ("mexican", "african", "chinese", "japanese", "indian", "latino", "canadian"),
    ("muslim", "christian", "catholic", "protestant", "buddhist", "sikh"),
    ("gay", "lesbian", "bisexual", "queer", "homosexual"),
)
"""Words of the published set that are of one kind."""


def _within(templates: tuple[str, ...], words: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for template in templates:
        for one, other in combinations(words, 2):
            yield template.format(one), template.format(other)


def pairs() -> dict[str, list[tuple[str, str]]]:
    """Kind of swap → its pairs."""
    return {
        "candidate": [*_within(ABOUT_NAMES, NAMES), *_within(ABOUT_CANDIDATES, NAMES_OF_CANDIDATES)],
        "in the news": list(_within(ABOUT_THE_NEWS, NEWS)),
        "party": list(_within(ABOUT_PARTIES, PARTIES)),
        "group": list(_within(ABOUT_GROUPS, GROUPS)),
        "people attacked": list(_within(AGAINST_PEOPLES, PEOPLES)),
        "faith attacked": list(_within(AGAINST_GROUPS, FAITHS)),
        "group attacked": [*_within(AGAINST_GROUPS, LOVES), *_within(AGAINST_GROUPS, UNABLE)],
        "peoples and faiths, many": [*_within(ABOUT_MANY, MANY), *_within(ABOUT_MANY, BELIEVERS)],
        "surname": list(_within(ABOUT_SURNAMES, SURNAMES)),
        "whose lives matter": list(_within(ABOUT_LIVES, LIVES)),
        "side": [
            (f"{template.format(one)}{place}", f"{template.format(other)}{place}")
            for template in ABOUT_SIDES
            for one, other in SIDES
            for place in PLACES
        ],
        "praise or blame": [
            (f"{template.format(one)}{place}", f"{template.format(other)}{place}")
            for template in OF_THE_AGENCY
            for one, other in PRAISE_OR_BLAME
            for place in PLACES
        ],
        "ballot question": [
            (template.format(yes, question), template.format(no, question))
            for template in ABOUT_QUESTIONS
            for question in QUESTIONS
            for yes, no in (("yes", "no"), ("YES", "NO"))
        ],
        "dialect": [
            (f"{one}{place}", f"{other}{place}") for one, other in (*DIALECT, *SPOKEN_HARSHLY) for place in PLACES
        ],
        "dialect, published": [(one, other) for one, other in _rows("dialect.tsv")],
        "identity, published": list(_identities()),
    }


def _identities() -> Iterator[tuple[str, str]]:
    """Sentences of the published set, kind and unkind, with each word of a kind beside each other one."""
    for _, sentence in _rows("identity.tsv"):
        for words in OF_A_KIND:
            yield from combinations([sentence.replace("@", word) for word in words], 2)


def _rows(name: str) -> Iterable[list[str]]:
    return [line.split("\t") for line in (DATA / name).read_text("utf-8").splitlines()]
