"""Comments no engine may stumble over: odd, broken, endless, and ordinary ones in forty languages. All of them stay."""

from __future__ import annotations

from pathlib import Path

ODD = {
    "empty": "",
    "nul": "\x00" * 1000,
    "surrogates": "\ud800\udfff" * 500,
    "emoji": "🎉" * 5000,
    "marks": "e" + "\u0301" * 10_000,
    "spaces": " " * 100_000,
    "one letter": "a" * 1_000_000,
    "megabyte": "The branch was closed again and nobody told us. " * 21_000,
    "russian": "Спасибо за книги и за ваш труд. " * 100,
    "chinese": "图书馆今天不开门,我很失望。" * 200,
    "arabic": "شكرا جزيلا على هذه الخدمة الرائعة " * 100,
    "the": "the " * 3000,
    "you": "you " * 3000,
    "quotes": "\"'" * 5000,
    "one emoji": "🎉",
    "only emoji": "👏🏽👏🏽❤️‍🔥🙌",
    "one link": "https://example.org/calendar?id=7&day=3#top",
    "links": "https://example.org/a?b=c " * 20_000,
    "marks everywhere": "".join(f"{letter}{chr(0x300)}{chr(0x335)}" for letter in "abcdefgh ") * 1000,
    "mixed rubbish": "\x00\ud800\u200b\u0301\ufffe\U0010ffff" * 1000,
    "words of nothing but odd letters": ("qx" * 45 + " ") * 100,
    "halves of words": "a.b-" * 250_000,
    "letters apart": "a b " * 250_000,
    "digits and signs": "1!" * 500_000,
    "lines": "\n" * 100_000,
    "right to left": "\u202e" * 5000 + "books",
}
LANGUAGES = Path(__file__).parent / "data" / "languages" / "comments.txt"
FALSE_FRIENDS = LANGUAGES.with_name("false_friends.tsv")


def in_languages() -> dict[str, list[str]]:
    """Language → its comments."""
    found: dict[str, list[str]] = {}
    for line in LANGUAGES.read_text("utf-8").splitlines():
        if line.startswith("== "):
            found[line[3:]] = []
        elif line and not line.startswith("#"):
            found[next(reversed(found))].append(line)
    return found


def false_friends() -> list[tuple[str, str, str]]:
    """Language, an English or Spanish vulgar term, and a comment in which another word is spelled like it."""
    rows = (line.split("\t") for line in FALSE_FRIENDS.read_text("utf-8").splitlines())
    return [(language, term, comment) for language, term, comment in rows]
