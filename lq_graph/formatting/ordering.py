"""The canonical order of a Turtle document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from lq_graph.formatting.document import (
    Block,
    Collection,
    CommentBlock,
    Description,
    Document,
    Item,
    Lines,
    Prefix,
    Property,
    Value,
)
from lq_graph.names import RDF, WELL_KNOWN_PREFIXES

_LANGUAGE = re.compile(r"""["']@(?P<tag>[-0-9A-Za-z]+)\Z""")
_LANGUAGES = ("", "sv", "en")
_NUMBER = re.compile(r"([0-9]+)")

_Names = Mapping[str, str]


def canonical(document: Document) -> Document:
    """The same statements and comments in canonical order; subjects stay in the order of their author.

    Several blocks of one subject in a section are merged into the first of them. Unused prefixes are removed; their
    comments move to the head.
    """
    names = {prefix.name: prefix.address[1:-1] for prefix in document.prefixes}
    elements = [_sorted_block(each, names) if isinstance(each, Block) else each for each in _merged(document.elements)]
    head, prefixes = _prefixes(document)
    return Document(head, prefixes, tuple(elements))


def _prefixes(document: Document) -> tuple[tuple[Lines, ...], tuple[Prefix, ...]]:
    used: set[str | None] = {"", *map(_prefix, _texts(document))}
    declared: dict[str, Prefix] = {}
    of_unused: Lines = ()
    for prefix in document.prefixes:
        comments = prefix.above + prefix.beside
        if prefix.name in declared:
            declared[prefix.name] = replace(declared[prefix.name], above=declared[prefix.name].above + comments)
        elif prefix.name in used:
            declared[prefix.name] = prefix
        else:
            of_unused += comments
    *head, last = document.head or ((),)
    base_first = sorted(declared.values(), key=lambda prefix: (bool(prefix.name), prefix.name.removesuffix(":")))
    return (*head, last + of_unused), tuple(base_first)


def _merged(elements: Iterable[Block | CommentBlock]) -> Iterator[Block | CommentBlock]:
    section: dict[object, Block] = {}
    for element in elements:
        if isinstance(element, CommentBlock):
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
    for each in map(_with_comment_on_line, properties):
        predicate = "a" if _address_of(each.predicate, names) == f"{RDF}type" else each.predicate
        earlier = by_predicate.get(predicate)
        renamed = each if each.predicate == predicate else replace(each, predicate=predicate)
        by_predicate[predicate] = _joined(earlier, each) if earlier else renamed
    merged = [_with_sorted_items(each, names) for each in by_predicate.values()]
    return tuple(sorted(merged, key=lambda each: _predicate_key(each.predicate, names)))


def _with_comment_on_line(written: Property) -> Property:
    """A property in one line, with the only comment behind its several objects as a comment on all of them."""
    *others, last = written.items
    if not written.is_line or not others or any(item.above or item.beside for item in others):
        return written
    return replace(written, items=(*others, replace(last, beside=())), behind=last.beside + written.behind)


def _joined(first: Property, second: Property) -> Property:
    comments = second.above + second.beside + second.behind
    start, *rest = second.items
    items = (*first.items, replace(start, above=comments + start.above), *rest)
    return replace(first, items=items, above=first.above + first.behind, behind=())


def _predicate_key(predicate: str, names: _Names) -> tuple[object, ...]:
    iri = f"{RDF}type" if predicate == "a" else _address_of(predicate, names)
    return _PLACES.get(iri, _BETWEEN), *_natural(predicate)


def _with_sorted_items(written: Property, names: _Names) -> Property:
    if len(written.items) == 1 and isinstance(written.items[0].value, str):
        return written
    return replace(written, items=_sorted_items(written.items, names))


def _sorted_items(items: Iterable[Item], names: _Names) -> tuple[Item, ...]:
    distinct: dict[object, Item] = {}
    for item in items:
        key = item.value if isinstance(item.value, str) else object()
        earlier = distinct.get(key)
        comments = item.above + item.beside
        distinct[key] = replace(earlier, above=earlier.above + comments) if earlier else _sorted_item(item, names)
    return tuple(sorted(distinct.values(), key=lambda item: _object_key(item.value)))


