"""Which labels of a model the policy heeds: a model whose labels it names nowhere would be asked and never heard."""

from __future__ import annotations

from collections.abc import Sequence

from masthead.policy.rulebook import Rulebook
from masthead.signals.context.evidence import LABELS as OF_CONTEXT
from masthead.signals.model.port import Reader

SHOWN = 12
"""Labels that a sentence names at most."""


def asked(book: Rulebook) -> set[str]:
    """The labels that the grounds of the policy name, those of the context heads left out."""
    named = (ground.reads.keys() | ground.answered_by.keys() | ground.keeps.keys() for ground in book.grounds)
    return {label for labels in named for label in labels} - OF_CONTEXT


def heeded(book: Rulebook, reader: Reader) -> list[str]:
    """The labels of `reader` that the policy names, in the model's order."""
    named = asked(book)
    return [label for label in reader.labels if label in named]


def is_mute(book: Rulebook, reader: Reader) -> bool:
    """Whether the policy asks for a model, and names no label of this one."""
    return bool(asked(book)) and not heeded(book, reader)


def said_of(book: Rulebook, reader: Reader) -> str:
    """Which labels of `reader` the policy heeds and which not, in a sentence; the cure where it heeds none."""
    heard = heeded(book, reader)
    if not heard:
        label = next(iter(reader.labels), "toxic")
        return (
            f"The policy {book.policy.id} heeds no label of the model ({_listed(reader.labels)}). Write in its file, "
            f"under the ground that it speaks for: [ground.model] reads = {{ {_key(label)} = 0.8 }}."
        )
    others = [label for label in reader.labels if label not in heard]
    rest = f"; it does not heed {_listed(others)}" if others else ""
    return f"Of the labels of the model the policy {book.policy.id} heeds {_listed(heard)}{rest}."


def _listed(labels: Sequence[str]) -> str:
    more = f" and {len(labels) - SHOWN} more" if len(labels) > SHOWN else ""
    return ", ".join(labels[:SHOWN]) + more


def _key(label: str) -> str:
    """`label` as a key of a policy file: in quotes where it holds more than letters, digits, _ and -."""
    bare = label.replace("_", "").replace("-", "")
    return label if bare.isascii() and bare.isalnum() else f'"{label}"'
