"""Facebook's own export in JSON: the messages of a conversation, or the comments somebody wrote.

Its older files write each byte of UTF-8 as a letter of its own (“CafÃ©”); these are put together again. Where that
fails, the text was right as it stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from masthead.employees.exports.message import Message, Read, after_epoch, fields_of, words_of

_COMMENTS = "Facebook exports only the comments you wrote yourself: add what the other person said."


def read(whole: object, *, own_name: str) -> Read | None:
    """What is in `whole`, or None when it is nothing of Facebook's. own_name tells whose words are whose."""
    given = fields_of(whole)
    own = own_name.strip().casefold()
    if isinstance(given.get("messages"), list) and "participants" in given:
        return Read("Facebook", tuple(_messages(given, own)))
    comments = next((given[key] for key in ("comments_v2", "comments") if isinstance(given.get(key), list)), None)
    if isinstance(comments, list):
        return Read("Facebook", tuple(_comments(comments)), _COMMENTS)
    return None


def mended(text: str) -> str:
    """The text that was written, where each of its bytes stands as a letter; the same text where none does."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _messages(given: Mapping[str, object], own: str) -> Iterator[Message]:
    thread = words_of(given.get("thread_path")) or words_of(given.get("threadName")) or words_of(given.get("title"))
    messages = given["messages"]
    for said in map(fields_of, messages if isinstance(messages, list) else []):
        if "senderName" in said:
            # The newer files of encrypted conversations are written as they should be.
            name, text = words_of(said.get("senderName")), words_of(said.get("text"))
        else:
            name, text = mended(words_of(said.get("sender_name"))), mended(words_of(said.get("content")))
        at = after_epoch(said.get("timestamp_ms", said.get("timestamp")), per_second=1000)
        if text.strip():
            yield Message(name=name, text=text, at=at, mine=bool(own) and own == name.casefold(), thread=thread)


def _comments(comments: list[object]) -> Iterator[Message]:
    for number, item in enumerate(map(fields_of, comments)):
        data = item.get("data")
        for part in map(fields_of, data if isinstance(data, list) else []):
            said = fields_of(part.get("comment"))
            text = mended(words_of(said.get("comment")))
            at = after_epoch(said.get("timestamp", item.get("timestamp")), per_second=1)
            thread = mended(words_of(item.get("title"))) or str(number)
            if text.strip():
                yield Message(name=mended(words_of(said.get("author"))), text=text, at=at, mine=True, thread=thread)
