"""Labels of things on pages, and the addresses of their pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, QuerySolutions, Triple, parse_query_results

from lq_graph.labels import INVERSE_WORDS, NAMING_PROPERTIES, TERM_WORDS, best_label, best_text, is_in_language
from lq_graph.names import LQ
from lq_graph.text import Language
from lq_graph.web.http.language import prefix_of
from lq_graph.web.pages.links import Links
from lq_graph.web.pages.site import Site

INVERSE_LABEL = f"{LQ}inverseLabel"
Term = NamedNode | BlankNode | Literal | Triple
BATCH = 100  # IRIs in one lookup: a query has limits on its bytes and on the words in it


@dataclass(frozen=True)
class Words:
    """A text, and its language tag if it is not the page's."""

    text: str
    lang: str = ""


@dataclass(frozen=True)
class Labels:
    """The labels of some things, and of properties also those towards their subjects, by IRI and then by property."""

    found: Mapping[str, Mapping[str, tuple[Literal, ...]]]

    def is_described(self, iri: str) -> bool:
        """Whether the graph has a label for an IRI, so that there is a page about it."""
        return any(name in NAMING_PROPERTIES for name in self.found.get(iri, {}))

    def inverse(self, iri: str, links: Links) -> Words | None:
        """How a property reads from its object to its subject; None if neither the graph nor lq has words for it."""
        texts = self.found.get(iri, {}).get(INVERSE_LABEL, ())
        known = INVERSE_WORDS.get(iri)
        if not any(text.value.strip() for text in texts):
            return Words(known.in_language(links.language)) if known else None
        return pick(texts, links.language)

    def name(self, iri: str, links: Links) -> Words:
        """The name of an IRI on a page: its label, a word for it, or its short form."""
        values = self.found.get(iri, {})
        labels = ((name, literal) for name in NAMING_PROPERTIES for literal in values.get(name, ()))
        label = best_label(labels, links.language)
        if label is not None:
            return words_of(label, links.language)
        known = TERM_WORDS.get(iri)
        return Words(known.in_language(links.language) if known else links.short(iri))


def look_up(site: Site, iris: Collection[NamedNode]) -> Labels:
    """The labels of things in the graph, in a few queries whatever their number."""
    ordered = sorted({iri.value for iri in iris})
    found: dict[str, dict[str, tuple[Literal, ...]]] = {}
    for start in range(0, len(ordered), BATCH):
        for iri, name, value in _rows(site, ordered[start : start + BATCH]):
            values = found.setdefault(iri, {})
            values[name] = (*values.get(name, ()), value)
    return Labels(found)


def words_of(literal: Literal, language: Language) -> Words:
    """The text of a literal, with its language tag when it is not in the page's language."""
    tag = literal.language or ""
    return Words(literal.value.strip(), "" if is_in_language(tag, language) else tag)


def pick(literals: Iterable[Literal], language: Language) -> Words:
    """The text for a page in a language, of the values of one property; empty if all are blank."""
    text = best_text(literals, language)
    return words_of(text, language) if text else Words("")


def _rows(site: Site, iris: Iterable[str]) -> Iterable[tuple[str, str, Literal]]:
    rows = parse_query_results(site.ask(_query(iris)), QueryResultsFormat.JSON)
    for row in rows if isinstance(rows, QuerySolutions) else ():
        thing, name, value = row["thing"], row["property"], row["value"]
        if isinstance(thing, NamedNode) and isinstance(name, NamedNode) and isinstance(value, Literal):
            yield thing.value, name.value, value


def _query(iris: Iterable[str]) -> str:
    """The lookup; each IRI is written by the library that checked it, so that none can end its brackets early."""
    things = " ".join(str(NamedNode(iri)) for iri in iris)
    properties = " ".join(str(NamedNode(iri)) for iri in (*NAMING_PROPERTIES, INVERSE_LABEL))
    return (
        "SELECT ?thing ?property ?value WHERE { "
        f"VALUES ?thing {{ {things} }} VALUES ?property {{ {properties} }} ?thing ?property ?value }}"
    )


def change_address(site: Site, thing: NamedNode, language: Language) -> str | None:
    """The address of the form to propose a change of a thing; None if there is none."""
    parts = site.names.thing_parts(thing.value)
    if site.validation is None or parts is None or parts[0] not in site.forms:
        return None
    segment, key = parts
    return f"{prefix_of(language)}/contribute/{segment}?thing=id/{segment}/{quote(key)}"