def _sorted_item(item: Item, names: _Names) -> Item:
    value = item.value
    if isinstance(value, Description):
        return replace(item, value=replace(value, properties=_sorted_properties(value.properties, names)))
    if isinstance(value, Collection):
        return replace(item, value=replace(value, items=tuple(_sorted_item(each, names) for each in value.items)))
    return item


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


# Prefixes.

_NO_NAME = frozenset("<_0123456789+-.")
_DATATYPE = re.compile(r"""["']\^\^(?P<name>[^<"'][^"']*(?:\\['"][^"']*)*)\Z""")


def _address_of(name: str, prefixes: Mapping[str, str]) -> str:
    """The IRI of a prefixed name, its escapes left as they are; an IRI in brackets is itself."""
    if name.startswith("<"):
        return name[1:-1]
    prefix, _, local = name.partition(":")
    return prefixes.get(f"{prefix}:", f"{prefix}:") + local


def _prefix(text: str) -> str | None:
    """The prefix, with its colon, of a name or of the datatype of a literal."""
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


# The order of predicates: what a thing is, its names, its properties, notes and sources.
#
# Predicates that stand in none of the lists come between the two, in alphabetical order as written.

_FIRST = """
rdf:type rdfs:subClassOf rdfs:subPropertyOf rdfs:domain rdfs:range owl:inverseOf owl:propertyChainAxiom owl:members
owl:disjointWith owl:versionIRI owl:versionInfo vann:preferredNamespacePrefix vann:preferredNamespaceUri

dcterms:identifier skos:prefLabel rdfs:label dcterms:title foaf:name skos:altLabel skos:notation skos:definition
dcterms:description skos:example

dcterms:creator dcterms:publisher dcterms:license dcterms:bibliographicCitation dcterms:issued
dcterms:modified dcterms:language dcterms:accessRights dcat:theme dcat:keyword

qb:dataSet lq:observesIndicator sdmx-dimension:refArea sdmx-dimension:refPeriod sdmx-dimension:sex lq:statedPeriod
sdmx-measure:obsValue sdmx-attribute:unitMeasure lq:approximate

lq:linksFrom lq:statesContributionTo lq:interpretsContributionTo lq:hasLinkKind lq:isAssertedBy
lq:isCompletenessOf lq:countsClass lq:expectedCount
lq:isDecidedBy lq:adopts lq:endorses lq:decidesOn lq:decisionDate
lq:appliesTo lq:startsFrom lq:isPartOf lq:implements lq:addresses lq:isDraftOf lq:concerns lq:involves lq:isGoalIn
lq:isTargetOf lq:colour
lq:isResponsibilityOf lq:isCoordinatedBy lq:isPreparedBy lq:hasOwner lq:isOwnershipOf lq:ownershipShare
lq:measures lq:isSetBy lq:hasTargetValue lq:numericValue lq:hasComparison lq:hasUnit lq:lowestValue lq:highestValue
lq:isCount lq:followsUp lq:baselineYear
lq:targetYear lq:validFrom lq:validThrough lq:rationale dcterms:replaces
"""

_LAST = """
skos:closeMatch skos:exactMatch skos:relatedMatch rdfs:seeAlso skos:scopeNote skos:note skos:editorialNote rdfs:comment
dcterms:source lq:readDate rdfs:isDefinedBy
"""

_PREFIXES = {**WELL_KNOWN_PREFIXES, "vann": "http://purl.org/vocab/vann/"}
_BETWEEN = 0


def _places() -> dict[str, int]:
    """The places of the predicates in the lists by their IRIs: below 0 in the first, above 0 in the last."""
    first, last = _FIRST.split(), _LAST.split()
    places: dict[str, int] = {}
    for words, start in ((first, -len(first)), (last, 1)):
        for place, word in enumerate(words, start):
            prefix, _, local = word.partition(":")
            places[_PREFIXES[prefix] + local] = place
    return places


_PLACES = MappingProxyType(_places())
