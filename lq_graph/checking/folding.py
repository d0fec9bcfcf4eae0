"""One cause, one finding: what only follows from another finding is left out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from types import MappingProxyType

from lq_graph.checking.finding import Finding
from lq_graph.reading.file_kind import is_sheet_file
from lq_graph.reading.position import Cell
from lq_graph.shacl.core.paths import first_predicate
from lq_graph.triples.terms import Term

_CAUSES = ("Datatype", "NodeKind", "LanguageIn", "In", "HasValue", "Class", "Pattern", "MinLength", "MaxLength")
_BOUNDS = ("MinExclusive", "MinInclusive", "MaxExclusive", "MaxInclusive")  # what is no number is in no bounds either
_COUNTS = frozenset({"MinCount", "QualifiedMinCount"})
_READ, _OTHER, _BOUND, _REASONED, _MISDATED, _SEVERAL, _CHECK, _COUNT, _LACK = -1, 50, 55, 60, 65, 66, 70, 90, 91
_RANKS: Mapping[str, int] = MappingProxyType(
    {**{name: rank for rank, name in enumerate(_CAUSES)}, **dict.fromkeys(_BOUNDS, _BOUND)}
)


def fold(findings: Iterable[Finding]) -> list[Finding]:
    """The findings less those that follow from another one.

    Of those on one value of a property, and of those in one place on one property, the first cause stays: that a cell
    could not be read, then a wrong datatype, a wrong kind and so on; among equals the one on what is written before one
    on what follows from it, the gravest, the one of the narrowest class. That a value is missing follows from one that
    is there and wrong; that a thing contradicts itself, from its being chosen where it cannot be; what it lacks
    or cannot have, from its having properties that exclude each other; that the dates of two things do not fit, from
    those of one being wrong by themselves. Of two things that a check compares with each other, only the first is
    reported. No finding is left out for one that is less grave.
    """

    def weight(finding: Finding) -> tuple[int, bool, int, int, str]:
        return (_rank(finding), not finding.is_exact, -finding.severity, -finding.depth, finding.code)

    gravest: dict[Hashable, int] = {}
    folded: list[Finding] = []
    explained: set[Hashable] = set()  # pairs of which one finding follows from a cause, and the other therefore too
    for finding in sorted(findings, key=weight):
        shared = _shared(finding)
        if any(gravest.get(key, 0) >= finding.severity for key in _causes(finding)):
            explained.update(key for key in shared if key[0] == "pair")
        elif all(gravest.get(key, 0) < finding.severity for key in shared):
            folded.append(finding)
            for key in (*shared, *_effects(finding)):
                gravest[key] = max(gravest.get(key, 0), finding.severity)
    return [finding for finding in folded if explained.isdisjoint(_shared(finding))]


def _rank(finding: Finding) -> int:
    if finding.origin == "reader" or finding.is_cause or finding.is_undecided:
        return _READ
    if finding.component in _COUNTS:
        return _COUNT
    if finding.is_misdated:
        return _SEVERAL if finding.path is None else _MISDATED
    if finding.component is None:
        if _is_lack(finding):
            return _LACK
        return _REASONED if finding.origin == "reasoning" else _CHECK
    return _RANKS.get(finding.component, _OTHER)


def _is_lack(finding: Finding) -> bool:
    """Whether a check finds that a property is missing: it names the property and no value."""
    return finding.origin == "check" and finding.path is not None and finding.value is None


def _shared(finding: Finding) -> list[tuple[Hashable, ...]]:
    """What no two findings may have in common."""
    keys: list[tuple[Hashable, ...]] = [
        ("rule", finding.code, finding.focus, finding.path, finding.value, finding.position)
    ]
    if finding.origin == "check" and finding.value is not None:
        keys.append(("pair", finding.code, frozenset((finding.focus, finding.value))))
    if finding.beside is not None:
        keys.append(("pair", finding.code, frozenset((finding.focus, finding.beside))))
    if finding.value is not None and finding.path is not None:
        keys.append(("value", finding.focus, finding.value, _property(finding)))
    if finding.position is not None and finding.path is not None:
        keys.append(("place", finding.position, _property(finding), finding.language))
    return keys


def _causes(finding: Finding) -> list[Hashable]:
    """What another finding may have, of which this one is then an effect."""
    keys: list[Hashable] = []
    if isinstance(finding.position, Cell) or (finding.position and is_sheet_file(finding.position.file)):
        is_read = finding.origin == "reader"
        keys.append(("cell", finding.position, finding.code) if is_read else ("cell", finding.position))
    keys += [("wrong", finding.focus, each) for each in finding.instead]
    if finding.component in _COUNTS or _is_lack(finding):
        keys.append(("wrong", finding.focus, _property(finding)))
    if finding.component in (*_COUNTS, "In") or _is_lack(finding):
        keys.append(("undecided", finding.focus))
    if finding.origin == "reasoning":
        keys.append(("chosen", finding.focus))
    if finding.origin == "check":
        compared = [finding.beside, finding.value]
        is_of_several = finding.is_misdated and finding.path is None
        keys += [("misdated", each) for each in compared if each not in (None, finding.focus)]
        keys += [("misdated", finding.focus)] if finding.beside is not None or is_of_several else []
        keys.append(("compared", finding.code, *compared))
    if finding.value is not None:
        is_itself = finding.is_exact and finding.path is not None
        keys.append(("cause" if is_itself else "value", finding.focus, finding.value))
    return keys


def _effects(finding: Finding) -> list[Hashable]:
    """What this finding has, so that others with it as a cause are left out."""
    keys: list[Hashable] = []
    if finding.origin == "reader":
        keys += [("cell", finding.position), ("cell", finding.position, finding.code)]
        keys += [("cell", each) for each in finding.covers]
    if finding.is_misdated:
        keys.append(("misdated", finding.focus))
    if finding.meant is not None:
        keys.append(("wrong", finding.focus, finding.meant))
    if finding.beside is not None:
        keys.append(("compared", finding.code, finding.value, finding.beside))
    if finding.origin == "reasoning" or finding.is_undecided:
        keys.append(("undecided", finding.focus))
    if finding.value is not None:
        is_of_property = finding.path is not None and finding.origin != "check"
        keys.append(("value", finding.focus, finding.value))
        keys.append(("chosen", finding.value) if is_of_property else ("cause", finding.focus, finding.value))
        if is_of_property:
            keys.append(("wrong", finding.focus, _property(finding)))
    return keys


def _property(finding: Finding) -> Term | None:
    return None if finding.path is None else first_predicate(finding.path)
