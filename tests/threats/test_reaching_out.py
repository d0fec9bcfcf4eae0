"""Queries that would make the service fetch something: nothing is fetched, from a socket or from a file."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from threats.service import Service

SECRET = "a secret of this machine"
TEMPLATES = {
    "service": "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
    "silent service": "SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}",
    "service in odd letters": "SELECT * {{ {{ seRViCe<{url}>{{ ?s ?p ?o }} }} }}",
    "service split by comments": "SELECT * {{ SERVICE #\n#x\n SILENT#\n<{url}> {{ ?s ?p ?o }} }}",
    "service by a variable": "SELECT * {{ VALUES ?u {{ <{url}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
    "service by a prefix": "PREFIX u: <{url}> SELECT * {{ SERVICE u: {{ ?s ?p ?o }} }}",
    "service in a filter": "SELECT * {{ FILTER EXISTS {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
    "from": "SELECT * FROM <{url}> {{ ?s ?p ?o }}",
    "from named": "SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
    "graph": "SELECT * {{ GRAPH <{url}> {{ ?s ?p ?o }} }}",
    "load": "LOAD <{url}>",
    "load into": "LOAD SILENT <{url}> INTO GRAPH <x:g>",
    "base": "BASE <{url}> SELECT * FROM <> {{ ?s ?p ?o }}",
}


@pytest.fixture(name="ear")
def _ear() -> Iterator[socket.socket]:
    """A socket at which nobody may call."""
    with socket.create_server(("127.0.0.1", 0)) as ear:
        ear.setblocking(False)
        yield ear
        with pytest.raises(BlockingIOError):
            ear.accept()


def address(ear: socket.socket) -> str:
    return f"http://127.0.0.1:{ear.getsockname()[1]}/data.ttl"


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
def test_nobody_is_called(service: Service, ear: socket.socket, template: str) -> None:
    reply = service.query(template.format(url=address(ear)))
    assert 400 <= reply.status < 500 or reply.json["results"]["bindings"] == []


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=list(TEMPLATES))
def test_no_file_is_read(service: Service, tmp_path: Path, template: str) -> None:
    (tmp_path / "secret.nt").write_text(f'<x:s> <x:p> "{SECRET}" .\n', encoding="utf-8")
    reply = service.query(template.format(url=(tmp_path / "secret.nt").as_uri()))
    assert SECRET.encode() not in reply.body
    assert 400 <= reply.status < 500 or reply.json["results"]["bindings"] == []


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_graphs_of_the_protocol_are_not_fetched(
    service: Service, ear: socket.socket, tmp_path: Path, name: str
) -> None:
    (tmp_path / "secret.nt").write_text(f'<x:s> <x:p> "{SECRET}" .\n', encoding="utf-8")
    for address_ in (address(ear), (tmp_path / "secret.nt").as_uri()):
        query = "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
        reply = service.query(query, f"&{name}={quote(address_, safe='')}")
        assert 400 <= reply.status < 500 or reply.json["results"]["bindings"] == []


def test_the_graph_store_gives_only_its_own(service: Service, ear: socket.socket) -> None:
    reply = service.ask("GET", f"/sparql/graph?graph={quote(address(ear), safe='')}", accept="text/turtle")
    assert 400 <= reply.status < 500
