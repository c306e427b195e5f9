"""Which of the agency's own wordings people sign now."""

from __future__ import annotations

from masthead.policy.in_force import rulebook


def words_version() -> str:
    """The policy and the version of its words of a permission."""
    policy = rulebook().policy
    return f"{policy.id}, {policy.permission.version}"[:120]
