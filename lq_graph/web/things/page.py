"""The page of a thing: what sources state of it, what is read into them, and what follows, each in its own section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.labels import NAMING_PROPERTIES, is_in_language
from lq_graph.names import LQ, OWL, RDF, RDFS, SKOS, XSD
from lq_graph.text import Language, number, sort_key
from lq_graph.web.pages.graphs import Basis
from lq_graph.web.pages.labels import Labels, Term, Words, pick, words_of
from lq_graph.web.pages.links import Links
from lq_graph.web.things.sources import SOURCE, Citations, Source
from lq_graph.web.things.statements import Statement

LONG_LIST = 50
_TYPE, _DEFINITION = f"{RDF}type", f"{SKOS}definition"
_SHOWN_ELSEWHERE = frozenset({*NAMING_PROPERTIES, SOURCE, _DEFINITION, f"{RDFS}isDefinedBy"})
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("decimal", "integer", "double", "float", "nonNegativeInteger"))
_TRUTHS = {("true", "sv"): "ja", ("true", "en"): "yes", ("false", "sv"): "nej", ("false", "en"): "no"}


@dataclass(frozen=True)
class Value:
    """One value: its text, its language if not the page's, the address it links to, and the numbers of its sources."""

    text: str
    lang: str = ""
    href: str | None = None
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Group:
    """The values of the properties with one label."""

    label: Words
    href: str | None
    values: tuple[Value, ...]

    @property
    def is_long(self) -> bool:
        """Whether the page shows the list folded."""
        return len(self.values) > LONG_LIST


@dataclass(frozen=True)
class Reading:
    """A record that somebody read into a source: what it is called, the rest of it, and the numbers of its sources."""

    name: Value
    facts: tuple[Group, ...]
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Section:
    """The statements with one basis.

    `facts` are of the thing, and of others where the property reads both ways; `mentions` are of others. `cited` are
    the numbers of the sources of the thing's own record, `sources` those that the page cites here first. `by` is who
    answers for readings, `readings` are the records of these.
    """

    basis: Basis
    facts: tuple[Group, ...] = ()
    mentions: tuple[Group, ...] = ()
    cited: tuple[int, ...] = ()
    sources: tuple[Source, ...] = ()
    by: Value | None = None
    readings: tuple[Reading, ...] = ()

    @property
    def has_many_readings(self) -> bool:
        """Whether the page lists the readings by their names alone, folded."""
        return len(self.readings) > LONG_LIST

    @property
    def is_empty(self) -> bool:
        """Whether the page leaves the section out."""
        return not (self.facts or self.mentions or self.readings or self.sources)


@dataclass(frozen=True)
class ThingPage:
    """The content of the page of a thing; `href` is its address if it is on another site."""

    iri: str
    href: str | None
    heading: Words
    other_names: tuple[Words, ...]
    kinds: tuple[Value, ...]
    definition: Words | None
    sections: tuple[Section, ...]

    def section(self, basis: Basis) -> Section:
        """The first section with a basis, empty if there is none."""
        return next((each for each in self.sections if each.basis is basis), Section(basis))


def thing_page(
    thing: NamedNode, statements: Sequence[Statement], publishers: Mapping[str, str], citations: Citations
) -> ThingPage:
    """The page of a thing from the statements near it.

    `publishers` are those of the graphs, who answer for the readings in them; `citations` has the labels of the terms
    in the statements, and the sources of the thing and of what has statements about it.
    """
    return _PageBuilder(thing, statements, publishers, citations).page()


