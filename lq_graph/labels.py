"""What things are called: one rule for findings, pages, forms, lists, questions and descriptions of changes.

A label is a value of one of NAMING_PROPERTIES that has a visible character. The best for a reader of one language is in
that language, else in the other language of lq, else without a language, else in any; a regional tag such as sv-SE
counts as its language. Among those the property decides, then the tag, then the text, so that the order of statements
never does. The language goes before the property: an English rdfs:label helps a reader of English more than a Swedish
skos:prefLabel.

lq:shortLabel comes first: it is the name that a publisher chose for a thing of somebody else, whose own skos:prefLabel
may be a long text. Then skos:prefLabel, since SKOS allows one in each language; rdfs:label is the last, as it may be
any of several names (SKOS Reference §5.4, S14). A skos:notation is a code, not a word (§6.1), and so no label. By the
same rule reasoning/computed.py gives each thing the lq:nameSv and lq:nameEn that queries ask for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.names import DCAT, DCTERMS, LQ, OWL, RDF, RDFS, SCHEMA, SH, SKOS, VOID, WELL_KNOWN_PREFIXES, XSD, Names
from lq_graph.text import Language, Texts, has_visible_character, number

if TYPE_CHECKING:  # the module needs numpy, which starts threads: a fork server must have one only
    from lq_graph.triples.terms import Term

_FOAF, _ORG, _PROV, _QB, _ATTRIBUTE, _DIMENSION, _MEASURE = (
    WELL_KNOWN_PREFIXES[prefix]
    for prefix in ("foaf", "org", "prov", "qb", "sdmx-attribute", "sdmx-dimension", "sdmx-measure")
)

NAMING_PROPERTIES = (f"{LQ}shortLabel", f"{SKOS}prefLabel", f"{DCTERMS}title", f"{_FOAF}name", f"{RDFS}label")
_NUMBERS = frozenset(NamedNode(f"{XSD}{name}") for name in ("integer", "decimal", "nonNegativeInteger", "double"))
NAMELESS = Texts("en sak utan adress", "a thing without an address")
_RANKS = {name: rank for rank, name in enumerate(NAMING_PROPERTIES)}
_PREDICATES = {NamedNode(name): name for name in NAMING_PROPERTIES}


def best_label(labels: Iterable[tuple[str, Literal]], language: Language) -> Literal | None:
    """The label for readers of a language, from values with the IRIs of their properties; None if all are blank."""
    offers = [
        ((language_rank(value.language, language), _RANKS.get(name, 0), value.language or "", value.value), value)
        for name, value in labels
        if has_visible_character(value.value)
    ]
    return min(offers, default=(None, None), key=lambda offer: offer[0])[1]


def best_text(texts: Iterable[Literal], language: Language) -> Literal | None:
    """The text for readers of a language, from the values of one property; None if all are blank."""
    return best_label((("", value) for value in texts), language)


def best_texts(labels: Iterable[tuple[str, Literal]]) -> Texts | None:
    """The labels for readers of both languages, without space around them; None if all are blank."""
    offers = tuple(labels)
    swedish, english = best_label(offers, "sv"), best_label(offers, "en")
    return Texts(swedish.value.strip(), english.value.strip()) if swedish and english else None


def is_in_language(tag: str | None, language: Language) -> bool:
    """Whether a language tag is of a language: the language itself, or with a region such as sv-SE. RFC 4647 §3.3.1."""
    return tag is not None and tag.partition("-")[0].lower() == language


@lru_cache(maxsize=256)  # of the few tags that a graph has
def language_rank(tag: str | None, language: Language) -> int:
    """How well a label with a language tag serves readers of a language; 0 is best."""
    if not tag:
        return 2
    return 0 if is_in_language(tag, language) else 1 if is_in_language(tag, "en" if language == "sv" else "sv") else 3


class Labels:
    """The labels of things in some graphs, read when the first is asked for: a check without findings asks for none.

    A thing that an earlier graph has a label for is called by that graph alone.
    """

    def __init__(self, names: Names, *graphs: Iterable[Triple]) -> None:
        self.names = names
        self._graphs = graphs
        self._labels: dict[Term, Texts | None] = {}

    @property
    def found(self) -> Mapping[Term, Texts]:
        """The label of each thing that has one."""
        things = dict.fromkeys(thing for offers in reversed(self._offers) for thing in offers)
        return {thing: texts for thing in things if (texts := self.label(thing))}

    def label(self, term: Term) -> Texts | None:
        """What people call a thing; None if the graphs have no label for it."""
        if term not in self._labels:
            labels = (best_texts(offers[term]) for offers in self._offers if term in offers)
            self._labels[term] = next(filter(None, labels), None)
        return self._labels[term]

    @cached_property
    def _offers(self) -> Sequence[Mapping[Term, list[tuple[str, Literal]]]]:
        """For each graph, the values of each thing that can be its label, with the IRIs of their properties."""
        return [_values_by_thing(graph) for graph in self._graphs]

    def words(self, term: Term) -> Texts:
        """What to call any term in a sentence: its label, its text, a word for it, or its IRI in short."""
        label = self.label(term)
        if label is not None:
            return label
        if isinstance(term, Literal):
            if term.datatype in _NUMBERS:
                return Texts(number(term.value, "sv"), number(term.value, "en"))
            return Texts(term.value, term.value)
        if isinstance(term, BlankNode):
            return NAMELESS
        return TERM_WORDS.get(term.value) or Texts(*[self.names.short(term.value)] * 2)


def _values_by_thing(graph: Iterable[Triple]) -> Mapping[Term, list[tuple[str, Literal]]]:
    found: dict[Term, list[tuple[str, Literal]]] = {}
    for subject, predicate, value in graph:
        name = _PREDICATES.get(predicate)
        if name is not None and isinstance(value, Literal) and isinstance(subject, NamedNode | BlankNode):
            found.setdefault(subject, []).append((name, value))
    return found


# Words for terms that other vocabularies define, where the graph has no label for them.

TERM_WORDS: Mapping[str, Texts] = MappingProxyType(
    {
        f"{RDF}type": Texts("slag", "kind"),
        f"{RDFS}label": Texts("namn", "name"),
        f"{RDFS}comment": Texts("kommentar", "comment"),
        f"{RDFS}subClassOf": Texts("är ett slags", "is a kind of"),
        f"{RDFS}subPropertyOf": Texts("är ett slags", "is a kind of"),
        f"{RDFS}isDefinedBy": Texts("definieras i", "is defined by"),
        f"{RDFS}seeAlso": Texts("se även", "see also"),
        f"{RDFS}domain": Texts("sägs om", "is said of"),
        f"{RDFS}range": Texts("har värden av slaget", "has values of kind"),
        f"{OWL}Class": Texts("klass", "class"),
        f"{OWL}ObjectProperty": Texts("egenskap", "property"),
        f"{OWL}DatatypeProperty": Texts("egenskap", "property"),
        f"{OWL}AnnotationProperty": Texts("egenskap", "property"),
        f"{OWL}Ontology": Texts("ontologi", "ontology"),
        f"{OWL}versionInfo": Texts("version", "version"),
        f"{SKOS}altLabel": Texts("annat namn", "other name"),
        f"{SKOS}prefLabel": Texts("namn", "name"),
        f"{SKOS}definition": Texts("definition", "definition"),
        f"{SKOS}example": Texts("exempel", "example"),
        f"{SKOS}notation": Texts("beteckning", "notation"),
        f"{SKOS}editorialNote": Texts("redaktionell anmärkning", "editorial note"),
        f"{SKOS}scopeNote": Texts("anmärkning om omfång", "scope note"),
        f"{SKOS}note": Texts("anmärkning", "note"),
        f"{SKOS}broader": Texts("har vidare begrepp", "has broader"),
        f"{SKOS}narrower": Texts("har snävare begrepp", "has narrower"),
        f"{SKOS}closeMatch": Texts("motsvarar nära", "closely matches"),
        f"{SKOS}exactMatch": Texts("motsvarar exakt", "exactly matches"),
        f"{SKOS}related": Texts("hör ihop med", "is related to"),
        f"{SKOS}inScheme": Texts("ingår i", "is in scheme"),
        f"{DCTERMS}title": Texts("titel", "title"),
        f"{DCTERMS}description": Texts("beskrivning", "description"),
        f"{DCTERMS}source": Texts("har källa", "has source"),
        f"{DCTERMS}replaces": Texts("ersätter", "replaces"),
        f"{DCTERMS}isReplacedBy": Texts("ersätts av", "is replaced by"),
        f"{DCTERMS}issued": Texts("utgiven", "issued"),
        f"{DCTERMS}modified": Texts("ändrad", "modified"),
        f"{DCTERMS}created": Texts("skapad", "created"),
        f"{DCTERMS}date": Texts("datum", "date"),
        f"{DCTERMS}publisher": Texts("ges ut av", "has publisher"),
        f"{DCTERMS}creator": Texts("har upphov", "has creator"),
        f"{DCTERMS}license": Texts("har licens", "has licence"),
        f"{DCTERMS}identifier": Texts("identifierare", "identifier"),
        f"{DCTERMS}language": Texts("har språk", "has language"),
        f"{DCTERMS}accessRights": Texts("har åtkomst", "has access rights"),
        f"{DCTERMS}isPartOf": Texts("är del av", "is part of"),
        f"{DCTERMS}hasPart": Texts("har del", "has part"),
        f"{DCTERMS}bibliographicCitation": Texts("citeras som", "is cited as"),
        f"{DCTERMS}isVersionOf": Texts("är en version av", "is a version of"),
        f"{DCTERMS}references": Texts("hänvisar till", "refers to"),
        f"{DCTERMS}subject": Texts("handlar om", "has subject"),
        f"{DCAT}Catalog": Texts("katalog", "catalogue"),
        f"{DCAT}Dataset": Texts("datamängd", "dataset"),
        f"{DCAT}Distribution": Texts("fil med en datamängd", "file of a dataset"),
        f"{SKOS}Concept": Texts("begrepp", "concept"),
        f"{SKOS}ConceptScheme": Texts("begreppssystem", "concept scheme"),
        f"{SKOS}topConceptOf": Texts("är toppbegrepp i", "is top concept in"),
        f"{_FOAF}Group": Texts("grupp", "group"),
        f"{_FOAF}Document": Texts("dokument", "document"),
        f"{VOID}triples": Texts("antal påståenden", "number of statements"),
        f"{VOID}inDataset": Texts("står i datamängden", "stands in dataset"),
        f"{DCAT}theme": Texts("har tema", "has theme"),
        f"{DCAT}keyword": Texts("nyckelord", "keyword"),
        f"{DCAT}dataset": Texts("har datamängd", "has dataset"),
        f"{DCAT}distribution": Texts("har fil", "has distribution"),
        f"{DCAT}downloadURL": Texts("hämtas från", "has download address"),
        f"{_FOAF}name": Texts("namn", "name"),
        f"{_FOAF}homepage": Texts("har webbplats", "has homepage"),
        f"{_FOAF}page": Texts("har webbsida", "has page"),
        f"{_ORG}unitOf": Texts("är enhet i", "is unit of"),
        f"{_ORG}hasUnit": Texts("har enhet", "has unit"),
        f"{_ORG}identifier": Texts("organisationsnummer", "organisation number"),
        f"{_QB}dataSet": Texts("ingår i datamängd", "is in data set"),
        f"{_QB}DataSet": Texts("datamängd med värden", "data set of values"),
        f"{_QB}Observation": Texts("publicerat värde", "published value"),
        f"{_MEASURE}obsValue": Texts("värde", "value"),
        f"{_PROV}Activity": Texts("aktivitet", "activity"),
        f"{_PROV}Entity": Texts("något som någon har åstadkommit", "something that somebody brought about"),
        f"{_PROV}wasAssociatedWith": Texts("gjordes av", "was carried out by"),
        f"{_PROV}wasAttributedTo": Texts("tillskrivs", "is attributed to"),
        f"{_PROV}influenced": Texts("ändrade", "changed"),
        f"{_PROV}used": Texts("byggde på", "used"),
        f"{_ORG}FormalOrganization": Texts("juridisk person", "legal organisation"),
        f"{_ORG}Organization": Texts("organisation", "organisation"),
        f"{_ORG}OrganizationalUnit": Texts("enhet i en organisation", "unit of an organisation"),
        f"{SH}NodeShape": Texts("regel för saker", "rule for things"),
        f"{SH}PropertyShape": Texts("regel för en egenskap", "rule for a property"),
        f"{SH}property": Texts("har regel", "has rule"),
        f"{SH}targetClass": Texts("gäller klassen", "applies to class"),
        f"{SH}path": Texts("gäller egenskapen", "applies to property"),
        f"{SH}name": Texts("namn", "name"),
        f"{SH}description": Texts("beskrivning", "description"),
        f"{SH}message": Texts("meddelande", "message"),
        f"{SH}order": Texts("ordning", "order"),
        f"{SH}severity": Texts("allvar", "severity"),
        f"{SH}minCount": Texts("minsta antal", "least number"),
        f"{SH}maxCount": Texts("största antal", "largest number"),
        f"{SH}class": Texts("värdets slag", "kind of value"),
        f"{SH}datatype": Texts("värdets datatyp", "datatype of value"),
        f"{SH}nodeKind": Texts("slag av term", "kind of term"),
        f"{SH}pattern": Texts("mönster", "pattern"),
        f"{SH}in": Texts("tillåtna värden", "allowed values"),
        f"{SH}SPARQLExecutable": Texts("färdig fråga", "ready question"),
        f"{SH}SPARQLSelectExecutable": Texts("färdig fråga med en tabell som svar", "ready question with a table"),
        f"{SH}select": Texts("fråga i SPARQL", "query in SPARQL"),
        f"{SCHEMA}target": Texts("besvaras av", "is answered by"),
        f"{OWL}deprecated": Texts("utgår", "is deprecated"),
        f"{DCTERMS}spatial": Texts("har område", "has area"),
        f"{DCAT}contactPoint": Texts("har kontakt", "has contact"),
    }
)

# How properties of other vocabularies read from their object to their subject. Those of lq have lq:inverseLabel.

INVERSE_WORDS: Mapping[str, Texts] = MappingProxyType(
    {
        f"{RDF}type": Texts("är klass för", "is the class of"),
        f"{RDFS}subClassOf": Texts("har underklassen", "has the subclass"),
        f"{SKOS}broader": Texts("har snävare begrepp", "has narrower"),
        f"{SKOS}narrower": Texts("har vidare begrepp", "has broader"),
        f"{SKOS}closeMatch": Texts("motsvaras nära av", "is closely matched by"),
        f"{SKOS}exactMatch": Texts("motsvaras exakt av", "is exactly matched by"),
        f"{SKOS}related": Texts("hör ihop med", "is related to"),
        f"{SKOS}inScheme": Texts("innehåller", "contains"),
        f"{DCTERMS}source": Texts("är källa till", "is the source of"),
        f"{DCTERMS}replaces": Texts("ersätts av", "is replaced by"),
        f"{DCTERMS}isReplacedBy": Texts("ersätter", "replaces"),
        f"{DCTERMS}publisher": Texts("ger ut", "publishes"),
        f"{DCTERMS}creator": Texts("är upphov till", "is the creator of"),
        f"{DCTERMS}isPartOf": Texts("har del", "has part"),
        f"{DCTERMS}hasPart": Texts("är del av", "is part of"),
        f"{DCTERMS}references": Texts("omnämns i", "is referred to by"),
        f"{DCTERMS}isVersionOf": Texts("har versionen", "has version"),
        f"{DCTERMS}subject": Texts("behandlas i", "is the subject of"),
        f"{DCTERMS}language": Texts("är språk i", "is a language of"),
        f"{DCTERMS}license": Texts("är licens för", "is the licence of"),
        f"{DCTERMS}accessRights": Texts("gäller åtkomst till", "are the access rights of"),
        f"{SKOS}topConceptOf": Texts("har toppbegrepp", "has top concept"),
        f"{DCAT}dataset": Texts("ingår i katalogen", "is in the catalogue"),
        f"{DCAT}theme": Texts("är tema för", "is the theme of"),
        f"{_ORG}unitOf": Texts("har enhet", "has unit"),
        f"{_ORG}hasUnit": Texts("är enhet i", "is unit of"),
        f"{_QB}dataSet": Texts("innehåller", "contains"),
        f"{_PROV}wasAttributedTo": Texts("är upphov till", "is credited with"),
        f"{_PROV}wasAssociatedWith": Texts("medverkade i", "took part in"),
        f"{_PROV}influenced": Texts("ändrades av", "was changed by"),
        f"{_PROV}used": Texts("är underlag för", "was used by"),
        f"{_DIMENSION}refArea": Texts("är område för", "is the area of"),
        f"{_DIMENSION}sex": Texts("är kön i", "is the sex in"),
        f"{_ATTRIBUTE}unitMeasure": Texts("är måttenhet i", "is the unit of measure of"),
    }
)


# Names of languages. BCP 47.

_LANGUAGES: Mapping[str, Texts] = MappingProxyType(
    {
        "ar": Texts("arabiska", "Arabic"),
        "da": Texts("danska", "Danish"),
        "de": Texts("tyska", "German"),
        "en": Texts("engelska", "English"),
        "es": Texts("spanska", "Spanish"),
        "fa": Texts("persiska", "Persian"),
        "fi": Texts("finska", "Finnish"),
        "fit": Texts("meänkieli", "Meänkieli"),
        "fr": Texts("franska", "French"),
        "nb": Texts("norskt bokmål", "Norwegian Bokmål"),
        "nn": Texts("nynorsk", "Norwegian Nynorsk"),
        "no": Texts("norska", "Norwegian"),
        "pl": Texts("polska", "Polish"),
        "rom": Texts("romani", "Romani"),
        "se": Texts("nordsamiska", "Northern Sami"),
        "so": Texts("somaliska", "Somali"),
        "sv": Texts("svenska", "Swedish"),
        "yi": Texts("jiddisch", "Yiddish"),
        "zh": Texts("kinesiska", "Chinese"),
    }
)


def language_name(tag: str) -> Texts:
    """What a language is called, by its tag; the tag itself where it has no word here. BCP 47."""
    return _LANGUAGES.get(tag.lower(), Texts(tag, tag))
