"""Faults of the texts of a graph: of their characters, of what they say of persons, and of their languages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.rules.characters import Use, text_fault
from lq_graph.checking.rules.fault import Fault
from lq_graph.checking.rules.language import Vocabulary, words_of
from lq_graph.checking.rules.personal_data import PERSONAL_NUMBER, personal_fault
from lq_graph.labels import NAMING_PROPERTIES
from lq_graph.names import DCAT, DCTERMS, LQ, SKOS, WELL_KNOWN_PREFIXES, XSD
from lq_graph.text import LANGUAGES, Language
from lq_graph.triples.columns import Columns, first, second
from lq_graph.triples.terms import LITERAL

_STRING = NamedNode(f"{XSD}string")
_SHORT_LABEL = f"{LQ}shortLabel"
_OWN_TEXTS = frozenset({_SHORT_LABEL, f"{SKOS}definition", f"{SKOS}editorialNote"})
_OF_OTHERS = (
    _SHORT_LABEL,
    f"{SKOS}inScheme",
)  # what has these is a thing of somebody else, whose texts are quoted, but for our own
_NAMES = frozenset(
    {*NAMING_PROPERTIES, _SHORT_LABEL, f"{SKOS}altLabel", f"{SKOS}hiddenLabel", f"{LQ}statedPeriod", f"{DCAT}keyword"}
)
_CODES = frozenset({f"{SKOS}notation", f"{DCTERMS}identifier", f"{WELL_KNOWN_PREFIXES['org']}identifier"})


class _Text(NamedTuple):
    """A text that is the value of a predicate of a subject, by its id; its language without a region."""

    subject: int
    predicate: NamedNode
    literal: Literal
    value: str
    language: str | None


def text_faults(stated: Columns) -> Iterator[Fault]:
    """The faults of all texts that a graph states, at most one of characters and one of language for each."""
    texts = list(_texts(stated))
    of_others = {key for each in _OF_OTHERS for key in first(stated.named(each)).tolist()}
    own = [text for text in texts if text.subject not in of_others or text.predicate.value in _OWN_TEXTS]
    found = [*_character_faults(texts, of_others), *_language_faults(own)]
    for text, code, repaired in found:
        yield Fault(code, stated.terms[text.subject], text.predicate, text.literal, repaired)


def _texts(stated: Columns) -> Iterator[_Text]:
    kinds = stated.terms.kinds()
    for key, relation in stated.relations.items():
        predicate, objects = stated.terms[key], second(relation)
        is_literal = kinds[objects] == LITERAL
        if isinstance(predicate, NamedNode) and is_literal.any():
            subjects = first(relation)[is_literal].tolist()
            for subject, literal in zip(subjects, stated.terms.terms(objects[is_literal]), strict=True):
                language = getattr(literal, "language", None)
                if language is not None or getattr(literal, "datatype", None) == _STRING:
                    tag = language and language.partition("-")[0].lower()
                    yield _Text(subject, predicate, literal, literal.value, tag)  # type: ignore[arg-type]


_Found = tuple[_Text, str, str | None]


def _character_faults(texts: Iterable[_Text], of_others: Collection[int]) -> Iterator[_Found]:
    uses: dict[bool, dict[NamedNode, Use]] = {True: {}, False: {}}
    for text in texts:
        is_of_others = text.subject in of_others
        use = uses[is_of_others].get(text.predicate)
        if use is None:
            use = uses[is_of_others][text.predicate] = _use(text.predicate.value, is_of_others)
        found = text_fault(text.value, use)
        if found is not None:
            yield text, found.code, found.repaired
        elif not use.is_quoted:
            code = personal_fault(text.value)
            if code is not None and not (use.is_code and code != PERSONAL_NUMBER):
                yield text, code, None


def _use(name: str, is_of_others: bool) -> Use:
    return Use(name in _NAMES, name in _CODES, is_of_others and name not in _OWN_TEXTS)


# Languages: of the texts that one predicate gives one subject.


class _Words(NamedTuple):
    """A text with its words."""

    text: _Text
    words: frozenset[str]


def _language_faults(texts: Iterable[_Text]) -> Iterator[_Found]:
    groups: dict[tuple[int, NamedNode], list[_Text]] = {}
    for text in texts:
        groups.setdefault((text.subject, text.predicate), []).append(text)
    pairs = []
    tagged: dict[Language, list[_Words]] = {"sv": [], "en": []}
    for group in groups.values():
        by_language = {each.language: _Words(each, words_of(each.value)) for each in group}
        known = [(language, by_language[language]) for language in LANGUAGES if language in by_language]
        for language, each in known:
            tagged[language].append(each)
        if len(known) == len(LANGUAGES):
            pairs.append((by_language["sv"], by_language["en"]))
        if known and None in by_language:
            yield from ((text, "text-untagged", None) for text in group if text.language is None)
    yield from _of_tagged(tagged, pairs)


def _of_tagged(tagged: Mapping[Language, list[_Words]], pairs: Iterable[tuple[_Words, _Words]]) -> Iterator[_Found]:
    vocabulary = Vocabulary((language, each.words) for language in LANGUAGES for each in tagged[language])
    swapped = {
        half.text
        for swedish, english in pairs
        if vocabulary.are_swapped(swedish.words, english.words)
        for half in (swedish, english)
    }
    for language in LANGUAGES:
        for text, words in tagged[language]:
            if text in swapped and language == "sv":
                yield text, "text-languages-swapped", None
            elif text not in swapped and vocabulary.is_other(words, language):
                yield text, "text-other-language", None
