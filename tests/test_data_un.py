"""Requirements on the UN's goals, targets and indicators: what they say is what the UN's own file says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from conftest import ROOT, SHARED
from lq_graph.names import RDF, SKOS
from lq_graph.reading.rdf_file import read_rdf_file

FOLDER = ROOT / "data" / "goals-un-2030"
UN_FILE = SHARED / "domain" / "data" / "unstats-sdg-kos-goals-targets-indicators.ttl"
SUBJECTS_FILE = SHARED / "domain" / "data" / "unstats-sdg-kos-subject-mappings.ttl"
SDGO = "http://metadata.un.org/sdg/ontology#"
PREF_LABEL, ALT_LABEL = NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{SKOS}altLabel")
KINDS = ("Goal", "Target", "Indicator")
# The UN's file ties the SDGIO terms of these targets to other targets: see the note of the dataset.
CORRECTED = {f"http://metadata.un.org/sdg/{code}" for code in ("8.1", "8.10", "16.1", "16.10", "17.1", "17.10")}

pytestmark = pytest.mark.skipif(not UN_FILE.exists(), reason="the UN's file is not on this machine")


@pytest.fixture(scope="module", name="ours")
def _ours() -> set[Triple]:
    return {triple for path in FOLDER.glob("*.ttl") for triple in read_rdf_file(path).triples}


@pytest.fixture(scope="module", name="theirs")
def _theirs() -> set[Triple]:
    return set(read_rdf_file(UN_FILE).triples)


def about(triples: Iterable[Triple], kind: str) -> set[NamedNode]:
    """The things of a kind."""
    class_ = NamedNode(f"{SDGO}{kind}")
    return {each.subject for each in triples if each.predicate.value == f"{RDF}type" and each.object == class_}  # type: ignore[misc]


def texts(triples: Iterable[Triple], predicate: NamedNode) -> dict[tuple[str, str | None], set[str]]:
    """The texts of a property, by thing and language."""
    found: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for each in triples:
        if each.predicate == predicate and isinstance(each.object, Literal):
            found[str(each.subject), each.object.language].add(each.object.value)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_all_things_of_the_un_are_there_and_no_others(kind: str, ours: set[Triple], theirs: set[Triple]) -> None:
    assert about(ours, kind) == about(theirs, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_each_thing_has_one_of_the_texts_of_the_un_in_each_of_its_languages(
    kind: str, ours: set[Triple], theirs: set[Triple]
) -> None:
    things = {str(thing) for thing in about(ours, kind)}
    own = {key: value for key, value in texts(ours, PREF_LABEL).items() if key[0] in things}
    official = {key: value for key, value in texts(theirs, PREF_LABEL).items() if key[0] in things}
    assert own.keys() == official.keys()
    assert {key: value for key, value in own.items() if len(value) != 1 or not value <= official[key]} == {}


def test_other_names_are_those_of_the_un(ours: set[Triple], theirs: set[Triple]) -> None:
    things = {str(thing) for thing in about(ours, "Goal")}
    own = {key: value for key, value in texts(ours, ALT_LABEL).items() if key[0] in things}
    assert own == texts(theirs, ALT_LABEL)


def test_scheme_and_tiers_are_those_of_the_un(ours: set[Triple], theirs: set[Triple]) -> None:
    for predicate in (NamedNode(f"{SKOS}inScheme"), NamedNode(f"{SDGO}tier")):
        stated = {
            (each.subject, each.object)
            for each in theirs
            if each.predicate == predicate
            and each.subject in about(theirs, "Goal") | about(theirs, "Target") | about(theirs, "Indicator")
        }
        assert {(each.subject, each.object) for each in ours if each.predicate == predicate} == stated


def test_matches_are_those_of_the_un_but_for_the_corrected_ones(ours: set[Triple], theirs: set[Triple]) -> None:
    exact = NamedNode(f"{SKOS}exactMatch")
    own, official = (
        {
            (each.subject, each.object)
            for each in triples
            if each.predicate == exact and str(each.subject).strip("<>") not in CORRECTED
        }
        for triples in (ours, theirs)
    )
    assert own == official


def test_subjects_are_those_of_the_un(ours: set[Triple]) -> None:
    subject = NamedNode("http://purl.org/dc/terms/subject")
    stated = {(each.subject, each.object) for each in read_rdf_file(SUBJECTS_FILE).triples if each.predicate == subject}
    own = {(each.subject, each.object) for each in ours if each.predicate == subject}
    assert own
    assert own <= stated
