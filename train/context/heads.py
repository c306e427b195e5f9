"""What stands above the shared encoder when a comment is read beside its post: four layers that make of a text WIDTH
numbers, and two small heads that compare the numbers of two texts, or of three.
"""

from __future__ import annotations

import torch
from encoder import SHARED, Head, Layers
from rows import AIMS, BELONGS

NUMBERS, HIDDEN = 96, 48
"""Numbers to a text; units of each head."""


class Heads(torch.nn.Module):
    """The layers that learn, what they make of a text, and the heads."""

    def __init__(self, base: torch.nn.Module) -> None:
        super().__init__()
        self.tuned = Layers(base.encoder.layer[SHARED:])
        self.head = Head(NUMBERS)
        torch.nn.init.orthogonal_(self.head.says.weight)
        torch.nn.init.zeros_(self.head.says.bias)
        self.drop = torch.nn.Dropout(0.1)
        self.belongs = _head(4 * NUMBERS, len(BELONGS))
        self.aims = _head(7 * NUMBERS, len(AIMS))

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """What each piece adds to the numbers of its text."""
        return self.head(self.drop(self.tuned(states, mask)), mask)

    def of_texts(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """The numbers of each text, of length one."""
        return torch.nn.functional.normalize(self(states, mask).sum(1), dim=-1, eps=1e-6)


def _head(given: int, told: int) -> torch.nn.Module:
    return torch.nn.Sequential(
        torch.nn.Dropout(0.1), torch.nn.Linear(given, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, told)
    )


def beside(post: torch.Tensor, comment: torch.Tensor) -> torch.Tensor:
    """What the first head is given: both texts, how far apart they are, and their product."""
    return torch.cat([post, comment, (post - comment).abs(), post * comment * NUMBERS**0.5], -1)


def answering(post: torch.Tensor, before: torch.Tensor, comment: torch.Tensor) -> torch.Tensor:
    """What the second head is given: as `beside`, and the comment answered (zeros where there is none)."""
    apart = (before - comment).abs() * (before != 0).any(-1, keepdim=True)
    return torch.cat([beside(post, comment), before, apart, before * comment * NUMBERS**0.5], -1)
