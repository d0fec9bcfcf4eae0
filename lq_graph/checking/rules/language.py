"""Whether a text is in Swedish or in English, by words and letters that the other language does not have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from lq_graph.text import Language

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3
_CERTAIN = 2

_SWEDISH = (
    "och att för som är av på med till den det de ett en inte från eller ska har hos vi sin sitt sina deras när där "
    "här hur alla efter mellan genom över utan kan blir vid om mot varje samt också"
)
_ENGLISH = (
    "the and of to for with from that this these which are was were not its their has have will shall can into between "
    "through where when how who our your"
)
_FUNCTION_WORDS: Mapping[Language, frozenset[str]] = MappingProxyType(
    {"sv": frozenset(_SWEDISH.split()), "en": frozenset(_ENGLISH.split())}
)
_OTHER: Mapping[Language, Language] = MappingProxyType({"sv": "en", "en": "sv"})


def words_of(text: str) -> frozenset[str]:
    """The words of a text, in lower case."""
    return frozenset(_WORD.findall(text.lower()))


class Vocabulary:
    """The words that texts of one graph use in each language, which tell the languages of short texts apart."""

    def __init__(self, texts: Iterable[tuple[Language, frozenset[str]]]) -> None:
        """The vocabulary of texts, each by its language and its words."""
        self._counts: dict[Language, Counter[str]] = {"sv": Counter(), "en": Counter()}
        for language, words in texts:
            self._counts[language].update(words)

    def is_other(self, words: frozenset[str], language: Language) -> bool:
        """Whether a text that is marked as in one language is most probably in the other.

        It has two function words of the other language or more, and none of its own.
        """
        own, other = self._evidence(words, language)
        return other >= _CERTAIN and own == 0

    def are_swapped(self, swedish: frozenset[str], english: frozenset[str]) -> bool:
        """Whether of a pair of texts each is in the language of the other.

        Here a word counts too that other texts use in one language only: a name has few function words.
        """
        return self._leans_away(swedish - english, "sv") and self._leans_away(english - swedish, "en")

    def _leans_away(self, words: frozenset[str], language: Language) -> bool:
        own, other = self._evidence(words, language)
        if own:
            return False
        counts, others = self._counts[language], self._counts[_OTHER[language]]
        telling = [word for word in words if len(word) >= _SHORTEST]
        other += sum(counts[word] <= 1 and others[word] > 0 for word in telling)
        own += sum(counts[word] > 1 and others[word] == 0 for word in telling)
        return other > own

    def _evidence(self, words: frozenset[str], language: Language) -> tuple[int, int]:
        """How many function words of the language, and of the other one, a text has."""
        return len(words & _FUNCTION_WORDS[language]), len(words & _FUNCTION_WORDS[_OTHER[language]])
