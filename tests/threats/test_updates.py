"""Updates by every route are refused and change nothing."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from threats.service import Service

TRIPLES = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
QUADS = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
GRAPHS = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
UPDATES = (
    "INSERT DATA { <x:s> <x:p> <x:o> }",
    "DELETE WHERE { ?s ?p ?o }",
    "PREFIX a: <x:> #c\n INSERT { a:s a:p a:o } WHERE {}",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <x:g>",
    "COPY DEFAULT TO <x:g>",
    "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
)
FORM, UPDATE, QUERY = "application/x-www-form-urlencoded", "application/sparql-update", "application/sparql-query"


def counts(service: Service) -> list[str]:
    return [service.rows(f"{query} # {id(query)}")[0]["n"] for query in (TRIPLES, QUADS, GRAPHS)]


@pytest.mark.parametrize("update", UPDATES)
def test_an_update_is_refused_by_every_route(service: Service, update: str) -> None:
    before = counts(service)
    text = quote(update)
    for reply in (
        service.ask("GET", f"/sparql?query={text}"),
        service.ask("GET", f"/sparql?update={text}"),
        service.ask("POST", "/sparql", f"query={text}".encode(), content_type=FORM),
        service.ask("POST", "/sparql", f"update={text}".encode(), content_type=FORM),
        service.ask("POST", "/sparql", update.encode(), content_type=QUERY),
        service.ask("POST", "/sparql", update.encode(), content_type=UPDATE),
        service.ask("POST", f"/sparql?update={text}", b"ASK {}", content_type=QUERY),
    ):
        assert 400 <= reply.status < 500, reply.body
        assert reply.reason
    assert counts(service) == before


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize(
    "path", ["/sparql/graph?default", "/sparql/graph?graph=x:g", "/sparql", "/data/dump.ttl", "/update"]
)
def test_nothing_can_be_put(service: Service, method: str, path: str) -> None:
    before = counts(service)
    reply = service.ask(method, path, b"<x:s> <x:p> <x:o> .", content_type="text/turtle")
    assert 400 <= reply.status < 500
    assert counts(service) == before
