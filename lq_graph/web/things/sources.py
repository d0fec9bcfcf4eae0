"""The sources of records, as pages cite them: numbered, with title, publisher and the days when they were read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results

from lq_graph.names import DCTERMS, LQ
from lq_graph.web.pages.graphs import Basis
from lq_graph.web.pages.labels import BATCH, Labels, Words, words_of
from lq_graph.web.pages.links import Links
from lq_graph.web.pages.site import Site
from lq_graph.web.things.statements import Statement

SOURCE = f"{DCTERMS}source"
_PUBLISHER, _ISSUED, _READ = f"{DCTERMS}publisher", f"{DCTERMS}issued", f"{LQ}readDate"
_DETAILS = (_PUBLISHER, _ISSUED, _READ)
Record = tuple[str, Basis]  # what is described, and what the description rests on
Details = Mapping[str, tuple[NamedNode | Literal, ...]]


@dataclass(frozen=True)
class Source:
    """A source as a page cites it: its number there, and what is known of it; `about` is the page on it here."""

    number: int
    title: Words
    href: str | None
    publisher: Words
    issued: str
    read: tuple[str, ...]
    about: str | None


@dataclass(frozen=True)
class Sources:
    """The sources of each record, and what is known of each source."""

    of_record: Mapping[Record, tuple[str, ...]]
    details: Mapping[str, Details]

    @property
    def iris(self) -> set[str]:
        """The sources, and their publishers."""
        publishers = (value for details in self.details.values() for value in details.get(_PUBLISHER, ()))
        sources = (source for each in self.of_record.values() for source in each)
        return {*sources, *(each.value for each in publishers if isinstance(each, NamedNode))}


def sources_among(statements: Iterable[Statement]) -> Sources:
    """The sources that statements have for the records that they describe."""
    of_record: dict[Record, dict[str, None]] = {}
    details: dict[str, dict[str, tuple[NamedNode | Literal, ...]]] = {}
    for each in statements:
        name, value = each.predicate.value, each.object
        if each.basis is Basis.DERIVED or not isinstance(each.subject, NamedNode):
            continue
        if name == SOURCE and isinstance(value, NamedNode):
            of_record.setdefault((each.subject.value, each.basis), {})[value.value] = None
        elif name in _DETAILS and isinstance(value, NamedNode | Literal):
            known = details.setdefault(each.subject.value, {})
            known[name] = (*known.get(name, ()), value)
    return Sources({record: tuple(each) for record, each in of_record.items()}, details)


def look_up_sources(site: Site, records: Collection[NamedNode]) -> Sources:
    """The sources of records in the graph, in a few queries whatever their number.

    Raises QueryError or EngineError if the engine does not answer.
    """
    found = list(_found(site, {each.value for each in records}, [SOURCE]))
    cited = {each.object.value for each in found if isinstance(each.object, NamedNode)}
    return sources_among([*found, *_found(site, cited, _DETAILS)])


def _found(site: Site, iris: Collection[str], properties: Iterable[str]) -> Iterator[Statement]:
    ordered, names = sorted(iris), " ".join(str(NamedNode(each)) for each in properties)
    for start in range(0, len(ordered), BATCH):
        subjects = " ".join(str(NamedNode(each)) for each in ordered[start : start + BATCH])
        answer = site.ask(
            f"SELECT DISTINCT ?graph ?subject ?predicate ?object WHERE {{ VALUES ?subject {{ {subjects} }} "
            f"VALUES ?predicate {{ {names} }} GRAPH ?graph {{ ?subject ?predicate ?object }} }}"
        )
        rows = parse_query_results(answer, QueryResultsFormat.JSON)
        for row in rows if isinstance(rows, QuerySolutions) else ():
            graph, subject, predicate, value = (row[name] for name in ("graph", "subject", "predicate", "object"))
            if isinstance(graph, NamedNode) and isinstance(subject, NamedNode) and isinstance(predicate, NamedNode):
                basis = site.bases.basis(graph.value, subject.value)
                yield Statement(subject, predicate, value, graph.value, basis)


@dataclass
class Citations:
    """The numbers of sources on one page, in the order in which it cites them."""

    sources: Sources
    labels: Labels
    links: Links
    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, record: str, basis: Basis) -> tuple[int, ...]:
        """The numbers of the sources of a record; the derived and the catalogue have none."""
        cited = self.sources.of_record.get((record, basis), ()) if basis in (Basis.STATED, Basis.READ) else ()
        return tuple(sorted(self.numbers.setdefault(each, len(self.numbers) + 1) for each in cited))

    def since(self, number: int) -> tuple[Source, ...]:
        """The sources with numbers above one, in their order."""
        return tuple(self._source(iri, each) for iri, each in self.numbers.items() if each > number)

    def _source(self, iri: str, number: int) -> Source:
        details = self.sources.details.get(iri, {})
        title = self.labels.name(iri, self.links)
        named = self.labels.is_described(iri)
        return Source(
            number=number,
            title=title if named else Words(iri),
            href=iri if iri.lower().startswith(("http://", "https://")) else None,
            publisher=self._name(details.get(_PUBLISHER, ())),
            issued=min((each.value for each in details.get(_ISSUED, ())), default=""),
            read=tuple(sorted({each.value for each in details.get(_READ, ())})),
            about=self.links.about(iri) if details or named else None,
        )

    def _name(self, values: tuple[NamedNode | Literal, ...]) -> Words:
        for each in sorted(values, key=str):
            if isinstance(each, NamedNode):
                return self.labels.name(each.value, self.links)
            return words_of(each, self.links.language)
        return Words("")
