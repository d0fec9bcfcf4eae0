"""The guard refuses every call to another server, in any spelling, and no other legal query."""

from __future__ import annotations

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from lq_graph.errors import QueryRefused, QuerySyntaxError
from lq_graph.querying.guard import check_query, query_form
from lq_graph.querying.wire import MOST_BYTES

PROLOGUE = "PREFIX ex: <http://e/> PREFIX service: <http://s/> PREFIX port: <http://x:> PREFIX : <http://d/>\n"
CALL = "SERVICE<http://127.0.0.1:9/>{}"
HIDDEN_CALLS = [
    "SERVICEex:foo{}",
    "SERVICE:x{}",
    "SERVICESILENT<http://h/>{}",
    "seRViCe#x\n?x{}",
    "{graph ?g{}}service\tSILENT ?x#{\n{}",
    "#\rSERVICE<http://h/>{}\n",
    f"?s ?p true{CALL}",
    f"?s ?p 1{CALL}",
    f"?s ?p ?o.{CALL}",
    f"?s ?p ?o;{CALL}",
    f"?s ?p ex:a.b.{CALL}",
    f"?s ?p port:{CALL}",
    f"?s port:1{CALL}",
    "FILTER(?a<?b)SERVICE#>\n<http://h/>{}",
    f"FILTER(?a<'x>'){CALL}#'\n",
    f"?s ?p ('''\\uD800 ') . {CALL} #'''\n",
    "?s ?p ?GRAPH SERVICE:x {}",
    "#GRAPH \nSERVICE:x{}",
]
LEGAL = [
    "?service ex:service service:x . $service a _:service . ?s ?p 'x'@service",
    "GRAPH service:x {?s ?p ?o}",
    "GRAPH ex:services {?s ?p ?o}",
    "GRAPH ?service {?s ?p ?o}",
    "{?s ?p ?service}{?s ?service ?o}",
    "?s ex:service/ex:p ?o . ?s ?p ex:my.service",
    "# SERVICE <http://h/> {}\n",
    "FILTER(service:x != ?x && ?service > 2)",
    "FILTER(?a<?b && ?c>?d)",
]
GAPS = st.sampled_from([" ", "\n", "\t", "# {'\"<\n", "#SERVICE\r", " # >\n"])
NO_GAPS = st.one_of(st.just(""), GAPS)
BEFORE = st.sampled_from(
    [
        "",
        "?s ?p ?o.",
        "?s ?p true",
        "?s ?p 1.",
        "FILTER(?a<?b)",
        "?s ?p '#'.",
        "{}",
        "?s ?p <http://e/#'>",
        "?s <#a> 'b'.",
    ]
)
TRICKY = st.text(alphabet="aå service<>{}()#'\"\\\n?:/.", max_size=25)


@pytest.mark.parametrize("body", HIDDEN_CALLS)
def test_a_call_is_refused_in_every_spelling_that_the_parser_takes(body: str) -> None:
    with pytest.raises(QueryRefused):
        check_query(f"{PROLOGUE}SELECT * {{{body}}}")


@given(
    before=BEFORE,
    gap=NO_GAPS,
    case=st.integers(0, 127),
    silent=st.sampled_from(["", "SILENT"]),
    after=GAPS,
    end=NO_GAPS,
)
def test_a_call_between_legal_tokens_is_refused(
    *, before: str, gap: str, case: int, silent: str, after: str, end: str
) -> None:
    keyword = "".join(c.upper() if case >> i & 1 else c for i, c in enumerate("service"))
    with pytest.raises(QueryRefused, match="SERVICE"):
        check_query(f"{PROLOGUE}SELECT * {{{before}{gap}{keyword}{after}{silent}{after}<http://h/>{end}{{}}}}")


@pytest.mark.parametrize("body", LEGAL)
def test_a_name_is_no_call(body: str) -> None:
    query = f"{PROLOGUE}SELECT * {{{body}}}"
    Store().query(query)
    check_query(query)


