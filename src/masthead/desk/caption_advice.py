"""What the policy in force finds hard to read in captions, for the pages on which they are seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from masthead.checks import captions_can_be_read
from masthead.checks.engine.facts import AssetFacts, DraftFacts
from masthead.policy.in_force import rulebook


def numbers() -> Mapping[str, Any]:
    """How long and how quick captions may be by the policy; the check's own numbers where it names none."""
    for name, _, binding in rulebook().checks():
        if name == "captions_can_be_read":
            return binding.params
    return {}


def of_video(facts: AssetFacts) -> list[str]:
    """One sentence for each kind of trouble, as a draft with this video would be told."""
    return [raised.message for raised in captions_can_be_read.check(DraftFacts("", assets=(facts,)), **numbers())]
