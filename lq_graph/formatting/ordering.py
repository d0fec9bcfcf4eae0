"""The canonical order of a Turtle document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from lq_graph.formatting.document import (
    Block,
    Collection,
    Description,
    Document,
    Item,
    Lines,
    Prefix,
    Property,
    Standing,
    Value,
)
from lq_graph.names import RDF, WELL_KNOWN_PREFIXES

# The order of predicates: what a thing is, its names, what is said of it, notes and sources.
#
# The order is that of the words below. Predicates that stand in none of the lists come between the two, in the order of
# their letters as they are written.

_FIRST = """
rdf:type rdfs:subClassOf rdfs:subPropertyOf rdfs:domain rdfs:range owl:inverseOf owl:propertyChainAxiom owl:members
owl:disjointWith owl:versionIRI owl:versionInfo vann:preferredNamespacePrefix vann:preferredNamespaceUri

dcterms:identifier skos:prefLabel rdfs:label dcterms:title foaf:name skos:altLabel skos:notation skos:definition
dcterms:description skos:example

dcterms:creator dcterms:publisher dcterms:license dcterms:bibliographicCitation dcterms:issued
dcterms:modified dcterms:language dcterms:accessRights dcat:theme dcat:keyword

qb:dataSet lq:observesIndicator sdmx-dimension:refArea lq:statedPeriod lq:referencePeriod sdmx-measure:obsValue
sdmx-attribute:unitMeasure lq:approximate

lq:linksFrom lq:statesContributionTo lq:interpretsContributionTo lq:hasLinkKind lq:isAssertedBy
lq:isCompletenessOf lq:countsClass lq:expectedCount
lq:isDecidedBy lq:adopts lq:endorses lq:decidesOn lq:decisionDate
lq:appliesTo lq:startsFrom lq:isPartOf lq:implements lq:addresses lq:isDraftOf lq:concerns lq:involves lq:isGoalIn
lq:isTargetOf lq:colour
lq:isResponsibilityOf lq:isCoordinatedBy lq:isPreparedBy lq:hasOwner lq:isOwnershipOf lq:ownershipShare
lq:measures lq:isSetBy lq:hasTargetValue lq:numericValue lq:hasComparison lq:hasUnit lq:followsUp lq:baselineYear
lq:targetYear lq:validFrom lq:validThrough lq:rationale dcterms:replaces
"""

_LAST = """
skos:closeMatch skos:exactMatch skos:relatedMatch rdfs:seeAlso skos:scopeNote skos:note skos:editorialNote rdfs:comment
dcterms:source lq:readDate rdfs:isDefinedBy
"""

_PREFIXES = {**WELL_KNOWN_PREFIXES, "vann": "http://purl.org/vocab/vann/"}
_BETWEEN = 0


def _expanded(word: str) -> str:
    prefix, _, local = word.partition(":")
    return _PREFIXES[prefix] + local


def _places() -> dict[str, int]:
    first, last = _FIRST.split(), _LAST.split()
    return {
        _expanded(word): place
        for words, start in ((first, -len(first)), (last, 1))
        for place, word in enumerate(words, start)
    }


_PLACES = MappingProxyType(_places())


def predicate_place(iri: str) -> int:
    """Where a predicate stands among others: below 0 before, above 0 after those that are sorted by their letters."""
    return _PLACES.get(iri, _BETWEEN)


# The prefixes of a Turtle document: which are used, and what a name stands for.

_NO_NAME = frozenset("<_0123456789+-.")
_DATATYPE = re.compile(r"""["']\^\^(?P<name>[^<"'][^"']*(?:\\['"][^"']*)*)\Z""")


def address_of(name: str, prefixes: Mapping[str, str]) -> str:
    """What a name stands for, as far as it can be said without its escapes; an address in brackets is itself."""
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    return prefixes.get(f"{prefix}:", f"{prefix}:") + local


def addresses(prefixes: Iterable[Prefix]) -> dict[str, str]:
    """The address of each prefix, by its name with the colon."""
    return {prefix.name: prefix.address[1:-1] for prefix in prefixes}


def used_prefixes(document: Document) -> set[str]:
    """The prefixes, each with its colon, that the names of a document have."""
    return set(filter(None, map(_prefix, _texts(document))))


def _prefix(text: str) -> str | None:
    if text[0] in "\"'":
        datatype = _DATATYPE.search(text)
        return _prefix(datatype["name"]) if datatype else None
    prefix, colon, _ = text.partition(":")
    return prefix + colon if colon and text[0] not in _NO_NAME else None


def _texts(document: Document) -> Iterator[str]:
    for block in document.blocks():
        yield from _texts_of_items([block.subject])
        yield from _texts_of_properties(block.properties)


def _texts_of_properties(properties: Iterable[Property]) -> Iterator[str]:
    for each in properties:
        yield each.predicate
        yield from _texts_of_items(each.items)


def _texts_of_items(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item.value, Description):
            yield from _texts_of_properties(item.value.properties)
        elif isinstance(item.value, Collection):
            yield from _texts_of_items(item.value.items)
        else:
            yield item.value


# The canonical document: each subject once in a section, its predicates and their objects in a fixed order.

_LANGUAGE = re.compile(r"""["']@(?P<tag>[-0-9A-Za-z]+)\Z""")
_LANGUAGES = ("", "sv", "en")
_NUMBER = re.compile(r"([0-9]+)")

