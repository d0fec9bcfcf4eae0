"""Terms that look like those of a well-known vocabulary but are none: misspelt properties, classes and datatypes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
from pyoxigraph import Literal, NamedNode

from lq_graph.checking.rules.fault import Fault
from lq_graph.text import nearest
from lq_graph.triples.columns import Columns, first, second, unique_ids
from lq_graph.triples.terms import Ids

_LISTS = Path(__file__).with_name("vocabularies.txt")
_MEMBER = "_"  # rdf:_1, rdf:_2 and so on are properties


@dataclass(frozen=True)
class _Vocabulary:
    """The terms of one namespace; if the list is not complete, only what is like a term of it is a fault."""

    terms: frozenset[str]
    is_complete: bool


def term_faults(stated: Columns) -> Iterator[Fault]:
    """A fault for each subject with a term that no known vocabulary has; the suggestion is the nearest one it has."""
    wrong: dict[int, tuple[NamedNode, str | None]] = {}
    for identifier in _used(stated).tolist():
        used = stated.terms[identifier]
        term = used.datatype if isinstance(used, Literal) else used
        if isinstance(term, NamedNode):
            found = _unknown(term.value)
            if found is not None:
                wrong[identifier] = (term, found[0])
    if not wrong:
        return
    for key, relation in stated.relations.items():
        if key in wrong:
            for subject in unique_ids(first(relation)).tolist():
                yield Fault("unknown-term", stated.terms[subject], None, wrong[key][0], wrong[key][1])
        objects = second(relation)
        is_wrong = np.isin(objects, np.array(list(wrong), np.int32))
        for subject, object_ in zip(first(relation)[is_wrong].tolist(), objects[is_wrong].tolist(), strict=True):
            term, suggestion = wrong[object_]
            yield Fault(
                "unknown-term", stated.terms[subject], stated.terms[key], stated.terms[object_], suggestion, term
            )


def _used(stated: Columns) -> Ids:
    """The ids of predicates, and of all objects."""
    return unique_ids(
        np.concatenate([np.fromiter(stated.relations, np.int32), *map(second, stated.relations.values())])
    )


@cache
def _unknown(iri: str) -> tuple[str | None] | None:
    """The nearest term, or None, of a term that a known vocabulary lacks; nothing if all is well with it."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    space, name = iri[:cut], iri[cut:]
    vocabularies = _vocabularies()
    if space not in vocabularies:
        intended = _by_bare_name().get(_bare(space))
        return None if intended is None or name not in vocabularies[intended].terms else (f"<{intended}{name}>",)
    vocabulary = vocabularies[space]
    if not name or name in vocabulary.terms or (name.startswith(_MEMBER) and name[1:].isdecimal()):
        return None
    alike = (sorted(term for term in vocabulary.terms if term[0].isupper() == is_upper) for is_upper in _cases(name))
    near = next((near for terms in alike if (near := nearest(name, terms))), None)
    if near is None and not vocabulary.is_complete:
        return None
    return (None if near is None else f"{space}{near}",)


def _cases(name: str) -> tuple[bool, bool]:
    """Whether terms begin with a capital: first as the name does, since classes do and properties do not."""
    return name[0].isupper(), not name[0].isupper()


@cache
def _vocabularies() -> Mapping[str, _Vocabulary]:
    """The known vocabularies by their namespaces."""
    found: dict[str, _Vocabulary] = {}
    for paragraph in _LISTS.read_text(encoding="utf-8").split("\n\n"):
        words = paragraph.split()
        if words[0] in ("complete", "open"):
            found[words[1]] = _Vocabulary(frozenset(words[2:]), words[0] == "complete")
    return MappingProxyType(found)


@cache
def _by_bare_name() -> Mapping[str, str]:
    return MappingProxyType({_bare(space): space for space in _vocabularies()})


def _bare(space: str) -> str:
    """A namespace without what is easily written wrong: its scheme, www and its last character."""
    return space.rpartition("://")[2].removeprefix("www.").rstrip("#/").lower()
