"""Changes described in one language: a summary, and by class the things in Swedish order with their changes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.changes.compare import Changes, Kind, PropertyChange, ThingChange
from lq_graph.labels import TERM_WORDS, Labels, language_name
from lq_graph.names import LQ, WELL_KNOWN_PREFIXES, XSD, Names
from lq_graph.text import Language, Texts, code_of_character, explicit, number, sort_key
from lq_graph.triples.dataset import Triples
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import (
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    RDFS_SUB_CLASS_OF,
    XSD_BOOLEAN,
    XSD_STRING,
)

ONE_ADDED, MANY_ADDED = Texts("1 sak tillkom", "1 thing added"), Texts("{n} saker tillkom", "{n} things added")
MOVED = Texts(", varav {n} bytte adress", ", of which {n} moved")
CHANGED, REMOVED = Texts("{n} ändrades", "{n} changed"), Texts("{n} togs bort", "{n} removed")
ADDED_VALUES = Texts("{values} tillkom", "added {values}")
REMOVED_VALUES = Texts("{values} togs bort", "removed {values}")
IN_LANGUAGE = Texts("{property} på {language}", "{property} in {language}")
OTHER_KIND = Texts("Övrigt", "Other")
NAMELESS = Texts("utan adress", "without an address")
YES, NO = Texts("ja", "yes"), Texts("nej", "no")
KINDS: Mapping[str, Texts] = MappingProxyType(
    {
        "added": Texts("Tillkom", "Added"),
        "changed": Texts("Ändrades", "Changed"),
        "removed": Texts("Togs bort", "Removed"),
    }
)
SAME = Texts("Grafen säger detsamma som förut.", "The graph says the same as before.")
MORE = Texts("och {n} till", "and {n} more")
LEFT_OUT = Texts(
    "Utelämnat av utrymmesskäl: {n}. Kör `lq diff` för att se allt.",
    "Left out for lack of space: {n}. Run `lq diff` to see all.",
)


@dataclass(frozen=True)
class Line:
    """What one property, in one language, lost and gained."""

    property: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """What happened to one thing; its lines are put into words when they are first asked for."""

    change: ThingChange
    class_: NamedNode | None
    name: str
    _lines: Callable[[], Sequence[Line]]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """What its properties lost and gained, in the order of their names."""
        return tuple(self._lines())


@dataclass(frozen=True)
class Group:
    """The changed things of one class."""

    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Description:
    """All changes in one language, with the words for their terms."""

    summary: str
    groups: tuple[Group, ...]
    wording: Wording


def describe(changes: Changes, names: Names, language: Language, more: Triples = frozenset()) -> Description:
    """The changes in words; labels come from the state after, else the state before, else from more triples."""
    labels = Labels(names, changes.after, changes.before, more)
    wording = Wording(labels, statements_of_blanks(changes.before | changes.after), language)
    kinds = kinds_of(changes.before | changes.after | more)
    units = _units(changes.before), _units(changes.after)
    entries = [_entry(each, kinds, wording, units) for each in changes.things]
    entries.sort(key=lambda entry: (sort_key(entry.name), str(entry.change.thing)))
    return Description(summary(changes, language), tuple(_groups(entries, wording)), wording)


def summary(changes: Changes, language: Language) -> str:
    """How many things were added, changed and removed, in one line."""
    added = changes.number(Kind.ADDED)
    words = ((ONE_ADDED if added == 1 else MANY_ADDED, Kind.ADDED), (CHANGED, Kind.CHANGED), (REMOVED, Kind.REMOVED))
    parts = [text.in_language(language).format(n=changes.number(kind)) for text, kind in words]
    if changes.moved:
        parts[1] += MOVED.in_language(language).format(n=changes.moved)
    return ", ".join(parts)


def gained_and_lost(kind: Kind, added: str, removed: str, language: Language) -> str:
    """What a property of a thing gained and lost, from the words for the values."""
    if kind is Kind.ADDED:
        return added
    if added and removed:
        return f"{removed} → {added}"
    text, values = (ADDED_VALUES, added) if added else (REMOVED_VALUES, removed)
    return text.in_language(language).format(values=values)


def _units(triples: Triples) -> Mapping[object, NamedNode]:
    """The unit of each thing that has one."""
    units = (each for each in triples if each.predicate in _UNITS)
    return {each.subject: each.object for each in units if isinstance(each.object, NamedNode)}


def old_and_new(entry: Entry, line: Line, language: Language) -> str:
    """The values of a property before and after, such as `1 → 2`."""
    return gained_and_lost(entry.change.kind, ", ".join(line.added), ", ".join(line.removed), language)


def _entry(change: ThingChange, kinds: Kinds, wording: Wording, units: Units) -> Entry:
    classes = kinds.of(change.thing, wording.has_name)
    class_ = min(classes, key=lambda each: (not wording.has_name(each), sort_key(wording.name(each))), default=None)
    name = wording.name(change.thing)
    if change.was is not None:
        name = f"{name} <{wording.address(change.was)} → {wording.address(change.thing)}>"
    return Entry(change, class_, name, lambda: _lines(change, class_, wording, units))


def _groups(entries: Iterable[Entry], wording: Wording) -> Iterator[Group]:
    """The entries by the name of their class, which begins with a capital as a heading; those of no class last."""
    by_class: dict[str, list[Entry]] = defaultdict(list)
    other = OTHER_KIND.in_language(wording.language)
    for entry in entries:
        heading = other
        if entry.class_ is not None:
            name = wording.name(entry.class_)
            heading = name[:1].upper() + name[1:] if wording.has_name(entry.class_) else name
        by_class[heading].append(entry)
    for name in sorted(by_class, key=lambda each: (each == other, sort_key(each), each)):
        yield Group(name, tuple(_distinguished(by_class[name], wording)))


def _distinguished(entries: Iterable[Entry], wording: Wording) -> Iterator[Entry]:
    """The entries; those that share a name have their addresses too."""
    entries = tuple(entries)
    number = Counter(entry.name for entry in entries)
    for entry in entries:
        alike = number[entry.name] > 1 and entry.change.was is None
        yield replace(entry, name=f"{entry.name} <{wording.address(entry.change.thing)}>") if alike else entry


def _lines(change: ThingChange, class_: NamedNode | None, wording: Wording, units: Units) -> list[Line]:
    """What the properties of a thing lost and gained; nothing of one that was removed."""
    lines: list[Line] = []
    if change.kind is Kind.REMOVED:
        return lines
    for each in change.properties:
        measured = units if each.predicate.value in _MEASURED else ({}, {})
        before, after = (f" {wording.name(some[change.thing])}" if change.thing in some else "" for some in measured)
        for line in _by_language(_new(change, each, class_, wording), wording):
            removed, added = (f"{value}{before}" for value in line.removed), (f"{value}{after}" for value in line.added)
            lines.append(Line(line.property, tuple(removed), tuple(added)))
    return sorted(lines, key=lambda line: sort_key(line.property))


def _new(change: ThingChange, each: PropertyChange, class_: NamedNode | None, wording: Wording) -> PropertyChange:
    """The change without what the heading of an added thing has already: its class and its name."""
    if change.kind is not Kind.ADDED:
        return each
    label = wording.labels.label(change.thing)
    name = label.in_language(wording.language) if label else None
    added = (term for term in each.added if not (each.predicate == RDF_TYPE and term == class_))
    rest = tuple(term for term in added if not (is_text(term) and term.value.strip() == name))
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
    texts = [wording.value(term, exact=True) if number[text] > 1 else text for text, term in values]
    return tuple(texts[: len(removed)]), tuple(texts[len(removed) :])


Units = tuple[Mapping[object, NamedNode], Mapping[object, NamedNode]]  # of things, before and after


# The terms of changes in words: names of things and properties, values as a person writes them.

_QUOTES: Mapping[Language, tuple[str, str]] = {"sv": ("”", "”"), "en": ("“", "”")}
_DEEP = 3
_NUMBERS = frozenset(NamedNode(f"{XSD}{name}") for name in ("integer", "decimal", "nonNegativeInteger"))
_DIGITS = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_SDMX = {name: WELL_KNOWN_PREFIXES[f"sdmx-{name}"] for name in ("attribute", "measure")}
_MEASURED = frozenset(
    (*(f"{LQ}{name}" for name in ("numericValue", "lowestValue", "highestValue")), f"{_SDMX['measure']}obsValue")
)
_UNITS = (NamedNode(f"{_SDMX['attribute']}unitMeasure"), NamedNode(f"{LQ}hasUnit"))
_TRUTH = {"true": YES, "1": YES, "false": NO, "0": NO}


@dataclass(frozen=True)
class Wording:
    """The words of one language for the terms of both states; `blanks` are the statements about blank nodes."""

    labels: Labels
    blanks: Mapping[BlankNode, list[Triple]]
    language: Language

    def has_name(self, term: Term) -> bool:
        """Whether a term has a name other than its address."""
        return self._label(term) is not None

    def name(self, term: Term) -> str:
        """What to call a thing, a class or a property: its label, a word for it, or its address in short."""
        if isinstance(term, NamedNode):
            return explicit(shortened(self._label(term) or self.labels.names.short(term.value)))
        return self._label(term) or self.value(term)

    def property(self, predicate: NamedNode, language: str | None) -> str:
        """What to call a property, with the language of its values if they have one."""
        name = self.name(predicate)
        if language is None:
            return name
        spoken = language_name(language).in_language(self.language)
        return IN_LANGUAGE.in_language(self.language).format(property=name, language=explicit(spoken))

    def address(self, term: Term) -> str:
        """The IRI of a thing in short, which distinguishes it from things of the same name."""
        return (
            explicit(self.labels.names.short(term.value))
            if isinstance(term, NamedNode)
            else NAMELESS.in_language(self.language)
        )

    def value(self, term: Term, exact: bool = False, depth: int = 0) -> str:
        """A value: a thing by its name, a text in quotes, anything else as it is written.

        `exact` adds the address or the datatype, for values that would look the same without.
        """
        if isinstance(term, BlankNode):
            return self._described(term, depth)
        if isinstance(term, NamedNode):
            return f"{self.name(term)} <{self.address(term)}>" if exact else self.name(term)
        plain = self._literal(term)
        return f"{plain} ({explicit(self.labels.names.short(term.datatype.value))})" if exact else plain

    def quoted(self, text: str) -> str:
        """A text in the quotes of the language."""
        first, last = _QUOTES[self.language]
        return f"{first}{explicit(text)}{last}"

    def _label(self, term: Term) -> str | None:
        label = self.labels.label(term) or (TERM_WORDS.get(term.value) if isinstance(term, NamedNode) else None)
        return label.in_language(self.language) if label else None

    def _literal(self, literal: Literal) -> str:
        if is_text(literal):
            return self.quoted(shortened(literal.value))
        if literal.datatype == XSD_BOOLEAN and literal.value in _TRUTH:
            return _TRUTH[literal.value].in_language(self.language)
        if literal.datatype in _NUMBERS and _DIGITS.fullmatch(literal.value):
            return number(literal.value, self.language)
        return explicit(shortened(literal.value))

    def _described(self, blank: BlankNode, depth: int) -> str:
        items = self._items(blank)
        if depth >= _DEEP:
            return "[…]"
        if items is not None:
            return f"({', '.join(self.value(item, depth=depth + 1) for item in items)})"
        statements = sorted(self._statement(triple, depth + 1) for triple in self.blanks.get(blank, ()))
        return f"[{'; '.join(statements)}]"

    def _statement(self, triple: Triple, depth: int) -> str:
        language = triple.object.language if isinstance(triple.object, Literal) else None
        value = self.value(triple.object, depth=depth)  # type: ignore[arg-type]
        return f"{self.property(triple.predicate, language)}: {value}"

    def _items(self, node: Term) -> list[Term] | None:
        """The items of a list, None for a blank node that is no list. RDF Schema §5.2."""
        items: list[Term] = []
        seen: set[Term] = set()
        while node != RDF_NIL:
            about = self.blanks.get(node, ()) if isinstance(node, BlankNode) else ()
            values = {triple.predicate: triple.object for triple in about if not isinstance(triple.object, Triple)}
            if node in seen or values.keys() != {RDF_FIRST, RDF_REST}:
                return None
            seen.add(node)
            items.append(values[RDF_FIRST])
            node = values[RDF_REST]
        return items


def is_text(term: Term) -> bool:
    """Whether a term is a literal that people read as a text."""
    return isinstance(term, Literal) and (term.language is not None or term.datatype == XSD_STRING)


def statements_of_blanks(triples: Iterable[Triple]) -> Mapping[BlankNode, list[Triple]]:
    """The statements about each blank node."""
    found: dict[BlankNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            found[triple.subject].append(triple)
    return found


# The most specific classes of things, in either state.

Pairs = Mapping[object, set[NamedNode]]


@dataclass(frozen=True)
class Kinds:
    """The classes of things, and the superclasses of each class."""

    types: Pairs
    above: Pairs

    def of(self, thing: NamedNode | BlankNode, has_name: Callable[[NamedNode], bool]) -> list[NamedNode]:
        """The classes of a thing, less the superclasses of another of them that has a name; in order of their IRIs."""
        types = self.types.get(thing, set())
        named = filter(has_name, types)
        general = {upper for each in named for upper in self._all_above(each) if each not in self._all_above(upper)}
        return sorted(types - general, key=str)

    def _all_above(self, start: NamedNode) -> set[NamedNode]:
        found: set[NamedNode] = set()
        waiting = [start]
        while waiting:
            new = self.above.get(waiting.pop(), set()) - found
            found |= new
            waiting.extend(new)
        return found


def kinds_of(triples: Iterable[Triple]) -> Kinds:
    """The classes of things and the class hierarchy in some triples."""
    found: Mapping[NamedNode, dict[object, set[NamedNode]]] = {
        RDF_TYPE: defaultdict(set),
        RDFS_SUB_CLASS_OF: defaultdict(set),
    }
    for triple in triples:
        if triple.predicate in found and isinstance(triple.object, NamedNode):
            found[triple.predicate][triple.subject].add(triple.object)
    return Kinds(found[RDF_TYPE], found[RDFS_SUB_CLASS_OF])


# Texts from the data, no longer than a person reads.

SHOWN = 300
_AROUND = 40
_CUT = "…"


def shortened(text: str) -> str:
    """A text of at most SHOWN characters."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + _CUT


def excerpts(old: str, new: str) -> tuple[str, str]:
    """Both texts less what long texts have in common, but for some of it around the first and the last difference.

    Combining accents are written as their code points where two texts differ in them alone and look the same.
    """
    if unicodedata.normalize("NFC", old) == unicodedata.normalize("NFC", new):
        old, new = _spelled(old), _spelled(new)
    if max(len(old), len(new)) <= SHOWN // 2:
        return old, new
    start = _common(old, new)
    end = min(_common(old[::-1], new[::-1]), len(old) - start, len(new) - start)
    return _between(old, start, end), _between(new, start, end)


def _common(one: str, other: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _between(text: str, start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(text), len(text) - end + _AROUND)
    head, tail = _CUT if first else "", _CUT if last < len(text) else ""
    return shortened(f"{head}{text[first:last]}{tail}")


def _spelled(text: str) -> str:
    return "".join(
        code_of_character(character) if unicodedata.combining(character) else character for character in text
    )