_Names = Mapping[str, str]


def canonical(document: Document) -> Document:
    """The same statements and comments in the one order; subjects stay in the order of their author.

    What is said of a subject in several blocks of a section comes together in the first of them. Prefixes that nothing
    uses go; a comment of theirs goes to the head.
    """
    names = addresses(document.prefixes)
    elements = [_sorted_block(each, names) if isinstance(each, Block) else each for each in _merged(document.elements)]
    head, prefixes = _prefixes(document)
    return Document(head, prefixes, tuple(elements))


def _prefixes(document: Document) -> tuple[tuple[Lines, ...], tuple[Prefix, ...]]:
    used = {"", *used_prefixes(document)}
    kept: dict[str, Prefix] = {}
    homeless: Lines = ()
    for prefix in document.prefixes:
        comments = prefix.above + prefix.beside
        if prefix.name in kept:
            kept[prefix.name] = replace(kept[prefix.name], above=kept[prefix.name].above + comments)
        elif prefix.name in used:
            kept[prefix.name] = prefix
        else:
            homeless += comments
    *head, last = document.head or ((),)
    base_first = sorted(kept.values(), key=lambda prefix: (bool(prefix.name), prefix.name.removesuffix(":")))
    return (*head, last + homeless), tuple(base_first)


def _merged(elements: Iterable[Block | Standing]) -> Iterator[Block | Standing]:
    section: dict[object, Block] = {}
    for element in elements:
        if isinstance(element, Standing):
            yield from section.values()
            section = {}
            yield element
        else:
            subject = element.subject.value
            key = subject if isinstance(subject, str) else object()
            section[key] = _together(section[key], element) if key in section else element
    yield from section.values()


def _together(first: Block, second: Block) -> Block:
    comments = second.subject.above + second.subject.beside
    start, *rest = second.properties
    moved = (replace(start, above=comments + start.above), *rest)
    return Block(first.subject, first.properties + moved, first.tail + second.tail)


def _sorted_block(block: Block, names: _Names) -> Block:
    return Block(_sorted_item(block.subject, names), _sorted_properties(block.properties, names), block.tail)


def _sorted_properties(properties: Iterable[Property], names: _Names) -> tuple[Property, ...]:
    by_predicate: dict[str, Property] = {}
    for each in map(_with_comment_of_line, properties):
        predicate = "a" if address_of(each.predicate, names) == f"{RDF}type" else each.predicate
        earlier = by_predicate.get(predicate)
        by_predicate[predicate] = _joined(earlier, each) if earlier else replace(each, predicate=predicate)
    merged = [replace(each, items=_sorted_items(each.items, names)) for each in by_predicate.values()]
    return tuple(sorted(merged, key=lambda each: _predicate_key(each.predicate, names)))


def _with_comment_of_line(written: Property) -> Property:
    """The only comment behind several objects in one line is about all of them."""
    *others, last = written.items
    if not written.is_line or not others or any(item.above or item.beside for item in others):
        return written
    return replace(written, items=(*others, replace(last, beside=())), behind=last.beside)


def _joined(first: Property, second: Property) -> Property:
    comments = second.above + second.beside + second.behind
    start, *rest = second.items
    items = (*first.items, replace(start, above=comments + start.above), *rest)
    return replace(first, items=items, above=first.above + first.behind, behind=())


def _predicate_key(predicate: str, names: _Names) -> tuple[object, ...]:
    iri = f"{RDF}type" if predicate == "a" else address_of(predicate, names)
    return predicate_place(iri), *_natural(predicate)


def _sorted_items(items: Iterable[Item], names: _Names) -> tuple[Item, ...]:
    distinct: dict[object, Item] = {}
    for item in items:
        key = item.value if isinstance(item.value, str) else object()
        earlier = distinct.get(key)
        comments = item.above + item.beside
        distinct[key] = replace(earlier, above=earlier.above + comments) if earlier else _sorted_item(item, names)
    return tuple(sorted(distinct.values(), key=lambda item: _object_key(item.value)))


def _sorted_item(item: Item, names: _Names) -> Item:
    return item if isinstance(item.value, str) else replace(item, value=_sorted_value(item.value, names))


def _sorted_value(value: Description | Collection, names: _Names) -> Value:
    if isinstance(value, Description):
        return replace(value, properties=_sorted_properties(value.properties, names))
    return replace(value, items=tuple(_sorted_item(item, names) for item in value.items))


def _object_key(value: Value) -> tuple[object, ...]:
    """Names and texts before brackets, which keep their order; Swedish before English before other languages."""
    if not isinstance(value, str):
        return (1,)
    found = _LANGUAGE.search(value) if value[0] in "\"'" else None
    tag = found["tag"].lower() if found else ""
    language = tag.partition("-")[0]
    place = _LANGUAGES.index(language) if language in _LANGUAGES else len(_LANGUAGES)
    return (0, value[0] in "\"'", place, tag, *_natural(value))


def _natural(text: str) -> tuple[object, ...]:
    """A key that puts 1.5 before 1.10, and at its end the text itself, so that no two texts are alike."""
    parts = _NUMBER.split(text)
    numbers = [(len(digits), digits) for digits in (part.lstrip("0") for part in parts[1::2])]
    return tuple(zip(parts[0::2], [*numbers, (0, "")], strict=True)), text
