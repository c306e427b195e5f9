"""State machines are tables: what may follow what is read from one place, by people, by code and by the docs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from masthead.kernel.refusals import Refused

TABLES: dict[str, StateTable] = {}


@dataclass(frozen=True, slots=True)
class StateTable:
    """A named machine. `transitions` maps (state, act) to the next state; what is not in it is refused.

    name: the thing in lower case, as staff say it ("delivery"); it begins refusals and names the diagram.
    words: how a state or an act reads in a sentence, where its own name will not do.
    Every table registers itself in TABLES, from which docs/states/ is drawn. Raises TypeError at import time for a
    second table of one name, or for a state that can never be reached from `initial`.
    """

    name: str
    initial: str
    transitions: Mapping[tuple[str, str], str]
    words: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.name in TABLES:
            raise TypeError(f"two state tables are called {self.name}")
        stranded = self.states - self._reached()
        if stranded:
            raise TypeError(f"{self.name}: nothing leads to {', '.join(sorted(stranded))}")
        TABLES[self.name] = self

    @property
    def states(self) -> frozenset[str]:
        """Every state the table speaks of."""
        named = {state for state, _ in self.transitions} | set(self.transitions.values())
        return frozenset(named | {self.initial})

    @property
    def acts(self) -> frozenset[str]:
        return frozenset(act for _, act in self.transitions)

    @property
    def final(self) -> frozenset[str]:
        """States nothing leads out of."""
        return self.states - {state for state, _ in self.transitions}

    def may(self, state: str, act: str) -> bool:
        return (state, act) in self.transitions

    def acts_from(self, state: str) -> tuple[str, ...]:
        """What can be done in `state`, in the order of the table: the buttons a page may show."""
        return tuple(act for (source, act) in self.transitions if source == state)

    def to(self, state: str, act: str) -> str:
        """The state that follows. Raises Refused, saying what can be done instead, when `act` is not in the table."""
        try:
            return self.transitions[state, act]
        except KeyError:
            raise Refused(self._refusal(state, act)) from None

    def choices(self) -> list[tuple[str, str]]:
        """(value, label) of every state, initial first, for a Django field."""
        order = dict.fromkeys([self.initial, *(s for pair, to in self.transitions.items() for s in (pair[0], to))])
        return [(state, self._say(state).capitalize()) for state in order]

    def mermaid(self) -> str:
        """The machine as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {state} --> {to}: {self._say(act)}" for (state, act), to in self.transitions.items()]
        lines += [f"    {state} --> [*]" for state in sorted(self.final)]
        return "\n".join(lines) + "\n"

    def _say(self, word: str) -> str:
        return self.words.get(word, word.replace("_", " "))

    def _refusal(self, state: str, act: str) -> str:
        possible = [self._say(other) for other in self.acts_from(state)]
        cure = f"What can be done now: {', '.join(possible)}." if possible else "Nothing more can be done with it."
        return f"This {self.name} is {self._say(state)}, so it cannot “{self._say(act)}”. {cure}"

    def _reached(self) -> set[str]:
        reached, frontier = {self.initial}, [self.initial]
        while frontier:
            for following in self._following(frontier.pop()):
                if following not in reached:
                    reached.add(following)
                    frontier.append(following)
        return reached

    def _following(self, state: str) -> Iterator[str]:
        return (to for (source, _), to in self.transitions.items() if source == state)
