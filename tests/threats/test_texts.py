"""Queries that are too deep or too long are refused with a fitting status."""

from __future__ import annotations

import pytest

from threats.service import Service

DEEP = {
    "parentheses": "SELECT * { FILTER(" + "(" * 60_000 + "1" + ")" * 60_000 + ") }",
    "groups": "SELECT * " + "{" * 60_000 + "}" * 60_000,
    "collections": "SELECT * { ?s ?p " + "(" * 60_000 + ")" * 60_000 + " }",
    "blank nodes": "SELECT * { ?s ?p " + "[ ?p " * 20_000 + "?o" + "]" * 20_000 + " }",
    "paths": "SELECT * { ?s " + "^(" * 30_000 + "a" + ")" * 30_000 + " ?o }",
    "not": "SELECT * { FILTER(" + "!" * 100_000 + "true) }",
    "minus": "SELECT * { BIND(" + "- " * 60_000 + "1 AS ?x) }",
    "triple terms": "SELECT * { " + "<< ?a ?b " * 20_000 + "?c" + " >>" * 20_000 + " ?p ?o }",
    "subqueries": "SELECT * { " + "{ SELECT * { " * 10_000 + "?s ?p ?o" + " } }" * 10_000 + " }",
    "sums": "SELECT * { BIND(" + "1+" * 100_000 + "1 AS ?x) }",
    "unions": "SELECT * { {} " + "UNION {} " * 25_000 + "}",
    "optionals": "SELECT * { " + "OPTIONAL {} " * 20_000 + "}",
    "sequences": "SELECT * { ?s " + "a/" * 100_000 + "a ?o }",
}
REFUSED = {400, 403, 413, 503, 504}


@pytest.mark.parametrize("text", DEEP.values(), ids=list(DEEP))
def test_a_deep_text_is_refused_or_answered_but_ends_nothing(service: Service, text: str) -> None:
    reply = service.ask("POST", "/sparql", text.encode(), content_type="application/sparql-query")
    assert reply.status in REFUSED
    assert reply.reason


@pytest.mark.parametrize("kind", ["application/sparql-query", "application/x-www-form-urlencoded"])
def test_ten_megabytes_of_query(service: Service, kind: str) -> None:
    text = b"query=SELECT+*+%7B%7D" if kind.endswith("urlencoded") else b"SELECT * {}"
    head = f"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: {kind}\r\nContent-Length: {10**7}\r\n\r\n".encode()
    assert service.talk(head + text + b"#" * 10**5, 2).startswith(b"HTTP/1.1 413 ")


def test_an_address_of_a_megabyte(service: Service) -> None:
    reply = service.talk(b"GET /sparql?query=ASK%7B%7D%23" + b"a" * 10**6 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 2)
    assert reply[:13] in {b"HTTP/1.1 400 ", b"HTTP/1.1 414 ", b"HTTP/1.1 431 "}


def test_many_parameters(service: Service) -> None:
    assert service.ask("GET", "/sparql?query=ASK%7B%7D" + "&a=1" * 5_000).status in {400, 414}
