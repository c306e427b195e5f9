"""What an adoption asks before it is recorded."""

from __future__ import annotations

from collections.abc import Collection

from masthead.policy.gates import gate


@gate
def another_person_records_the_adoption(*, authors: Collection[str], recorder: str) -> str | None:
    """Somebody whose words are not in a version records that it was adopted: nobody writes the rules alone.

    authors: whoever drafted or revised it.
    """
    if recorder not in authors:
        return None
    return (
        "You drafted this version, or changed it since. "
        "Ask somebody else who looks after the policy to record its adoption."
    )
