"""What follows from the ontology: each rule by a small graph, and exactly the statements that it adds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from conftest import ROOT
from lq_graph.checking.check import Checked
from lq_graph.names import LQ, OWL, RDFS, WELL_KNOWN_PREFIXES
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.reasoning.closure import Closure, close
from lq_graph.reasoning.derivation import UNNAMED, Derivation
from lq_graph.reasoning.explain import Explanation
from lq_graph.triples.columns import columns_of, first, second
from lq_graph.triples.dataset import Triples
from lq_graph.triples.vocabulary import RDF_TYPE

EX = "https://example.org/"
PREFIXES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in {**WELL_KNOWN_PREFIXES, "ex": EX}.items())

ENTAILMENTS = {
    # Classes: what is of a class is of its superclasses, ours and those of standards.
    "a plan is a chain element": (
        "ex:x a lq:Plan",
        "ex:x a lq:ActivatingDocument, lq:GoverningDocument, lq:ChainElement",
    ),
    "a draft is no governing document": ("ex:x a lq:Draft", "ex:x a lq:ChainElement"),
    "a council is a unit of an organisation": (
        "ex:x a lq:Council",
        "ex:x a lq:Body, org:Organization, org:OrganizationalUnit",
    ),
    "a group of bodies is a group": ("ex:x a lq:BodyGroup", "ex:x a lq:Body, org:Organization, foaf:Group"),
    "a concept is a concept of SKOS": ("ex:x a lq:Concept", "ex:x a skos:Concept"),
    "a place is a location": ("ex:x a lq:Place", "ex:x a dcterms:Location"),
    "the UN's goal is a goal": ("ex:x a sdgo:Goal", "ex:x a lq:Goal, skos:Concept"),
    "the code of a municipality": (
        "ex:x lq:municipalityCode '1283'",
        "ex:x a lq:Municipality, lq:Body, org:Organization, org:FormalOrganization ; dcterms:identifier '1283'",
    ),
    # Steps in the chain: one at a time.
    "part of": ("ex:x lq:isPartOf ex:y", "ex:x lq:advances ex:y ; dcterms:isPartOf ex:y"),
    "implements": ("ex:x lq:implements ex:y", "ex:x lq:advances ex:y"),
    "starts from": ("ex:x lq:startsFrom ex:y", "ex:x lq:advances ex:y"),
    "two steps are not one": (
        "ex:x lq:implements ex:y . ex:y lq:isPartOf ex:z",
        "ex:x lq:advances ex:y . ex:y lq:advances ex:z ; dcterms:isPartOf ex:z",
    ),
    "a platform is no step": (
        "ex:x lq:isPlatformFor ex:y",
        "ex:x a lq:GoverningDocument, lq:ChainElement . ex:y a lq:GoverningDocument, lq:ChainElement",
    ),
    # Decisions.
    "an adoption": (
        "ex:d lq:adopts ex:x ; lq:isDecidedBy ex:b ; lq:decisionDate '2016-01'^^xsd:gYearMonth",
        """ex:d a lq:Decision, prov:Activity ; lq:decidesOn ex:x ; prov:wasAssociatedWith ex:b ;
        dcterms:date '2016-01'^^xsd:gYearMonth ;
        lq:firstDay '2016-01-01'^^xsd:date ; lq:lastDay '2016-01-31'^^xsd:date .
        ex:x lq:isAdoptedIn ex:d ; lq:isAdoptedBy ex:b ; lq:adoptedOn '2016-01'^^xsd:gYearMonth .
        ex:b a lq:Body, org:Organization""",
    ),
    "an endorsement is no adoption": (
        "ex:d lq:endorses ex:x ; lq:isDecidedBy ex:b",
        """ex:d a lq:Decision, prov:Activity ; lq:decidesOn ex:x ; prov:wasAssociatedWith ex:b .
        ex:b a lq:Body, org:Organization""",
    ),
    "a part is not adopted with its whole": (
        "ex:d lq:adopts ex:x . ex:y lq:isPartOf ex:x",
        """ex:d a lq:Decision, prov:Activity ; lq:decidesOn ex:x . ex:x lq:isAdoptedIn ex:d .
        ex:y lq:advances ex:x ; dcterms:isPartOf ex:x""",
    ),
    # Who does what: nobody answers for what they only prepared or coordinate.
    "prepared by": ("ex:x lq:isPreparedBy ex:b", "ex:x dcterms:creator ex:b"),
    "coordinated by": ("ex:x lq:isCoordinatedBy ex:b", ""),
    "responsibility": ("ex:x lq:isResponsibilityOf ex:b", "ex:b a lq:Body, org:Organization"),
    "responsibility is not passed down": (
        "ex:x lq:isResponsibilityOf ex:b . ex:y lq:isPartOf ex:x",
        "ex:b a lq:Body, org:Organization . ex:y lq:advances ex:x ; dcterms:isPartOf ex:x",
    ),
    "a duty": (
        "ex:x lq:isDutyOf ex:b ; lq:isDutyUnder ex:y ; lq:callsFor lq:ActionPlan",
        "ex:x a lq:Duty . ex:b a lq:Body, org:Organization . ex:y a lq:ChainElement",
    ),
    "the duty of a group is not that of its members": (
        "ex:x lq:isDutyOf ex:g . ex:b org:unitOf ex:g",
        "ex:x a lq:Duty . ex:g a lq:Body, org:Organization",
    ),
    # Contributions: the short form of one link, each kind apart.
    "a stated contribution": (
        "ex:l lq:linksFrom ex:x ; lq:statesContributionTo ex:g",
        """ex:l a lq:ContributionLink, prov:Entity ; lq:linksTo ex:g .
        ex:x a lq:ChainElement ; lq:hasLink ex:l ; lq:isStatedToContributeTo ex:g""",
    ),
    "a contribution that is read into a source": (
        "ex:l lq:linksFrom ex:x ; lq:interpretsContributionTo ex:g ; lq:isAssertedBy ex:b",
        """ex:l a lq:ContributionLink, prov:Entity ; lq:linksTo ex:g ; prov:wasAttributedTo ex:b .
        ex:b a lq:Body, org:Organization .
        ex:x a lq:ChainElement ; lq:hasLink ex:l ; lq:isReadAsContributingTo ex:g""",
    ),
    "a contribution is not passed down the chain": (
        "ex:l lq:linksFrom ex:x ; lq:statesContributionTo ex:g . ex:y lq:implements ex:x",
        """ex:l a lq:ContributionLink, prov:Entity ; lq:linksTo ex:g .
        ex:x a lq:ChainElement ; lq:hasLink ex:l ; lq:isStatedToContributeTo ex:g . ex:y lq:advances ex:x""",
    ),
    "a contribution to a target is none to its goal": (
        "ex:l lq:linksFrom ex:x ; lq:statesContributionTo ex:t . ex:t lq:isTargetOf ex:g . ex:g lq:isGoalIn ex:s",
        """ex:l a lq:ContributionLink, prov:Entity ; lq:linksTo ex:t .
        ex:x a lq:ChainElement ; lq:hasLink ex:l ; lq:isStatedToContributeTo ex:t .
        ex:t a lq:Target, skos:Concept ; skos:broader ex:g .
        ex:g a lq:Goal, skos:Concept ; skos:inScheme ex:s . ex:s a lq:GoalSystem, skos:ConceptScheme""",
    ),
    "the withdrawn contribution has no consequence": (
        "ex:x lq:contributesTo ex:t ; lq:implements ex:y . ex:z lq:implements ex:x",
        "ex:x lq:advances ex:y . ex:z lq:advances ex:x",
    ),
    # Goals and measurements.
    "a target value is of a target": (
        "ex:t lq:hasTargetValue ex:v",
        "ex:t a lq:Target, skos:Concept . ex:v a lq:TargetValue",
    ),
    "a target is not its programme's": (
        "ex:t lq:isSetBy ex:x . ex:x lq:isPartOf ex:y",
        """ex:x a lq:GoverningDocument, lq:ChainElement ; lq:advances ex:y ; dcterms:isPartOf ex:y""",
    ),
    "the UN's target is a target": (
        "ex:t sdgo:isTargetOf ex:g",
        """ex:t a lq:Target, skos:Concept ; lq:isTargetOf ex:g ; skos:broader ex:g .
        ex:g a lq:Goal, skos:Concept""",
    ),
    "the UN's indicator is an indicator": ("ex:i sdgo:isIndicatorOf ex:t", "ex:i a lq:Indicator ; lq:followsUp ex:t"),
    "a value is of an indicator": (
        "ex:o lq:observesIndicator ex:i",
        "ex:o a lq:Observation, qb:Observation . ex:i a lq:Indicator",
    ),
    # Days: nothing follows where an end or a start is not known.
    "a plan without an end": ("ex:x lq:validFrom '2017'^^xsd:gYear", "ex:x lq:firstDay '2017-01-01'^^xsd:date"),
    "a part does not hold as long as its whole": (
        "ex:x lq:validThrough '2024'^^xsd:gYear . ex:y lq:isPartOf ex:x",
        "ex:x lq:lastDay '2024-12-31'^^xsd:date . ex:y lq:advances ex:x ; dcterms:isPartOf ex:x",
    ),
    "a link does not hold as long as what it links": (
        "ex:l lq:linksFrom ex:x ; lq:statesContributionTo ex:g ; lq:validFrom '2016'^^xsd:gYear",
        """ex:l a lq:ContributionLink, prov:Entity ; lq:linksTo ex:g ; lq:firstDay '2016-01-01'^^xsd:date .
        ex:x a lq:ChainElement ; lq:hasLink ex:l ; lq:isStatedToContributeTo ex:g""",
    ),
    "what replaces a plan need not hold from its end": (
        "ex:x dcterms:replaces ex:y . ex:y lq:validThrough '2018'^^xsd:gYear",
        "ex:y lq:lastDay '2018-12-31'^^xsd:date",
    ),
    "a value is of its reference period": (
        "ex:o sdmx-dimension:refPeriod '2013'^^xsd:gYear",
        "ex:o lq:firstDay '2013-01-01'^^xsd:date ; lq:lastDay '2013-12-31'^^xsd:date",
    ),
    # What is about a thing.
    "about a concept": ("ex:x lq:isAbout ex:c", "ex:x a lq:ChainElement ; dcterms:subject ex:c"),
    "a draft": (
        "ex:x lq:isDraftOf ex:y",
        """ex:x a lq:Draft, lq:ChainElement ; dcterms:isVersionOf ex:y .
        ex:y a lq:GoverningDocument, lq:ChainElement""",
    ),
    "names": (
        "ex:x skos:prefLabel 'A'@sv, 'B'@en",
        "ex:x rdfs:label 'A'@sv, 'B'@en ; lq:nameSv 'A'@sv ; lq:nameEn 'B'@en",
    ),
}  # fmt: skip


def triples(text: str) -> Triples:
    turtle = f"{PREFIXES}{text} ." if text else ""
    return frozenset(quad.triple for quad in parse(turtle, format=RdfFormat.TURTLE))


@cache
def ontology() -> Triples:
    """The ontology with its alignments."""
    return frozenset(each for path in (ROOT / "ontology").glob("*.ttl") for each in read_rdf_file(path).triples)


@cache
def follows(text: str) -> Triples:
    """What follows from a graph with the ontology, less what follows from the ontology alone."""
    data = columns_of(triples(text))
    closure = close(data, columns_of(ontology(), data.terms))
    assert not closure.contradictions
    assert closure.rules is not None
    found = frozenset(closure.inferred.triples())
    return found - follows("") if text else found


@pytest.mark.parametrize("name", ENTAILMENTS)
def test_exactly_this_follows(name: str) -> None:
    graph, expected = ENTAILMENTS[name]
    assert follows(graph) == triples(expected)


RULES = frozenset(
    {f"{RDFS}{name}" for name in ("subPropertyOf", "domain", "range")}
    | {f"{OWL}{name}" for name in ("inverseOf", "propertyChainAxiom")}
    | {f"{LQ}givesDay"}
)


def test_each_rule_that_relates_two_things_has_a_case() -> None:
    """Subproperties, inverses and chains; domains and ranges only give a class."""
    relating = RULES - {f"{RDFS}domain", f"{RDFS}range"}
    ruled = {str(each.subject) for each in ontology() if each.predicate.value in relating}
    used = {str(each.predicate) for pair in ENTAILMENTS.values() for text in pair for each in triples(text)}
    assert ruled - used == set()


def test_the_ontology_has_no_other_rules() -> None:
    """None that would relate what stands in several records: transitive properties, sameness, restrictions."""
    axioms = {each.predicate.value for each in ontology() if each.predicate.value.startswith((OWL, RDFS))}
    annotations = {f"{RDFS}{name}" for name in ("label", "seeAlso", "isDefinedBy")}
    annotations |= {f"{OWL}{name}" for name in ("deprecated", "versionIRI", "versionInfo")}
    assert axioms - annotations - RULES == {f"{RDFS}subClassOf", f"{OWL}members", f"{OWL}disjointWith"}
    kinds = {
        each.object.value for each in ontology() if each.predicate == RDF_TYPE and isinstance(each.object, NamedNode)
    }
    owl = {kind.removeprefix(OWL) for kind in kinds if kind.startswith(OWL)}
    properties = {"ObjectProperty", "DatatypeProperty", "AnnotationProperty"}
    assert owl == {"Ontology", "Class", "NamedIndividual", "AllDisjointClasses", *properties}


# The real data: whatever follows, follows from one record.


@pytest.fixture(scope="module", name="closure")
def _closure(checked: Checked) -> Closure:
    dataset = checked.project.data.with_graph(checked.project.ontology, ontology())
    data = columns_of(dataset.merged())
    return close(data, columns_of([], data.terms))


def premises_in_data(derivation: Derivation, graph: str) -> Iterator[Derivation]:
    """The asserted statements that a derivation rests on, other than those of the ontology."""
    if derivation.is_asserted and derivation.graphs != (graph,):
        yield derivation
    for premise in derivation.premises:
        yield from premises_in_data(premise, graph)


def test_each_statement_follows_from_statements_about_one_thing(checked: Checked, closure: Closure) -> None:
    """So nothing is derived across periods: a link, a decision, a period and their shortcuts stand in one record."""
    project = checked.project
    explanation = Explanation(closure, project.data.with_graph(project.ontology, ontology()))
    mixed = []
    for predicate, relation in closure.inferred.relations.items():
        for subject, object_ in zip(first(relation).tolist(), second(relation).tolist(), strict=True):
            derivation = explanation.derivation((subject, predicate, object_))
            assert derivation.rule != UNNAMED
            about = {premise.statement.subject for premise in premises_in_data(derivation, project.ontology)}
            if len(about) > 1:
                mixed.append(derivation.statement)
    assert mixed == []


def test_no_contribution_and_no_responsibility_is_inferred(checked: Checked) -> None:
    inferred = checked.closed.graph(checked.project.inferred)
    predicates = {each.predicate.value.removeprefix(LQ) for each in inferred}
    assert predicates.isdisjoint({"contributesTo", "isResponsibilityOf", "isPreparedBy", "isCoordinatedBy"})
    assert {"isStatedToContributeTo", "isReadAsContributingTo", "advances", "isAdoptedBy"} <= predicates


def test_each_short_form_of_a_link_has_its_link(checked: Checked) -> None:
    inferred, stated = checked.closed.graph(checked.project.inferred), checked.project.data.merged()
    for short, long in (
        ("isStatedToContributeTo", "statesContributionTo"),
        ("isReadAsContributingTo", "interpretsContributionTo"),
    ):
        links = {each.subject: each.object for each in stated if each.predicate.value == f"{LQ}linksFrom"}
        pairs = {(links[each.subject], each.object) for each in stated if each.predicate.value == f"{LQ}{long}"}
        found = [(each.subject, each.object) for each in inferred if each.predicate.value == f"{LQ}{short}"]
        assert set(found) == pairs