@dataclass(frozen=True)
class _PageBuilder:
    thing: NamedNode
    near: Sequence[Statement]
    publishers: Mapping[str, str]
    citations: Citations

    @property
    def labels(self) -> Labels:
        return self.citations.labels

    @property
    def links(self) -> Links:
        return self.citations.links

    def page(self) -> ThingPage:
        heading = self.labels.name(self.thing.value, self.links)
        definitions = [term for term in self._given(_DEFINITION) if isinstance(term, Literal)]
        sections = [self._plain(Basis.STATED), *self._readings(), self._plain(Basis.OTHER)]
        sections.append(self._derived(sections))
        return ThingPage(
            iri=self.thing.value,
            href=self._address(),
            heading=heading,
            other_names=self._other_names(heading),
            kinds=self._kinds(),
            definition=pick(definitions, self.links.language) if definitions else None,
            sections=tuple(each for each in sections if not each.is_empty),
        )

    def _address(self) -> str | None:
        iri = self.thing.value
        is_here = iri.startswith(self.links.names.base) or not iri.lower().startswith(("http://", "https://"))
        return None if is_here else iri

    # What the head of the page shows: never anything derived

    def _given(self, name: str) -> list[Term]:
        return [each.object for each in self._out(self.near) if each.predicate.value == name and _is_given(each)]

    def _other_names(self, heading: Words) -> tuple[Words, ...]:
        literals = [term for name in NAMING_PROPERTIES for term in self._given(name) if isinstance(term, Literal)]
        names = {words_of(each, self.links.language) for each in literals}
        others = (name for name in names if name.text not in ("", heading.text))
        return tuple(sorted(others, key=lambda name: sort_key(name.text)))

    def _kinds(self) -> tuple[Value, ...]:
        """The classes: first the one in the thing's address, then others of lq, then the rest; no general ones."""
        parts = self.links.names.thing_parts(self.thing.value)
        own = parts[0].replace("-", "") if parts else ""

        def rank(kind: NamedNode) -> tuple[bool, bool, str]:
            return (kind.value.removeprefix(LQ).lower() != own, not kind.value.startswith(LQ), kind.value)

        classes = {each for each in self._given(_TYPE) if isinstance(each, NamedNode)}
        return tuple(self._value(each) for each in sorted(filter(_is_specific, classes), key=rank))

    # The sections

    def _plain(self, basis: Basis) -> Section:
        return self._section(basis, [each for each in self.near if each.basis is basis])

    def _readings(self) -> list[Section]:
        """A section for each of those who answer for readings."""
        by_publisher: dict[str, list[Statement]] = {}
        for each in self.near:
            if each.basis is Basis.READ:
                by_publisher.setdefault(self.publishers.get(each.graph, ""), []).append(each)
        return [self._section(Basis.READ, by_publisher[each], each) for each in sorted(by_publisher)]

    def _derived(self, others: Iterable[Section]) -> Section:
        """What follows, less what only repeats a value that a section above has under the same words."""
        shown = {
            (group.label, value.text, value.href)
            for section in others
            for group in (*section.facts, *section.mentions)
            for value in group.values
        }
        for each in self._in(self.near):  # of a reading the page shows the record, not that it links here
            inverse = self.labels.inverse(each.predicate.value, self.links)
            if each.basis is Basis.READ and inverse:
                name = self._value(each.subject)
                shown.add((inverse, name.text, name.href))
        given = {each.object for each in self._out(self.near) if _is_given(each) and isinstance(each.object, Literal)}
        new = [each for each in self.near if each.basis is Basis.DERIVED and each.object not in given]
        found = self._section(Basis.DERIVED, new)
        return Section(Basis.DERIVED, _without(found.facts, shown), _without(found.mentions, shown))

    def _section(self, basis: Basis, statements: Sequence[Statement], by: str = "") -> Section:
        first = len(self.citations.numbers)
        own = [each for each in self._out(statements) if self._is_fact(each)]
        cited = self.citations.cite(self.thing.value, basis)
        records = {each.subject for each in self._in(statements)} if basis is Basis.READ else set()
        incoming = [each for each in self._in(statements) if each.subject not in records]
        inverse = [each for each in incoming if self.labels.inverse(each.predicate.value, self.links)]
        rest = [each for each in incoming if each not in inverse]
        return Section(
            basis=basis,
            facts=self._groups([*own, *inverse]),
            mentions=self._groups(rest),
            cited=cited,
            readings=self._records([each for each in statements if each.subject in records]),
            sources=self.citations.since(first),
            by=self._value(NamedNode(by)) if by else None,
        )

    def _is_fact(self, statement: Statement) -> bool:
        """Whether a section has a statement of the thing, or the head of the page has it: a name, the only class.

        A name that somebody reads into what a source describes, such as a short one, is a fact of that reading: the
        head of the page does not say whose it is.
        """
        name, value = statement.predicate.value, statement.object
        if name != _TYPE:
            is_read = statement.basis is Basis.READ and self._is_stated
            return name not in _SHOWN_ELSEWHERE or (is_read and name in NAMING_PROPERTIES)
        is_only = _is_given(statement) and len(self._kinds()) == 1
        return isinstance(value, NamedNode) and _is_specific(value) and not is_only

    @property
    def _is_stated(self) -> bool:
        return any(each.basis is Basis.STATED for each in self._out(self.near))

    def _records(self, statements: Iterable[Statement]) -> tuple[Reading, ...]:
        """The records of readings, without the parts that say what the page says: their class, and this thing."""
        by_record: dict[Term, list[Statement]] = {}
        for each in statements:
            by_record.setdefault(each.subject, []).append(each)
        readings = [
            Reading(
                self._value(record),
                self._groups(
                    each
                    for each in about
                    if each.predicate.value not in {*_SHOWN_ELSEWHERE, _TYPE} and each.object != self.thing
                ),
                self.citations.cite(record.value, Basis.READ) if isinstance(record, NamedNode) else (),
            )
            for record, about in by_record.items()
        ]
        return tuple(sorted(readings, key=lambda each: (sort_key(each.name.text), each.name.href or "")))

    def _out(self, statements: Iterable[Statement]) -> list[Statement]:
        return [each for each in statements if each.subject == self.thing and each.object != self.thing]

    def _in(self, statements: Iterable[Statement]) -> list[Statement]:
        return [each for each in statements if each.object == self.thing and each.subject != self.thing]

    def _groups(self, statements: Iterable[Statement]) -> tuple[Group, ...]:
        """The values by the labels of their properties; two properties with the same label are one group.

        The label reads from the thing, or from a record, to the value. It links to the explanation of one of the
        properties, here if it is lq's.
        """
        by_label: dict[Words, tuple[set[str], list[tuple[Term, tuple[int, ...]]]]] = {}
        for each in statements:
            name, is_incoming = each.predicate.value, each.object == self.thing
            inverse = self.labels.inverse(name, self.links) if is_incoming else None
            label = inverse or self.labels.name(name, self.links)
            names, values = by_label.setdefault(label, (set(), []))
            names.add(name)
            values.append(self._end(each) if is_incoming else (each.object, ()))
        groups = []
        for label, (names, values) in by_label.items():
            explained = min(names, key=lambda each: (not each.startswith(LQ), each))
            href = self.links.to(explained, self.labels.is_described(explained))
            groups.append(Group(label, href, self._values(values)))
        return tuple(sorted(groups, key=lambda group: sort_key(group.label.text)))

    def _end(self, incoming: Statement) -> tuple[Term, tuple[int, ...]]:
        """The thing that a statement about this one is of, with the numbers of the sources of its record.

        What has this one as its source needs no other for that.
        """
        subject = incoming.subject
        if not isinstance(subject, NamedNode) or incoming.predicate.value == SOURCE:
            return subject, ()
        return subject, self.citations.cite(subject.value, incoming.basis)

    def _values(self, terms: Sequence[tuple[Term, tuple[int, ...]]]) -> tuple[Value, ...]:
        wanted = set(_in_one_language([term for term, _ in terms], self.links.language))
        values = {self._value(term, cited) for term, cited in terms if term in wanted}
        return tuple(sorted(values, key=lambda value: (sort_key(value.text), value.href or "", value.sources)))

    def _value(self, term: Term, cited: tuple[int, ...] = ()) -> Value:
        if isinstance(term, NamedNode):
            name = self.labels.name(term.value, self.links)
            href = self.links.to(term.value, self.labels.is_described(term.value))
            return Value(name.text, name.lang, href, cited)
        if isinstance(term, Literal):
            return _literal_value(term, self.links.language)
        return Value(str(term), sources=cited)


