"""Some copies of the upper layers side by side, so that they learn in one pass; their mean is what is kept.

Their heads begin alike and so do their layers, with the base model's numbers in sixteen bits; what differs is what each
is shown in which company, and what of it goes unheard.
"""

from __future__ import annotations

import torch
from encoder import SHARED, WIDTH, Upper, base_encoder
from torch.nn import functional

HEADS, LAYERS, DROPPED = 12, 4, 0.1
PLACES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "joined": "attention.output.dense",
    "attended": "attention.output.LayerNorm",
    "wider": "intermediate.dense",
    "narrower": "output.dense",
    "read": "output.LayerNorm",
}
"""The parts of a layer here, and as the base model names them."""
NORMS = frozenset({"attended", "read"})


class Several(torch.nn.Module):
    """`times` copies. States: copies by posts by pieces by width, a mask all but the last; sums: by posts by codes."""

    def __init__(self, codes: int, times: int, unheard: float, seed: int) -> None:
        super().__init__()
        self.times, self.unheard = times, unheard
        base = base_encoder().half().float().state_dict()
        begun = {}
        for layer in range(LAYERS):
            for part, place in PLACES.items():
                weight = base[f"encoder.layer.{layer + SHARED}.{place}.weight"]
                begun[f"{part}{layer}_weight"] = weight if part in NORMS else weight.t()
                begun[f"{part}{layer}_bias"] = base[f"encoder.layer.{layer + SHARED}.{place}.bias"]
        drawn = torch.rand(WIDTH, codes, generator=torch.Generator().manual_seed(seed))
        begun |= {"heard_weight": torch.zeros(WIDTH, codes), "heard_bias": torch.zeros(codes)}
        begun |= {"says_weight": (drawn * 2 - 1) / WIDTH**0.5, "says_bias": torch.full((codes,), -2.0)}
        self.numbers = torch.nn.ParameterDict(
            {name: torch.nn.Parameter(one.expand(times, *one.shape).clone()) for name, one in begun.items()}
        )

    def heads(self) -> list[torch.nn.Parameter]:
        return [one for name, one in self.numbers.items() if name.startswith(("heard", "says"))]

    def layers(self) -> list[torch.nn.Parameter]:
        return [one for name, one in self.numbers.items() if not name.startswith(("heard", "says"))]

    def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        times, posts, pieces, _ = states.shape
        if self.training and self.unheard:
            states = states * (torch.rand(states.shape[:3], device=states.device) > self.unheard)[..., None]
        seen = mask.reshape(times * posts, 1, 1, pieces).bool()
        read = states.reshape(times, posts * pieces, WIDTH)
        for layer in range(LAYERS):
            read = self._layer(read, layer, seen, posts, pieces)
        read = self._drop(read)
        heard = self._product(read, "heard").float().view(times, posts, pieces, -1) + (mask[..., None] - 1) * 10_000.0
        says = self._product(read, "says").float().view(times, posts, pieces, -1)
        return (heard.softmax(2) * says).sum(2)

    def _layer(self, read: torch.Tensor, layer: int, seen: torch.Tensor, posts: int, pieces: int) -> torch.Tensor:
        def apart(what: str) -> torch.Tensor:
            together = self._product(read, f"{what}{layer}")
            return together.view(self.times * posts, pieces, HEADS, WIDTH // HEADS).transpose(1, 2)

        dropped = DROPPED if self.training else 0.0
        query, key, value = apart("query"), apart("key"), apart("value")
        told = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen, dropout_p=dropped)
        told = told.transpose(1, 2).reshape(self.times, posts * pieces, WIDTH)
        read = self._norm(read + self._drop(self._product(told, f"joined{layer}")), f"attended{layer}")
        wider = functional.gelu(self._product(read, f"wider{layer}"))
        return self._norm(read + self._drop(self._product(wider, f"narrower{layer}")), f"read{layer}")

    def _product(self, read: torch.Tensor, name: str) -> torch.Tensor:
        return torch.baddbmm(self.numbers[f"{name}_bias"][:, None], read, self.numbers[f"{name}_weight"])

    def _norm(self, read: torch.Tensor, name: str) -> torch.Tensor:
        even = functional.layer_norm(read, (WIDTH,), eps=1e-12)
        return even * self.numbers[f"{name}_weight"][:, None] + self.numbers[f"{name}_bias"][:, None]

    def _drop(self, read: torch.Tensor) -> torch.Tensor:
        return functional.dropout(read, DROPPED, self.training)

    def mean(self, codes: int) -> Upper:
        """One model with the mean of the copies' numbers."""
        means = {name: one.detach().mean(0).cpu() for name, one in self.numbers.items()}
        found = {}
        for layer in range(LAYERS):
            for part, place in PLACES.items():
                weight = means[f"{part}{layer}_weight"]
                found[f"tuned.layers.{layer}.{place}.weight"] = weight if part in NORMS else weight.t()
                found[f"tuned.layers.{layer}.{place}.bias"] = means[f"{part}{layer}_bias"]
        for part in ("heard", "says"):
            found[f"head.{part}.weight"] = means[f"{part}_weight"].t()
            found[f"head.{part}.bias"] = means[f"{part}_bias"]
        upper = Upper(codes, base_encoder())
        upper.load_state_dict({name: one.contiguous() for name, one in found.items()})
        return upper.eval()
