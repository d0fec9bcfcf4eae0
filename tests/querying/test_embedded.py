"""The embedded engine: datasets, bindings, formats, limits and messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, parse

from lq_graph.errors import AnswerTooLarge, EngineError, NotAcceptable, QueryRefused, QuerySyntaxError
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Query
from lq_graph.querying.formats import CSV, JSONLD, NTRIPLES, RDFXML, RESULT_FORMATS, TSV, TURTLE, XML, Format
from querying.things import node

EX = "PREFIX ex: <https://example.org/> "
G1, G2 = "https://example.org/g1", "https://example.org/g2"


@pytest.fixture(name="engine", scope="module")
def _engine(folder: Path) -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(folder)
    yield engine
    engine.close()


def rows(engine: EmbeddedEngine, query: Query) -> list[str]:
    return engine.answer(Query(**{**vars(query), "results": CSV})).body.decode().split("\r\n")[1:-1]


def test_the_whole_store_is_the_dataset_when_none_is_named(engine: EmbeddedEngine) -> None:
    assert rows(engine, Query("SELECT (COUNT(*) AS ?n) {?s ?p ?o}")) == ["1000"]
    assert rows(engine, Query("SELECT ?g {GRAPH ?g {?s ?p ?o}} ORDER BY ?g")) == [G1, G2]


@pytest.mark.parametrize("text", ["SELECT ?o {?s ?p ?o}", "SELECT ?o FROM <a:b> {?s ?p ?o}"])
def test_default_graphs_are_merged_as_a_set(engine: EmbeddedEngine, text: str) -> None:
    assert rows(engine, Query(text, default_graphs=(G1, G2))) == ["båda"]
    assert rows(engine, Query(text, default_graphs=(G1,))) == ["båda"]


def test_from_clauses_are_merged_as_a_set(engine: EmbeddedEngine) -> None:
    clauses = "FROM <g1> FROM ex:g2 FROM NAMED ex:g1"
    text = f"BASE <https://example.org/> {EX} SELECT * {clauses} {{?s ?p ?o GRAPH ?g {{?s ?p ?o}}}}"
    assert len(rows(engine, Query(text))) == 1


def test_what_is_not_named_is_not_seen(engine: EmbeddedEngine) -> None:
    default, named = (
        Query("ASK {?s ?p ?o}", named_graphs=(G1,)),
        Query("ASK {GRAPH ?g {?s ?p ?o}}", default_graphs=(G1,)),
    )
    assert json.loads(engine.answer(default).body)["boolean"] is False
    assert json.loads(engine.answer(named).body)["boolean"] is False
    assert rows(engine, Query("SELECT ?g {GRAPH ?g {?s ?p ?o}}", named_graphs=(G2,))) == [G2]


def test_a_graph_that_is_no_iri_is_refused(engine: EmbeddedEngine) -> None:
    with pytest.raises(QuerySyntaxError, match="'nowhere'"):
        engine.answer(Query("ASK {}", default_graphs=("nowhere",)))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?o {?s ex:number ?o}",
        "SELECT ?s ?o {?s ex:number ?o}",
        "SELECT * {?s ex:number ?o}",
        "SELECT ?o {?x ex:number ?o FILTER(?x = ?s)}",
        "SELECT ?o {{?x ex:number ?o FILTER(?x = ?s)} UNION {?s ex:nothing ?o}}",
        "SELECT ?o {?x ex:number ?o FILTER EXISTS {?s ex:number ?o}}",
        "SELECT ?o {BIND(?s AS ?x) {?s ex:number ?o} OPTIONAL {?s ex:nothing ?y}}",
        "SELECT ?o {VALUES (?o ?y) {(7 1) (8 1)} ?s ex:number ?o}",
        "SELECT ?o {{SELECT ?s (MAX(?n) AS ?o) {?s ex:number ?n} GROUP BY ?s}}",
        "SELECT ?s (MAX(?n) AS ?o) {?s ex:number ?n} GROUP BY ?s",
        "DESCRIBE ?s",
        "DESCRIBE ?s {?s ex:number ?o}",
        "CONSTRUCT WHERE {?s ex:number ?o}",
        "CONSTRUCT {?s ex:number ?o} WHERE {?s ex:number ?o}",
        "CONSTRUCT {?x ex:number ?o} {?x ex:number ?o FILTER(?x = ?s)}",
    ],
)
def test_a_term_is_put_in_for_a_variable(engine: EmbeddedEngine, text: str) -> None:
    answer = engine.answer(Query(EX + text, bindings={"s": node("thing7")}, results=CSV, graph=NTRIPLES))
    lines = answer.body.decode().splitlines()[answer.format == CSV :]
    assert len(lines) == 1
    assert "7" in lines[0]


def test_a_literal_is_put_in_whole(engine: EmbeddedEngine) -> None:
    term = Literal("'} \"\\\n# ?s", language="sv")
    assert rows(engine, Query("SELECT (STRLEN(?x) AS ?n) {FILTER(BOUND(?x))}", bindings={"x": term})) == [
        str(len(term.value))
    ]


@pytest.mark.parametrize(
    "text", ["SELECT ?x {?x ?p ?o}", "DESCRIBE ?x", "SELECT ?n {{SELECT (COUNT(?s) AS ?n) {?s ?p ?o}}}"]
)
def test_a_variable_that_is_not_there_is_never_passed_over(engine: EmbeddedEngine, text: str) -> None:
    with pytest.raises(QueryRefused):
        engine.answer(Query(text, bindings={"s": node("thing7")}))


def test_a_name_that_is_no_variable_is_refused(engine: EmbeddedEngine) -> None:
    with pytest.raises(QueryRefused, match="variable"):
        engine.answer(Query("SELECT ?s {?s ?p ?o}", bindings={"s } #": node("thing7")}))


@pytest.mark.parametrize("wanted", RESULT_FORMATS)
def test_rows_come_in_every_format(engine: EmbeddedEngine, wanted: Format) -> None:
    answer = engine.answer(Query(EX + "SELECT ?o {ex:thing7 ?p ?o}", results=wanted))
    assert answer.format == wanted
    assert b"7" in answer.body
    assert answer.seconds > 0


@pytest.mark.parametrize(
    ("wanted", "oxigraph"),
    [
        (TURTLE, RdfFormat.TURTLE),
        (NTRIPLES, RdfFormat.N_TRIPLES),
        (JSONLD, RdfFormat.JSON_LD),
        (RDFXML, RdfFormat.RDF_XML),
    ],
)
def test_triples_come_in_every_format(engine: EmbeddedEngine, wanted: Format, oxigraph: RdfFormat) -> None:
    answer = engine.answer(Query("CONSTRUCT WHERE {?s ?p ?o}", graph=wanted))
    assert len(list(parse(answer.body, format=oxigraph))) == 1000


def test_turtle_has_prefixes_and_is_the_same_each_time(engine: EmbeddedEngine) -> None:
    text = "CONSTRUCT {?s a <http://www.w3.org/2004/02/skos/core#Concept>} {?s ?p 7}"
    bodies = {engine.answer(Query(text)).body for _ in range(5)}
    assert len(bodies) == 1
    assert b" a skos:Concept ." in bodies.pop()


@pytest.mark.parametrize(
    "query",
    [
        Query("ASK {}", results=CSV),
        Query("ASK {}", results=TSV),
        Query("SELECT * {}", results=None),
        Query("DESCRIBE <a:b>", graph=None),
        Query("SELECT ('\\u0001' AS ?x) {}", results=XML),
        Query("CONSTRUCT {<a:b> <a:1> 1} {}", graph=RDFXML),
        Query("CONSTRUCT {<a:b> <a:b> <<( <a:b> <a:b> 1 )>>} {}", graph=JSONLD),
    ],
)
def test_what_a_format_cannot_hold_is_refused(engine: EmbeddedEngine, query: Query) -> None:
    with pytest.raises(NotAcceptable):
        engine.answer(query)


@pytest.mark.parametrize("text", ["SELECT * {?a ?b ?c . ?d ?e ?f}", "CONSTRUCT {?a ?d ?c} {?a ?b ?c . ?x ?d ?y}"])
def test_too_large_an_answer_is_not_cut_but_refused(folder: Path, text: str) -> None:
    with pytest.raises(AnswerTooLarge) as caught:
        EmbeddedEngine(folder, 20_000).answer(Query(text))
    assert caught.value.limit == 20_000


def test_a_kept_refusal_keeps_no_result(folder: Path) -> None:
    engine = EmbeddedEngine(folder, 1_000)
    with pytest.raises(AnswerTooLarge) as caught:
        engine.answer(Query("SELECT * {?a ?b ?c}"))
    frame = caught.tb
    while frame:
        assert not any(isinstance(value, QuerySolutions) for value in frame.tb_frame.f_locals.values())
        frame = frame.tb_next  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("SELECT * {\n  ?s ?p", 2, 8, "end of the query"),
        ("SELECT * {'åå' ?p ?o . å}", 1, 24, "å"),
        ("SELECT *\n{ nope:a ?p ?o }", 2, 3, "prefix nope: is not declared; begin with PREFIX nope: <…>"),
        ("SELECT *\n{ lq:a ?p ?o }", 2, 3, "begin with PREFIX lq: <https://w3id.org/livskvalitet/ns#>"),
        (
            "PREFIX b: <http://b/>PREFIX a: <http://a/>\nASK{ c:a ?p ?o }",
            2,
            6,
            "c: is not declared; declared are a:, b:",
        ),
        ("SELECT ?a (1 AS ?a) {}", 1, 23, "Duplicated variable"),
    ],
)
def test_a_syntax_error_says_where_and_what(
    engine: EmbeddedEngine, text: str, line: int, column: int, words: str
) -> None:
    with pytest.raises(QuerySyntaxError, match=words) as caught:
        engine.answer(Query(text))
    assert (caught.value.line, caught.value.column) == (line, column)


def test_a_syntax_error_counts_in_the_text_that_was_asked(engine: EmbeddedEngine) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.answer(Query("SELECT ?s {?s ?p", bindings={"s": NamedNode("a:b")}))
    assert caught.value.column == 17


def test_a_folder_that_is_no_store_is_an_engine_error(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="nothing"):
        EmbeddedEngine(tmp_path / "nothing")


def test_a_closed_engine_answers_nothing(folder: Path) -> None:
    engine = EmbeddedEngine(folder)
    engine.close()
    with pytest.raises(EngineError, match="closed"):
        engine.answer(Query("ASK {}"))


def test_arithmetic_is_grouped_from_the_left(engine: EmbeddedEngine) -> None:
    """Oxigraph before 0.5.12 counted 5 - 2 - 1 as 4. SPARQL 1.1 §19.8, [116] and [117]."""
    assert rows(engine, Query("SELECT (5-2-1 AS ?a) (100/10/5 AS ?b) (7-2+1 AS ?c) {}")) == ["2,2,6"]
