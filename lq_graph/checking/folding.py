"""One cause, one finding: what only follows from another finding is left out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from types import MappingProxyType

from lq_graph.checking.finding import Finding
from lq_graph.checking.shape_words import first_predicate
from lq_graph.reading.position import Cell
from lq_graph.triples.terms import Term

_CAUSES = ("Datatype", "NodeKind", "LanguageIn", "In", "HasValue", "Class", "Pattern", "MinLength", "MaxLength")
_RANKS: Mapping[str, int] = MappingProxyType({name: rank for rank, name in enumerate(_CAUSES)})
_COUNTS = frozenset({"MinCount", "QualifiedMinCount"})
_READ, _OTHER, _REASONED, _CHECK, _COUNT = -1, 50, 60, 70, 90


def fold(findings: Iterable[Finding]) -> list[Finding]:
    """The findings less those that follow from another one.

    Of those on one value of a property, and of those in one place on one property, the first cause is kept: that a cell
    could not be read, then a wrong datatype, a wrong kind and so on; among equals the one on what is written before one
    on what follows from it, the gravest, the one of the narrowest class. That a value is missing follows from one that
    is there and wrong; that a thing contradicts itself, from its being chosen where it cannot be. Of two things that a
    check holds against each other, only the first is told.
    """
    taken: set[Hashable] = set()
    kept = []
    for finding in sorted(findings, key=_weight):
        shared = _shared(finding)
        if taken.isdisjoint(shared) and taken.isdisjoint(_causes(finding)):
            kept.append(finding)
            taken.update(shared, _effects(finding))
    return kept


def _weight(finding: Finding) -> tuple[int, bool, int, int, str]:
    return (_rank(finding), not finding.is_exact, -finding.severity, -finding.depth, finding.code)


def _rank(finding: Finding) -> int:
    if finding.origin == "reader" or finding.is_cause:
        return _READ
    if finding.component in _COUNTS:
        return _COUNT
    if finding.component is None:
        return _REASONED if finding.origin == "reasoning" else _CHECK
    return _RANKS.get(finding.component, _OTHER)


def _shared(finding: Finding) -> list[Hashable]:
    """What no two findings may have in common."""
    keys: list[Hashable] = [("rule", finding.code, finding.focus, finding.path, finding.value, finding.position)]
    if finding.origin == "check" and finding.value is not None:
        keys.append(("pair", finding.code, frozenset((finding.focus, finding.value))))
    if finding.value is not None and finding.path is not None:
        keys.append(("value", finding.focus, finding.value, _property(finding)))
    if finding.position is not None and finding.path is not None:
        keys.append(("place", finding.position, _property(finding), finding.language))
    return keys


def _causes(finding: Finding) -> list[Hashable]:
    """What another finding may have, of which this one is then an effect."""
    keys: list[Hashable] = []
    if isinstance(finding.position, Cell):
        keys.append(("cell", finding.position))
    if finding.component in _COUNTS:
        keys.append(("wrong", finding.focus, _property(finding)))
    if finding.origin == "reasoning":
        keys.append(("chosen", finding.focus))
    if finding.value is not None:
        is_itself = finding.is_exact and finding.path is not None
        keys.append(("cause" if is_itself else "value", finding.focus, finding.value))
    return keys


def _effects(finding: Finding) -> list[Hashable]:
    """What this finding has, so that others with it as a cause are left out."""
    keys: list[Hashable] = []
    if finding.origin == "reader":
        keys.append(("cell", finding.position))
    if finding.value is not None:
        is_of_property = finding.path is not None and finding.origin != "check"
        keys.append(("value", finding.focus, finding.value))
        keys.append(("chosen", finding.value) if is_of_property else ("cause", finding.focus, finding.value))
        if is_of_property:
            keys.append(("wrong", finding.focus, _property(finding)))
    return keys


def _property(finding: Finding) -> Term | None:
    return None if finding.path is None else first_predicate(finding.path)
