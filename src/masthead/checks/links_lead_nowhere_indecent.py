"""No link leads to a page that is indecent, sets people on somebody, campaigns, sells, or accuses somebody by name.

Source: the written policy (Presence 5: nothing posted or linked is defamatory, harassing or indecent; Presence 6 keeps
the agency away from campaigns). Read is what research kept of the page: its title and the first twenty thousand
characters of its words, in English, a piece at a time, so that two signs that count together stand near each other.
What stands further down, in pictures or behind a button, the person sees who reads the page and signs; so does what a
page in another language says. A page is longer than a post and quotes others, so one vulgar word is not enough. That
it sells or accuses is only advice, and told of its beginning alone: every shop sells, and every newspaper accuses.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from masthead.checks.engine import lexicon
from masthead.checks.engine.facts import DraftFacts, LinkFacts
from masthead.checks.engine.finding import Raised, Remedy
from masthead.checks.engine.prose import Inside, quotations
from masthead.checks.no_defamation_risk import accusations

CODES = ("link_accuses", "link_campaigns", "link_harasses", "link_indecent", "link_sells")
STAGE = "content"


def _to(page: str) -> DraftFacts:
    link = LinkFacts("https://pages.example/", "researched", signed_by="Inez Tate", page=page)
    return DraftFacts("Read on: https://pages.example/", links=(link,))


PASSES = (
    _to(""),
    _to("Hours. The reading room is open to adults only after 8. Check out up to ten books at a time."),
    _to("Sheriff's race: where the candidates stand. Both were asked about the jail. Early voting ends on Saturday."),
    _to("Review. The novel's hero swears like a sailor: 'damn it', he says. It is in stock at every branch."),
    _to("Health for teens: what everybody asks about sex, answered by nurses. Nude drawings in Western art, 1500 on."),
    _to("Join our campaign for literacy. Volunteer as a tutor, or donate books. Election day is a holiday for us."),
)
FAILS = (
    (_to("Hot nights. Adults only: live cams and sex videos, free for members."), "link_indecent"),
    (_to("My week. This damn job is bullshit, and so is my boss."), "link_indecent"),
    (_to("The whole town knows her. Go and point and laugh, and make her sorry."), "link_harasses"),
    (_to("Tull for Mayor. Experience that works. Paid for by Friends of Ardith Tull."), "link_campaigns"),
    (_to("Reelect Mayor Tull! Get a yard sign, volunteer, donate."), "link_campaigns"),
    (_to("The Lumo 7 e-reader. Add to cart. Free shipping on orders above $35."), "link_sells"),
    (_to("Our town. Former treasurer Doyle Pruitt helped himself to the cash box for years."), "link_accuses"),
)

_ENOUGH = 2
_PIECE, _OVERLAP = 2000, 150
"""Characters."""
_SAYS = {
    "link_indecent": "The page behind {url} seems indecent ({words}); link to another, or say why it is fit.",
    "link_harasses": "The page behind {url} sets people against somebody ({words}); do not lead readers there.",
    "link_campaigns": "The page behind {url} seems to be a campaign's ({words}); link to an official or neutral one.",
    "link_sells": "The page behind {url} sells something ({words}); a link there can look like praise of a business.",
    "link_accuses": "The page behind {url} states something damaging ({words}); see that its source is a good one.",
}
_ONLY_ADVICE = frozenset({"link_sells", "link_accuses"})


def check(draft: DraftFacts) -> Iterator[Raised]:
    for link in draft.links:
        span = (link.start, link.end) if link.start is not None and link.end is not None else None
        for code, words in signs(link.page):
            message = _SAYS[code].format(url=link.url, words=", ".join(f"“{word}”" for word in words))
            remedy = Remedy("go", "Open the dossier", target=link.url)
            yield Raised(code, message, span=span, link=link.url, remedies=(remedy,), only_advice=code in _ONLY_ADVICE)


@lru_cache(maxsize=64)
def signs(page: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(code, the words that gave the page away) for each fault. Kept, since a post is checked while it is typed."""
    found: dict[str, tuple[str, ...]] = {}
    for number, piece in enumerate(_pieces(page)):
        for code, words in _signs(piece):
            if number == 0 or code not in _ONLY_ADVICE:
                found.setdefault(code, words)
    return tuple(found.items())


def _pieces(page: str) -> Iterator[str]:
    """The page in pieces that begin and end between words, each with the last words of the one before."""
    begin = 0
    while begin < len(page):
        end = begin + _PIECE
        if end < len(page):
            end = max(page.rfind(" ", begin + _PIECE // 2, end), begin + _PIECE // 2)
        yield page[begin:end]
        begin = end if end >= len(page) else max(page.rfind(" ", begin, end - _OVERLAP), begin + _PIECE // 4)


def _signs(page: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    text = lexicon.straighten(page)
    adult, vulgar = _words("linked_page", "adult", text), _words("language", "vulgar", text)
    if adult or len(vulgar) >= _ENOUGH:
        yield "link_indecent", (adult or vulgar)[:_ENOUGH]
    aside = Inside(quotations(text))
    if piled := [text[start:end] for start, end in _spans("language", "pile_on", text) if start not in aside]:
        yield "link_harasses", (piled[0],)
    urged = _words("endorsement", "candidate", text) if _words("linked_page", "campaign_asks", text) else ()
    if campaign := _words("linked_page", "campaign", text) or urged:
        yield "link_campaigns", campaign[:1]
    if len(sold := _words("linked_page", "shop", text)) >= _ENOUGH:
        yield "link_sells", sold[:_ENOUGH]
    if accused := next(accusations(text), None):
        (start, end), _ = accused
        yield "link_accuses", (text[start:end],)


def _words(name: str, table: str, text: str) -> tuple[str, ...]:
    """The different words of the page that a table of a lexicon names, as the page has them, in its order."""
    said = (text[start:end] for start, end in _spans(name, table, text))
    return tuple({word.casefold(): word for word in said}.values())


def _spans(name: str, table: str, text: str) -> Iterator[tuple[int, int]]:
    return lexicon.spans(lexicon.phrases(name, table), text)
