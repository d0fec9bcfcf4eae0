"""Changes told in one language: a summary, and by class the things in Swedish order with what changed of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.labels import Labels, labels_of
from lq_graph.labels import sort_key
from lq_graph.names import RDF, Names
from lq_graph.releasing.changes.compare import Changes, Kind, PropertyChange, ThingChange
from lq_graph.releasing.changes.excerpt import excerpts
from lq_graph.releasing.changes.kinds import Kinds, kinds_of
from lq_graph.releasing.changes.wording import Wording, is_text, statements_of_blanks
from lq_graph.releasing.changes.words import (
    ADDED_VALUES,
    CHANGED,
    MANY_ADDED,
    ONE_ADDED,
    OTHER_KIND,
    REMOVED,
    REMOVED_VALUES,
)
from lq_graph.settings import Language
from lq_graph.triples.dataset import Triples
from lq_graph.triples.terms import Term

_TYPE = NamedNode(f"{RDF}type")


@dataclass(frozen=True)
class Line:
    """What one property, in one language, lost and gained."""

    property: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """What happened to one thing."""

    change: ThingChange
    class_: NamedNode | None
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Group:
    """The changed things of one class."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Told:
    """All changes, in words of one language."""

    summary: str
    groups: tuple[Group, ...]
    wording: Wording


def tell(changes: Changes, names: Names, language: Language, more: Triples = frozenset()) -> Told:
    """The changes in words; labels come from both states, and from more triples if they are given."""
    wording = Wording(_labels(changes, names, more), statements_of_blanks(changes.before | changes.after), language)
    kinds = kinds_of(changes.before | changes.after | more)
    entries = sorted((_entry(each, kinds, wording) for each in changes.things), key=_entry_key)
    return Told(summary(changes, language), tuple(_groups(entries, wording)), wording)


def summary(changes: Changes, language: Language) -> str:
    """How many things were added, changed and removed, in one line."""
    added = changes.number(Kind.ADDED)
    words = ((ONE_ADDED if added == 1 else MANY_ADDED, Kind.ADDED), (CHANGED, Kind.CHANGED), (REMOVED, Kind.REMOVED))
    return ", ".join(text.said(language).format(n=changes.number(kind)) for text, kind in words)


def gained_and_lost(kind: Kind, added: str, removed: str, language: Language) -> str:
    """What a property of a thing gained and lost, from the words for the values."""
    if kind is Kind.ADDED:
        return added
    if added and removed:
        return f"{removed} → {added}"
    text, values = (ADDED_VALUES, added) if added else (REMOVED_VALUES, removed)
    return text.said(language).format(values=values)


def _labels(changes: Changes, names: Names, more: Triples) -> Labels:
    """What things are called now, else before, else by the additional triples."""
    found = [labels_of(triples, names).found for triples in (more, changes.before, changes.after)]
    return Labels(names, {term: label for labels in found for term, label in labels.items()})


def _entry(change: ThingChange, kinds: Kinds, wording: Wording) -> Entry:
    class_ = _class(kinds.of(change.thing), wording)
    lines = () if change.kind is Kind.REMOVED else tuple(_lines(change, class_, wording))
    return Entry(change, class_, wording.name(change.thing), lines)


def _class(classes: Sequence[NamedNode], wording: Wording) -> NamedNode | None:
    return min(classes, key=lambda each: (not wording.has_name(each), sort_key(wording.name(each))), default=None)


def _entry_key(entry: Entry) -> tuple[object, ...]:
    return (sort_key(entry.name), str(entry.change.thing))


def _groups(entries: Iterable[Entry], wording: Wording) -> Iterator[Group]:
    by_class: dict[str, list[Entry]] = defaultdict(list)
    other = OTHER_KIND.said(wording.language)
    for entry in entries:
        by_class[other if entry.class_ is None else _heading(entry.class_, wording)].append(entry)
    for name in sorted(by_class, key=lambda each: (each == other, sort_key(each), each)):
        yield Group(name, tuple(_told_apart(by_class[name], wording)))


def _heading(class_: NamedNode, wording: Wording) -> str:
    name = wording.name(class_)
    return name[:1].upper() + name[1:] if wording.has_name(class_) else name


def _told_apart(entries: Iterable[Entry], wording: Wording) -> Iterator[Entry]:
    """The entries, those with the same name with their addresses too."""
    entries = tuple(entries)
    number = Counter(entry.name for entry in entries)
    for entry in entries:
        alike = number[entry.name] > 1
        name = f"{entry.name} <{wording.address(entry.change.thing)}>" if alike else entry.name
        yield Entry(entry.change, entry.class_, name, entry.lines)


def _lines(change: ThingChange, class_: NamedNode | None, wording: Wording) -> Iterator[Line]:
    lines = [line for each in change.properties for line in _by_language(_new(change, each, class_, wording), wording)]
    return iter(sorted(lines, key=lambda line: sort_key(line.property)))


def _new(change: ThingChange, each: PropertyChange, class_: NamedNode | None, wording: Wording) -> PropertyChange:
    """What the heading of an added thing does not say already: its class and its name."""
    if change.kind is not Kind.ADDED:
        return each
    name = wording.labels.label(change.thing)
    said = name.said(wording.language) if name else None
    added = (term for term in each.added if not (each.predicate == _TYPE and term == class_))
    rest = tuple(term for term in added if not (is_text(term) and term.value == said))
    return PropertyChange(each.predicate, each.removed, rest)


def _by_language(change: PropertyChange, wording: Wording) -> Iterator[Line]:
    for language in sorted({_language(term) for term in (*change.removed, *change.added)}, key=lambda tag: tag or ""):
        removed, added = (
            [term for term in terms if _language(term) == language] for terms in (change.removed, change.added)
        )
        yield Line(wording.property(change.predicate, language), *_values(removed, added, wording))


def _language(term: Term) -> str | None:
    return term.language if isinstance(term, Literal) else None


def _values(
    removed: Sequence[Term], added: Sequence[Term], wording: Wording
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if len(removed) == len(added) == 1 and is_text(removed[0]) and is_text(added[0]):
        old, new = excerpts(removed[0].value, added[0].value)
        return (wording.quoted(old),), (wording.quoted(new),)
    values = [(wording.value(term), term) for term in (*removed, *added)]
    number = Counter(text for text, _ in values)
    told = [wording.value(term, exact=True) if number[text] > 1 else text for text, term in values]
    return tuple(told[: len(removed)]), tuple(told[len(removed) :])