def quoted(text: str, quote: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace('"', '\\"')
    return quote + (escaped if len(quote) > 1 else escaped.replace("\n", "\\n")) + quote


STRINGS = st.builds(quoted, TRICKY, st.sampled_from(["'", '"', "'''", '"""']))
PARTS = st.text(alphabet="aå/service?'()", max_size=12)
IRIS = st.builds("<http://e/{}{}{}>".format, PARTS, st.sampled_from(["", "#", "#SERVICE", "?service"]), PARTS)
NAMES = st.sampled_from(
    ["?service", "$SERVICE", "ex:service", "service:x", "service:service", "ex:a\\'service", "<#service>"]
)
OBJECTS = st.one_of(STRINGS, IRIS, NAMES, st.sampled_from(["_:service", "'a'@service", "1", "true"]))
TRIPLES = st.lists(st.tuples(st.one_of(IRIS, NAMES), st.one_of(IRIS, NAMES), OBJECTS, GAPS), max_size=5)


@settings(max_examples=150, deadline=None)
@given(TRIPLES)
def test_a_legal_query_is_never_refused(triples: list[tuple[str, str, str, str]]) -> None:
    body = "".join(f"{s} {p}{gap}{o} .{gap}" for s, p, o, gap in triples)
    query = f"BASE <http://b/> {PROLOGUE}SELECT * {{{body}}}"
    Store().query(query)
    check_query(query)


@pytest.mark.parametrize("name", ["from service:x from named service:y {}", "{} order by ?service"])
def test_a_name_outside_the_braces_is_no_call(name: str) -> None:
    check_query(f"{PROLOGUE}SELECT * {name}")


def test_size_is_capped() -> None:
    check_query("SELECT * {}".ljust(MOST_BYTES))
    with pytest.raises(QueryRefused, match="262,144"):
        check_query("SELECT * {}".ljust(MOST_BYTES + 1))


@pytest.mark.parametrize(("opening", "closing"), ["()", "{}", "[]"])
def test_nesting_is_capped(opening: str, closing: str) -> None:
    check_query("SELECT " + opening * 100 + closing * 100)
    with pytest.raises(QueryRefused, match="nested"):
        check_query("SELECT " + opening * 101 + closing * 101)


def test_brackets_in_strings_and_side_by_side_are_not_nested() -> None:
    check_query(f"SELECT * {{ ?s ?p '{'(' * 500}' {'{}' * 500} }}")


def test_brackets_in_what_may_be_a_comparison_count() -> None:
    with pytest.raises(QueryRefused, match="nested"):
        check_query(f"SELECT * {{ FILTER(?a<{'(' * 200}1{')' * 200}>1) }}")


@pytest.mark.parametrize(
    "update", ["INSERT DATA {}", "prefix a:<b:c>#x\nDelete where {}", "LOAD <a:b>", "with <a:b> delete {}"]
)
def test_an_update_is_refused_as_read_only(update: str) -> None:
    with pytest.raises(QueryRefused, match="read-only"):
        check_query(update)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("#a\nBASE <b#c>PREFIX a:<d#e> VERSION '1.2' SELECT*{}", "select"),
        ("prefix:<a:b>ask{}", "ask"),
        ("CONSTRUCT{}{}", "construct"),
        ("DESCRIBE<a:b>", "describe"),
        ("INSERT DATA {}", None),
        ("", None),
    ],
)
def test_the_form_is_the_first_keyword_after_the_prologue(text: str, form: str | None) -> None:
    assert query_form(text) == form


def test_half_a_character_is_no_text() -> None:
    with pytest.raises(QuerySyntaxError, match="Unicode"):
        check_query("SELECT * { ?s ?p '\ud800' }")


@pytest.mark.parametrize(
    "part",
    ["service#", "service", "a.", "a:", "a.:", "<#>", "'''", "'", "<a'", "service <", "\\", "(", "_:", "@a-", "#<\n"],
)
def test_no_text_takes_long_to_check(part: str) -> None:
    text = ("SELECT * { service " + part * MOST_BYTES)[:MOST_BYTES]
    start = process_time()
    with suppress(QueryRefused):
        check_query(text)
    assert process_time() - start < 2