def _is_given(statement: Statement) -> bool:
    return statement.basis is not Basis.DERIVED


def _is_specific(kind: NamedNode) -> bool:
    return not kind.value.startswith((OWL, RDFS))


def _without(groups: Iterable[Group], shown: set[tuple[Words, str, str | None]]) -> tuple[Group, ...]:
    """The groups without values that are shown, and without those that are left empty."""
    left = (
        Group(
            each.label,
            each.href,
            tuple(value for value in each.values if (each.label, value.text, value.href) not in shown),
        )
        for each in groups
    )
    return tuple(each for each in left if each.values)


def _in_one_language(terms: Sequence[Term], language: Language) -> Sequence[Term]:
    """The terms without those in other languages, if one is in the page's language."""
    literals = [term for term in terms if isinstance(term, Literal)]
    if not any(is_in_language(literal.language, language) for literal in literals):
        return terms
    foreign = {each for each in literals if each.language and not is_in_language(each.language, language)}
    return [term for term in terms if term not in foreign]


def _literal_value(literal: Literal, language: Language) -> Value:
    datatype, text = literal.datatype.value, literal.value
    if datatype in _NUMBERS:
        return Value(number(text, language))
    if datatype == f"{XSD}boolean":
        return Value(_TRUTHS.get((text, language), text))
    if datatype == f"{XSD}anyURI" and text.startswith(("http://", "https://")):
        return Value(text, href=text)
    return Value(text, words_of(literal, language).lang)
