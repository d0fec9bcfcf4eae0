"""Random made-up JSON, written with the position of each key and value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

GAPS = ["", "", " ", "\n", "\n    ", "\r\n", "\r", "\t", "\n\n  "]
T = TypeVar("T")
Thunks = Sequence[Callable[[], object]]


@dataclass(eq=False)
class Spot:
    """Where something stands, as offsets, once it is written."""

    start: int = -1
    end: int = -1


@dataclass
class JsonWriter:
    """A text that grows, with random space between all signs."""

    random: Random
    text: str = ""

    def inside(self, member: Callable[[], T]) -> T:
        """An object of one member."""
        return self.inside_of(member)[1]

    def inside_of(self, member: Callable[[], T]) -> tuple[Spot, T]:
        """An object of one member, and where it begins."""
        found: list[T] = []
        return self.braces([lambda: found.append(member())]), found[0]

    def member(self, key: str, value: Callable[[], T]) -> tuple[Spot, T]:
        """A key, and what its value gives."""
        spot = self.string(key)
        self.sign(":")
        return spot, value()

    def brackets(self, items: Thunks) -> Spot:
        """An array of what is called in turn, and where it begins."""
        return self.container("[", items, "]")

    def braces(self, members: Thunks) -> Spot:
        """An object of what is called in turn, and where it begins."""
        return self.container("{", members, "}")

    def container(self, opening: str, parts: Thunks, closing: str) -> Spot:
        """Parts between signs."""
        self.gap()
        spot = self.put(opening)
        for number, part in enumerate(parts):
            self.sign("," if number else "")
            part()
        self.sign(closing)
        return spot

    def string(self, text: str) -> Spot:
        """A string, with more or fewer escapes."""
        return self.put(json.dumps(text, ensure_ascii=self.random.random() < 0.3))

    def sign(self, sign: str) -> None:
        """A sign amid random space."""
        self.gap()
        self.put(sign)
        self.gap()

    def gap(self) -> None:
        """Random space."""
        self.put(self.random.choice(GAPS))

    def put(self, text: str) -> Spot:
        """A piece of text."""
        start = len(self.text)
        self.text += text
        return Spot(start, len(self.text))

    def some(self, thunk: Callable[[], object]) -> Thunks:
        """From none to four of the same."""
        return [thunk] * self.random.randint(0, 4)

    def sample(self, words: Iterable[str]) -> Sequence[str]:
        """One or two different words."""
        return self.random.sample(list(words), self.random.randint(1, 2))

    def shuffled(self, parts: Iterable[T]) -> Sequence[T]:
        """The parts in random order."""
        found = [*parts]
        return self.random.sample(found, len(found))
