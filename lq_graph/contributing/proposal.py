"""A proposal: one thing as a web form describes it, and contributions as Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.checking.check import Contribution
from lq_graph.checking.finding import Finding
from lq_graph.contributing.contribution import ContributionReader, ReadContribution
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.rows import ID, sheet_columns
from lq_graph.contributing.sheets.recognise import recognise, unrecognised
from lq_graph.contributing.sheets.source import OpenSheet
from lq_graph.contributing.templates.identity import TemplateIdentity
from lq_graph.contributing.xlsx.grid import Grid, GridCell, tidy
from lq_graph.formatting.document import Block, Document, Item, Prefix, Property
from lq_graph.formatting.layout import text_of
from lq_graph.formatting.ordering import canonical
from lq_graph.names import XSD, Names
from lq_graph.reading.position import Cell
from lq_graph.reading.text_positions import TextPositions
from lq_graph.text import Language
from lq_graph.triples.dataset import Triples
from lq_graph.triples.vocabulary import RDF_TYPE

# A contribution as Turtle, in the form that files of data have.

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_-])?")
_BARE: Mapping[str, re.Pattern[str]] = {
    f"{XSD}integer": re.compile(r"[+-]?[0-9]+"),
    f"{XSD}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    f"{XSD}boolean": re.compile("true|false"),
}


def contributed_turtle(triples: Iterable[Triple], names: Names) -> bytes:
    """Triples in canonical form, in the order of their subjects: things of this graph first, then what they refer to.

    `lq fmt` would change nothing in it. Time: 20 µs a triple.
    """
    writer = _Writer(names)
    said: dict[str, dict[str, list[Item]]] = {}
    for triple in triples:
        subject = said.setdefault(writer.term(triple.subject), {})
        predicate = "a" if triple.predicate == RDF_TYPE else writer.term(triple.predicate)
        subject.setdefault(predicate, []).append(Item(writer.term(triple.object)))
    blocks = [
        Block(Item(subject), tuple(Property(predicate, tuple(items)) for predicate, items in properties.items()))
        for subject, properties in sorted(said.items(), key=lambda each: each[0].startswith("<"))
    ]
    return text_of(canonical(Document((), writer.prefixes(), tuple(blocks)))).encode()


class _Writer:
    """Writes terms, with a prefix of its own for each class of things."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._spaces = {space: name for name, space in names.prefixes.items()}
        self._segments: dict[str, str] = {}
        self.term = lru_cache(maxsize=4096)(self._term)

    def prefixes(self) -> tuple[Prefix, ...]:
        """The declarations of all prefixes that may have been used."""
        declared = {**{name: space for space, name in self._spaces.items()}, **self._segments}
        return tuple(Prefix(f"{name}:", f"<{space}>") for name, space in declared.items())

    def _term(self, term: object) -> str:
        if isinstance(term, NamedNode):
            return self._name(term.value)
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, BlankNode):
            return str(term)
        raise TypeError(f"not a term of RDF 1.1: {term}")

    def _name(self, iri: str) -> str:
        parts = self._names.thing_parts(iri)
        if parts is not None and _LOCAL.fullmatch(parts[1]) and parts[0] not in self._names.prefixes:
            self._segments[parts[0]] = self._names.thing(parts[0], "")
            return f"{parts[0]}:{parts[1]}"
        cut = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._spaces.get(iri[:cut])
        return f"{prefix}:{iri[cut:]}" if prefix is not None and _LOCAL.fullmatch(iri[cut:]) else f"<{iri}>"

    def _literal(self, literal: Literal) -> str:
        datatype = literal.datatype.value
        if datatype in _BARE and _BARE[datatype].fullmatch(literal.value):
            return literal.value
        if literal.language is not None or datatype == f"{XSD}string":
            return str(literal)
        return f"{Literal(literal.value)}^^{self._name(datatype)}"


# A proposal: one thing as a web form describes it, read as the one row of a sheet with a column for each input.

_KEYS, _VALUES = 1, 2  # the rows of the sheet
_FILE, _KEPT_FILE = Path("/contribution/form"), Path("/contribution/kept")


@dataclass(frozen=True)
class Kept:
    """What is stated of a thing and its form does not ask for, which a proposal leaves as it is."""

    triples: tuple[Triple, ...]
    path: Path = _KEPT_FILE

    def positions(self) -> TextPositions:
        """None: nobody wrote it now."""
        return TextPositions({}, {}, {})


@dataclass(frozen=True)
class Proposal:
    """A form that was filled in: the keys of its inputs in the order of their columns, and what they say."""

    form: Form
    keys: tuple[str, ...]
    read: ReadContribution
    kept: Kept

    @cached_property
    def thing(self) -> NamedNode:
        """What is described."""
        return NamedNode(next(iter(self.read.sheets[0].subjects.by_row.values())).iri)

    @property
    def contribution(self) -> Contribution:
        """The proposal as checking takes it."""
        return Contribution((*self.read.sources, self.kept), self.read.findings, replaces=True)

    def triples(self, stated: Triples) -> Triples:
        """What is to be stated: all of the thing, and of others, such as sources, what is not stated yet."""
        said = [*self.read.sheets[0].triples, *self.kept.triples]
        return frozenset(each for each in said if each.subject == self.thing or each not in stated)

    def key(self, finding: Finding) -> str:
        """The key of the input that a finding is about; empty if it is about the thing as a whole."""
        position = finding.position
        if not isinstance(position, Cell) or position.file != _FILE:
            return ""
        is_of_all = finding.path is None and position == self.read.sheets[0].positions().subject(self.thing)
        return "" if is_of_all else self.keys[position.column - 1]


def read_proposal(
    reader: ContributionReader, form: Form, values: Mapping[str, str], stated: Triples, language: Language
) -> Proposal:
    """What the inputs of a form say, by the keys of their columns; `stated` is what datasets say of the same thing.

    Raises Refusal for inputs of which none belongs to the form.
    """
    keys = _keys(form, values)
    cells = {place: GridCell(text) for place, key in enumerate(keys, 1) if (text := tidy(values.get(key, "")))}
    rows = {_KEYS: {place: GridCell(key) for place, key in enumerate(keys, 1)}, _VALUES: cells}
    grid = Grid(_FILE, "", rows, lambda row, column: Cell(_FILE, "", row, column))
    recognised = recognise(grid, {form.segment: form}, form.class_)
    if recognised is None or not cells:
        raise unrecognised(_FILE)
    read = reader.read_opened((), [OpenSheet(recognised, TemplateIdentity(language=language))])
    return Proposal(form, keys, read, Kept(tuple(_unasked(form, stated))))


def _keys(form: Form, values: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of the form's own columns, and of those inputs that were added to it."""
    return tuple(dict.fromkeys([ID, *(column.key for column in sheet_columns(form)), *values]))


def _unasked(form: Form, stated: Triples) -> Iterator[Triple]:
    for triple in stated:
        language = triple.object.language if isinstance(triple.object, Literal) else None
        asked = (
            field.predicate == triple.predicate.value and field.language in (None, language)
            for field in form.own_fields
        )
        if not any(asked):
            yield triple
