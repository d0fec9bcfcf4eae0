"""The order of predicates: what a thing is, its names, what is said of it, notes and sources.

The order is that of the words below. Predicates that stand in none of the lists come between the two, in the order of
their letters as they are written.
"""

from __future__ import annotations

from types import MappingProxyType

from lq_graph.names import WELL_KNOWN_PREFIXES

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
