"""The agency's dictionary: words that spelling knows from now on, learned from a named person with one press."""

from __future__ import annotations

from datetime import datetime

from masthead.agencies.models import Person, Word
from masthead.kernel.refusals import Invalid
from masthead.kernel.text import clean
from masthead.records.append import append
from masthead.records.operation import operation


@operation("drafts.write")
def learn(*, by: Person, at: datetime, word: str) -> Word:
    """Learn one word as written. Raises Invalid for more than one, or for none."""
    written = clean(word).strip()
    if not written or len(written.split()) != 1 or len(written) > 80:
        raise Invalid("The dictionary learns one word at a time.", field="word")
    learned, _ = Word.objects.get_or_create(word=written, defaults={"learned_by": by, "learned_at": at})
    append("dictionary/learned", by=by, at=at, subject=f"word:{written}", body={"word": written})
    return learned
