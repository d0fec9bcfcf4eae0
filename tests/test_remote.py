"""The release in a real Virtuoso: loaded graph by graph, with the same golden answers and complete responses."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

import virtuoso
from conftest import ROOT
from lq_graph.errors import (
    AnswerCut,
    EngineError,
    QueryExhausted,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    ReleaseError,
)
from lq_graph.names import LQ, Names
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import CSV, JSON, NTRIPLES, TSV, XML
from lq_graph.querying.remote import RemoteEngine, graphs_of_release
from lq_graph.releasing.publish import GraphStore, current_release, pointer, publish
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from lq_graph.web.pages.site import Site, template_environment
from lq_graph.web.things.statements import statements_of_document
from web.asgi import Client

QUESTIONS = sorted((ROOT / "sparql" / "questions").glob("*.rq"))
OWN_GRAPHS = ("catalogue", "inferred", "ontology", "questions", "shapes")
GOLDEN = ROOT / "tests" / "sparql" / "questions"
SYSTEM = "<http://www.openlinksw.com/schemas/virtrdf#>"
NOT_ENDING = f"""SELECT (COUNT(*) AS ?n) FROM {SYSTEM}
WHERE {{ ?s ?p ?o . ?a ?b ?c . FILTER(REGEX(CONCAT(STR(?s), STR(?c)), "a.*b.*c.*d")) }}"""


@pytest.fixture(scope="module", name="remote")
def _remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[virtuoso.Virtuoso]:
    with virtuoso.running(tmp_path_factory.mktemp("virtuoso")) as running:
        yield running


@pytest.fixture(scope="module", name="store")
def _store(remote: virtuoso.Virtuoso, release: Release) -> Iterator[GraphStore]:
    with GraphStore(remote.graphs, virtuoso.USER, virtuoso.PASSWORD) as store:
        publish(release, store)
        yield store


@pytest.fixture(scope="module", name="engine")
def _engine(
    remote: virtuoso.Virtuoso, store: GraphStore, release: Release, settings: Settings
) -> Iterator[RemoteEngine]:
    names = Names(release.base)
    graphs = graphs_of_release(names, release.identifier, (entry.name for entry in release.datasets))
    engine = RemoteEngine(remote.sparql, settings.limits, graphs)
    yield engine
    engine.close()


@pytest.fixture(name="hasty")
def _hasty(remote: virtuoso.Virtuoso, settings: Settings) -> Iterator[RemoteEngine]:
    """An engine with a deadline of a second."""
    engine = RemoteEngine(remote.sparql, replace(settings.limits, seconds=1))
    yield engine
    engine.close()


def cells(tsv: str) -> list[list[str]]:
    """The rows; Virtuoso has no booleans, so that what it computes as one is 0 or 1."""
    truths = {"true": "1", "false": "0"}
    return sorted([truths.get(cell, cell) for cell in line.split("\t")] for line in tsv.splitlines())


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda path: path.stem)
def test_the_answer_is_the_golden_one(engine: RemoteEngine, question: Path) -> None:
    answer = engine.answer(Query(question.read_text(encoding="utf-8"), results=TSV))
    assert cells(answer.body.decode()) == cells((GOLDEN / f"{question.stem}.tsv").read_text(encoding="utf-8"))


def test_a_release_is_current_when_it_is_whole(store: GraphStore, release: Release) -> None:
    names = Names(release.base)
    assert current_release(store, names) == names.release(release.identifier)
    assert store.get(names.release(f"{release.identifier}/loading")) == b""


def test_a_load_that_was_broken_off_goes_on(store: GraphStore, release: Release) -> None:
    names, seen = Names(release.base), []

    def stop_after_three(graph: str) -> None:
        seen.append(graph)
        if len(seen) > 3:
            raise KeyboardInterrupt

    store.delete(pointer(names))
    with pytest.raises(KeyboardInterrupt):
        publish(release, store, stop_after_three)
    assert current_release(store, names) is None
    again = publish(release, store)
    assert set(again.present) == set(seen[:3])
    assert seen[3] in again.loaded
    assert current_release(store, names) == names.release(release.identifier)


def test_the_release_before_leaves_when_the_next_one_is_there(store: GraphStore, release: Release) -> None:
    names = Names(release.base)
    next_one = replace(release, identifier="2030-01-01-00000000")
    publish(next_one, store)
    assert current_release(store, names) == names.release(next_one.identifier)
    assert store.get(names.release(release.identifier)) == b""
    publish(release, store)
    assert store.get(names.release(next_one.identifier)) == b""


def test_who_may_not_write_is_told_so(remote: virtuoso.Virtuoso, release: Release) -> None:
    with GraphStore(remote.graphs) as store, pytest.raises(ReleaseError, match="--user"):
        publish(release, store)


def test_the_default_graph_is_that_of_the_release_alone(engine: RemoteEngine, release: Release) -> None:
    count = engine.answer(Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", results=CSV)).body
    assert 10_000 < int(count.split()[1]) < 30_000
    graphs = engine.answer(Query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", results=CSV)).body
    assert b"openlinksw" not in graphs
    assert graphs.count(b"/graph/") == len(release.datasets) + len(OWN_GRAPHS)


def test_the_graph_of_inferred_statements_is_marked_there_too(engine: RemoteEngine, release: Release) -> None:
    text = f"PREFIX lq: <{LQ}> SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} ?g lq:holdsStatements lq:Derived }}"
    assert engine.answer(Query(text, results=CSV)).body.split() == [b"g", f"{release.base}graph/inferred".encode()]


def test_yes_and_no_are_said_as_the_standard_has_it(engine: RemoteEngine) -> None:
    assert engine.answer(Query("ASK { ?s a <https://w3id.org/livskvalitet/ns#Plan> }", results=JSON)).body == (
        b'{"head":{},"boolean":true}'
    )
    assert b"<boolean>false</boolean>" in engine.answer(Query("ASK { ?s a <urn:x> }", results=XML)).body


def test_a_graph_is_given_in_the_format_that_was_asked_for(engine: RemoteEngine) -> None:
    text = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c . FILTER(?c = <https://w3id.org/livskvalitet/ns#Direction>) }"
    assert engine.answer(Query(text, graph=NTRIPLES)).body.count(b"\n") == 5


def test_an_answer_that_is_cut_is_none(engine: RemoteEngine) -> None:
    with pytest.raises(AnswerCut, match="10,000 rows"):
        engine.answer(Query(f"SELECT * FROM {SYSTEM} {{ ?s ?p ?o . ?a ?b ?c }} LIMIT 20000", results=CSV))


def test_our_deadline_holds(hasty: RemoteEngine) -> None:
    begun = time.monotonic()
    with pytest.raises((QueryTimeout, QueryExhausted)):
        hasty.answer(Query(NOT_ENDING))
    assert time.monotonic() - begun < 10  # its own is twice as long


def test_what_is_refused_says_why(engine: RemoteEngine) -> None:
    with pytest.raises(QuerySyntaxError) as syntax:
        engine.answer(Query("SELECT * {\n ?s ?p ?o .\n ?x ??\n}"))
    assert syntax.value.line in (3, 4)
    with pytest.raises(QueryRefused):
        engine.answer(Query("CLEAR ALL"))
    with pytest.raises(QueryRefused):
        engine.answer(Query("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"))


def test_a_wait_that_is_cancelled_ends(engine: RemoteEngine) -> None:
    async def test() -> None:
        waiting = asyncio.ensure_future(engine.deliver(Query(NOT_ENDING)))
        await asyncio.sleep(0.2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    begun = time.monotonic()
    asyncio.run(test())
    assert time.monotonic() - begun < 8


def test_the_site_stands_on_it(engine: RemoteEngine, release: Release, settings: Settings) -> None:
    client = Client(create_app(engine, release, settings))
    page = client.page("/page/direction/varmt-valkomnande")
    assert (page.status, "Ett varmt välkomnande" in page.text) == (200, True)
    reply = client.get("/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20", accept="application/json")
    assert (reply.status, reply.media_type) == (400, "application/problem+json")


@pytest.mark.parametrize("thing", ["id/board/miljonamnden", "id/direction/allas-delaktighet", "id/priority/lika"])
def test_a_document_has_the_same_statements_there(
    engine: RemoteEngine, release: Release, settings: Settings, thing: str
) -> None:
    there, here = (
        statements_of_document(Site(each, release, settings, template_environment()), NamedNode(release.base + thing))
        for each in (engine, EmbeddedEngine(release.store))
    )
    assert {(str(each.triple), each.graph) for each in there} == {(str(each.triple), each.graph) for each in here}


def test_an_endpoint_that_is_not_there_is_an_error_with_its_address(settings: Settings) -> None:
    engine = RemoteEngine("http://127.0.0.1:1/sparql", settings.limits)
    with pytest.raises(EngineError, match=r"127\.0\.0\.1:1"):
        engine.answer(Query("ASK {}"))
    engine.close()
