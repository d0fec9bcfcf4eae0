"""Requirements on data/: plain statements with sources, each dataset complete in its folder."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from conftest import ROOT
from lq_graph.checking.check import Checked
from lq_graph.names import DCAT, DCTERMS, LQ, RDF, SKOS
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.settings import Settings

FILES = sorted((ROOT / "data").glob("*/*.ttl"))
DATASETS = sorted(path.name for path in (ROOT / "data").iterdir() if path.is_dir())
EXPECTED = {
    "goals-environment",
    "goals-public-health",
    "goals-skane",
    "goals-un-2030",
    "goals-un-2030-swedish-names",
    "helsingborg-documents",
    "helsingborg-indicators",
    "helsingborg-organisation",
    "helsingborg-programme",
    "lq-interpretations",
    "lq-short-labels",
    "quantities",
    "sources",
}
SOURCE = NamedNode(f"{DCTERMS}source")
TYPE = NamedNode(f"{RDF}type")
NO_SOURCE_NEEDED = ("http://xmlns.com/foaf/0.1/Document",)


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def test_the_datasets_are_there() -> None:
    assert set(DATASETS) >= EXPECTED


@pytest.mark.parametrize("path", FILES, ids=named)
def test_there_are_no_blank_nodes(path: Path) -> None:
    triples = read_rdf_file(path).triples
    assert triples
    assert not any(isinstance(term, BlankNode) for triple in triples for term in (triple.subject, triple.object))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_remarks_are_statements_and_not_comments(path: Path) -> None:
    assert not re.search(r"^\s*#", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_each_subject_is_written_once(path: Path) -> None:
    starts = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line[0].isspace()]
    subjects = Counter(line.split()[0] for line in starts if not line.startswith("@prefix"))
    assert [subject for subject, count in subjects.items() if count > 1] == []


@pytest.mark.parametrize("name", DATASETS)
def test_every_fact_has_a_source_that_was_read(name: str, checked: Checked, settings: Settings) -> None:
    graph = checked.project.dataset.graph(settings.names.graph(name))
    sources = {(triple.subject, triple.object) for triple in graph if triple.predicate == SOURCE}
    read = {triple.subject for triple in graph if triple.predicate == NamedNode(f"{LQ}readDate")}
    pages = {triple.subject for triple in graph if triple.predicate == TYPE and triple.object.value in NO_SOURCE_NEEDED}  # type: ignore[union-attr]
    assert {triple.subject for triple in graph} - pages - {subject for subject, _ in sources} == set()
    assert {source for _, source in sources} - read == set()


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_describes_itself(name: str, checked: Checked, settings: Settings) -> None:
    iri = NamedNode(settings.names.graph(name))
    record = {
        triple.predicate.value: triple.object
        for triple in checked.project.dataset.graph(iri.value)
        if triple.subject == iri
    }
    assert record[f"{RDF}type"] == NamedNode(f"{DCAT}Dataset")
    assert record[f"{DCTERMS}identifier"] == Literal(name)
    assert isinstance(record[f"{DCTERMS}license"], NamedNode)


def test_interpretations_stand_in_their_own_dataset(checked: Checked, settings: Settings) -> None:
    interpreted = NamedNode(f"{LQ}Interpreted")
    graphs = {
        graph
        for graph, triples in checked.project.data.graphs.items()
        if any(triple.object == interpreted for triple in triples)
    }
    assert graphs == {settings.names.graph("lq-interpretations")}


def test_both_languages_are_there_for_everything_that_no_other_scheme_names(checked: Checked) -> None:
    triples = list(checked.project.data.merged())
    in_scheme = {triple.subject for triple in triples if triple.predicate == NamedNode(f"{SKOS}inScheme")}
    in_scheme |= {NamedNode("http://metadata.un.org/sdg")}
    labels: dict[str, set[str | None]] = {}
    for triple in triples:
        if triple.subject in in_scheme or triple.predicate != NamedNode(f"{SKOS}prefLabel"):
            continue
        if isinstance(triple.object, Literal):
            labels.setdefault(str(triple.subject), set()).add(triple.object.language)
    assert [subject for subject, languages in labels.items() if languages != {"sv", "en"}] == []
