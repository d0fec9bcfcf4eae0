"""What things are called: words for terms of other vocabularies, and the order of Swedish letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from lq_graph.names import DCAT, DCTERMS, OWL, RDF, RDFS, SH, SKOS, VOID, WELL_KNOWN_PREFIXES
from lq_graph.text import Texts

# The order of letters in Swedish.

_SWEDISH_LAST = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})
_DIGITS = re.compile(r"(\d+)")


def sort_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """The key that sorts texts as Swedish does, å ä ö last, and numbers by their size."""
    pieces = _DIGITS.split(unicodedata.normalize("NFC", text).casefold())
    return tuple((0, int(piece), "") if piece.isdecimal() else (1, 0, _letters(piece)) for piece in pieces if piece)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.translate(_SWEDISH_LAST))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


# Words for terms that other vocabularies define, where the graph has no label for them.

_FOAF, _ORG, _QB = (WELL_KNOWN_PREFIXES[prefix] for prefix in ("foaf", "org", "qb"))

TERM_WORDS: Mapping[str, Texts] = MappingProxyType(
    {
        f"{RDF}type": Texts("slag", "kind"),
        f"{RDFS}label": Texts("benämning", "label"),
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
        f"{SKOS}altLabel": Texts("annan benämning", "other label"),
        f"{SKOS}prefLabel": Texts("benämning", "label"),
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
        f"{DCTERMS}references": Texts("hänvisar till", "refers to"),
        f"{DCTERMS}subject": Texts("handlar om", "has subject"),
        f"{DCAT}Catalog": Texts("katalog", "catalogue"),
        f"{DCAT}Dataset": Texts("datamängd", "dataset"),
        f"{DCAT}Distribution": Texts("fil med en datamängd", "file of a dataset"),
        f"{SKOS}Concept": Texts("begrepp", "concept"),
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
    }
)
