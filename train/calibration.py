"""From what a model says of a label to a chance between 0 and 1."""

from __future__ import annotations

import numpy

ROUNDS, HALVINGS = 60, 12


def calibrate(logits: numpy.ndarray, gold: numpy.ndarray) -> list[float]:
    """Slope and offset of a logistic over `logits`, by Newton's method with a little ridge towards (1, 0).

    A step that makes the fit worse is halved: where nearly all is told apart, whole steps run away.
    """
    at = numpy.array([1.0, 0.0])
    for _ in range(ROUNDS):
        chance = 1 / (1 + numpy.exp(-numpy.clip(at[0] * logits + at[1], -500, 500)))
        weight = chance * (1 - chance)
        gradient = numpy.array([((chance - gold) * logits).sum() + (at[0] - 1.0), (chance - gold).sum() + 0.1 * at[1]])
        curve = numpy.array(
            [
                [(weight * logits * logits).sum() + 1.0, (weight * logits).sum()],
                [(weight * logits).sum(), weight.sum() + 0.1],
            ]
        )
        step = numpy.linalg.solve(curve, gradient)
        for _ in range(HALVINGS):
            if _loss(at - step, logits, gold) <= _loss(at, logits, gold):
                break
            step = step / 2
        at = at - step
        if abs(step).max() < 1e-6:
            break
    return [round(max(0.1, float(at[0])), 4), round(float(at[1]), 4)]


def _loss(at: numpy.ndarray, logits: numpy.ndarray, gold: numpy.ndarray) -> float:
    scores = at[0] * logits + at[1]
    return float((numpy.logaddexp(0, scores) - gold * scores).sum() + 0.5 * (at[0] - 1) ** 2 + 0.05 * at[1] ** 2)
