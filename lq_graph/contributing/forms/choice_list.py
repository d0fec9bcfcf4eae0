"""A list of things to choose from: how each is shown, found by what people write, and nearly found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from lq_graph.checking.suggestions import folded, nearest
from lq_graph.contributing.forms.form import Choice
from lq_graph.labels import sort_key
from lq_graph.settings import Texts

_NUMBER = re.compile(r"\d[\w.]*")
_LIKELY = 12  # texts with most letter pairs in common, among which the nearest is looked for


class ChoiceList:
    """Choices in Swedish order, by all the texts that stand for them.

    `short` gives a thing's address in short, by which those of one name are told apart.
    """

    def __init__(self, choices: Iterable[Choice], short: Mapping[str, str]) -> None:
        found = {choice.iri: choice for choice in choices}
        self._short = short
        self._shown = _told_apart(found.values(), short)
        self.choices = tuple(sorted(found.values(), key=lambda choice: (sort_key(self.shown(choice).sv), choice.iri)))
        self._near: dict[str, Choice | None] = {}

    def shown(self, choice: Choice) -> Texts:
        """A choice as it stands in a list: its label, after its code if that is a number."""
        return self._shown[choice.iri]

    def find_all(self, text: str) -> tuple[Choice, ...]:
        """All that a text may mean, by address, else as shown, else by label, else by code."""
        wanted = folded(text)
        return next((tuple(way[wanted]) for way in self._ways if wanted in way), ())

    def nearest(self, text: str) -> Choice | None:
        """The choice with the label nearest to a text, None if none is near. Time: about 1 ms, once a text."""
        wanted = folded(text)
        if wanted not in self._near:
            near = nearest(wanted, self._likely(wanted))
            self._near[wanted] = None if near is None else self._texts[near]
        return self._near[wanted]

    @cached_property
    def _ways(self) -> tuple[dict[str, list[Choice]], ...]:
        return _ways(self.choices, self._shown, self._short)

    @cached_property
    def _texts(self) -> dict[str, Choice]:
        return {text: choice for choice in reversed(self.choices) for text in self._names(choice)}

    @cached_property
    def _pairs(self) -> dict[str, frozenset[str]]:
        return {text: _letter_pairs(folded(text)) for text in self._texts}

    def _likely(self, wanted: str) -> list[str]:
        pairs = _letter_pairs(wanted)
        shared = {text: 2 * len(pairs & own) / (len(pairs) + len(own)) for text, own in self._pairs.items()}
        return sorted(shared, key=lambda text: (-shared[text], text))[:_LIKELY]

    def _names(self, choice: Choice) -> tuple[str, ...]:
        shown = self.shown(choice)
        return tuple(dict.fromkeys((choice.label.sv, choice.label.en, shown.sv, shown.en)))


def _told_apart(choices: Iterable[Choice], short: Mapping[str, str]) -> dict[str, Texts]:
    shown = {choice.iri: _with_number(choice) for choice in choices}
    swedish, english = (Counter(folded(text) for text in texts) for texts in _by_language(shown.values()))
    return {
        iri: Texts(
            sv=f"{text.sv} ({short[iri]})" if swedish[folded(text.sv)] > 1 else text.sv,
            en=f"{text.en} ({short[iri]})" if english[folded(text.en)] > 1 else text.en,
        )
        for iri, text in shown.items()
    }


def _by_language(texts: Iterable[Texts]) -> tuple[list[str], list[str]]:
    both = list(texts)
    return [each.sv for each in both], [each.en for each in both]


def _with_number(choice: Choice) -> Texts:
    number = f"{choice.notation} " if _NUMBER.fullmatch(choice.notation) else ""
    return Texts(number + choice.label.sv, number + choice.label.en)


def _ways(
    choices: Iterable[Choice], shown: Mapping[str, Texts], short: Mapping[str, str]
) -> tuple[dict[str, list[Choice]], ...]:
    ways: tuple[dict[str, list[Choice]], ...] = ({}, {}, {}, {})
    for choice in choices:
        as_shown = shown[choice.iri]
        names = ((choice.iri, short[choice.iri]), (as_shown.sv, as_shown.en), _labels(choice), (choice.notation,))
        for way, texts in zip(ways, names, strict=True):
            for text in dict.fromkeys(map(folded, filter(None, texts))):
                way.setdefault(text, []).append(choice)
    return ways


def _labels(choice: Choice) -> Iterator[str]:
    yield from (choice.label.sv, choice.label.en)


def _letter_pairs(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[start : start + 2] for start in range(len(padded) - 1))
