"""Alternative texts that say nothing of any picture: a file's name, a word that waits for a better one, noise of keys.

Each is told by the whole text, never by a part of it: "test" says nothing, "Test pilots beside a plane" does.
"""

from __future__ import annotations

import re
from collections import Counter

_ENDINGS = (
    r"(?:jpe?g|jfif|png|gif|webp|avif|hei[cf]|tiff?|bmp|svg|mp4|m4v|mov|avi|webm|mkv|pdf|docx?|pptx?|xlsx?|odt|rtf|pub"
    r"|psd|ai|indd|eps|raw|cr2|nef|dng|zip)"
)
_FILE_NAME = re.compile(
    rf"\S{{1,200}}\.{_ENDINGS}"
    # With spaces in it, so long as nothing in it reads as a sentence.
    rf"|(?!.*\b(?:is|are|called|named|titled|reads?|reading|says|saying|opens|shows?|file|files)\b)"
    rf"\S{{1,60}}(?: \S{{1,60}}){{1,7}}\.{_ENDINGS}"
    r"|(?:img|dsc[nf]?|pxl|gopr|mvi|vid|pict?|picture|image|slide|capture|photo|scan|screen[ _-]?shot|untitled"
    r"|whatsapp)[ _-]*[\d(][\w ().:-]*"
    r"|[0-9a-f-]{16,}|[\d\W_]+"
    r"|(?=\S*[^\W_])\S*_\S*"
    r"|(?=\S*-(?:v?\d{1,3}|final|draft|copy|edit(?:ed)?|web|print|fb|ig|rev)(?:-|$))\w+(?:-\w+)+",
    re.I,
)
_NAME_OF_THE_KIND = (
    r"image|picture|photo|photograph|pic|graphic|video|clip|capture|flyer|poster|banner|logo|icon|screen ?shot"
    r"|thumbnail|illustration|drawing|infographic|slide|cover|header|imagen|im[aá]genes|foto|fotograf[ií]a|v[ií]deo|cartel|captura"
    r"|captura de pantalla|folleto|dibujo|gr[aá]fico"
)
_WAITS_FOR_WORDS = (
    r"alt|alt(?:ernative|ernate)?[ -]?text|alt tag|texto alternativo|description|descripci[oó]n|image description"
    r"|caption|title|text|texto|none|null|undefined|n/?a|nil|tb[ad]|to ?do|fix ?me|tests?|testing"
    r"|test (?:image|picture|photo|post)|prueba|place ?holder|sample|example|ejemplo|dummy|foo|bar|foobar"
    r"|blah(?: blah)*|bla(?: bla)*|lorem ipsum\b.*"
    r"|todo later|(?:add|write|insert|put|need|needs|enter) (?:an? )?(?:alt(?:ernative)?[ -]?text|description|alt)"
    r"(?: here| later)?|(?:add|fix|write) (?:this )?later|(?:to be|will be) (?:added|described|written)"
    r"|coming soon|pending|see (?:the )?(?:post|text|above|below|caption|image|picture|photo|description|comments?)"
    r"|(?:ver|v[eé]ase) (?:el )?(?:texto|mensaje|arriba|abajo)|same as (?:above|post|text|the post|the text)|as above"
    r"|untitled|unnamed|no (?:title|name|description|alt(?: text)?)|sin (?:t[ií]tulo|nombre|descripci[oó]n)|new|draft"
    r"|copy|final|decorative|stuff|something|whatever|things?|ok(?:ay)?|yes|no|hi|hello|here|this|it|click here"
    r"|asset|media|file|attachment|upload|untitled (?:design|document|project|image|file|artboard)"
    r"|(?:canva|adobe|figma)(?: \w+)?(?: (?:design|post|graphic|flyer))?(?: \d+)?|(?:new )?design(?: \d+)?"
    r"|(?:instagram|facebook|twitter|social media|social) (?:post|story|graphic|image|banner)(?: \d+)?"
)
_WORDLESS = re.compile(
    rf"(?:an? |the |this |my |our |una? |la |el )?(?:{_NAME_OF_THE_KIND}|{_WAITS_FOR_WORDS})s?"
    r"(?: here| aqu[ií]| goes here| \d{1,4})?[\s.!?…]*",
    re.I,
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "azertyuiop")
_TAPPED = re.compile(r"([a-z]{1,4})\1{2,}[a-z]?|(?:asd|sdf|dsf|fds|jkl|qwe|zxc)+[asdfjkl]{0,3}")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_NOT_SAID = re.compile(r"https?://\S+|[#@]\w+")
_CJK = 0x2E80
"""From here on one character can be a word."""


def is_file_name(alt: str, name: str = "") -> bool:
    """Whether it is, or looks like, the name of a file; `name` is that of the very file, where it is known."""
    return alt == name or _FILE_NAME.fullmatch(alt) is not None


def says_nothing(alt: str) -> bool:
    """Whether it is a word that stands in every picture's place, one letter, or what fingers make on a keyboard."""
    words = _WORD.findall(alt.casefold())
    if _WORDLESS.fullmatch(alt) or not words:
        return True
    if len("".join(words)) < 2 and ord(words[0]) < _CJK:
        return True
    return all(map(_noise, words))


def repeats(alt: str, post: str) -> bool:
    """Whether it says what the post says, word for word or nearly: of ten words nine. Addresses and tags aside."""
    told = _WORD.findall(alt.casefold())
    if not told:
        return False
    return any(_nearly(told, _WORD.findall(text.casefold())) for text in (post, _NOT_SAID.sub(" ", post)))


def _nearly(told: list[str], post: list[str]) -> bool:
    if told == post:
        return True
    longer = max(len(told), len(post))
    # Of a few words each counts: "Story hour at ten" and "Story hour at two" are not the same.
    return longer >= 8 and (Counter(told) & Counter(post)).total() >= 0.9 * longer


def _noise(word: str) -> bool:
    if len(word) >= 3 and _TAPPED.fullmatch(word):
        return True
    return len(word) >= 4 and any(word in row or word[::-1] in row for row in _ROWS)
