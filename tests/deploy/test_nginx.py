"""Responses through nginx: the same as from lq, cached ones faster, and files from the disk."""

from __future__ import annotations

import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest

from deploy.conftest import Front
from lq_graph.releasing.checksums import read_sums
from lq_graph.releasing.release import Release
from threats.service import JSON, Reply

QUERY = "SELECT ?s { ?s a <https://w3id.org/livskvalitet/ns#Direction> } ORDER BY ?s"
HOP = {"connection", "date", "server", "keep-alive", "transfer-encoding", "server-timing"}


def statuses(front: Front, mark: str) -> list[str]:
    """Whether nginx answered from what it keeps, for the requests whose address holds a mark."""
    time.sleep(0.05)
    lines = front.log.read_text(encoding="utf-8").splitlines()
    return [line.split()[-1] for line in lines if mark in line]


def ends(reply: Reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name not in HOP}


def test_the_second_answer_is_kept_and_has_all_headers(front: Front) -> None:
    query = f"{QUERY} # second"
    first, second = front.nginx.query(query), front.nginx.query(query)
    assert statuses(front, "%23%20second") == ["MISS", "HIT"]
    assert second.body == first.body == front.lq.query(query).body
    assert ends(second) == ends(first) == ends(front.lq.query(query))
    assert second.headers["lq-release"]


def test_a_long_query_in_the_address_is_kept_like_others(front: Front) -> None:
    query = f"{QUERY} # long {'x' * 50_000}"
    assert [front.nginx.query(query).status for _ in range(3)] == [200] * 3
    assert statuses(front, "%23%20long") == ["MISS", "HIT", "HIT"]


def test_formats_and_codings_are_kept_apart(front: Front) -> None:
    query = "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 50 # apart"
    path = f"/sparql?query={quote(query)}"
    for _ in range(2):
        assert front.nginx.query(query, accept="text/csv").headers["content-type"].startswith("text/csv")
        assert front.nginx.query(query).headers["content-type"] == JSON
        packed = front.nginx.ask("GET", path, accept=JSON, accept_encoding="gzip")
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in front.nginx.query(query).headers


def test_a_head_has_the_headers_of_a_get_and_no_body(front: Front) -> None:
    path = f"/sparql?query={quote(QUERY + ' # head')}"
    head = front.nginx.ask("HEAD", path, accept=JSON)
    get = front.nginx.ask("GET", path, accept=JSON)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == str(len(get.body))
    assert head.headers["etag"] == get.headers["etag"]


def test_who_has_the_answer_is_told_so(front: Front) -> None:
    path = f"/sparql?query={quote(QUERY + ' # held')}"
    tag = front.nginx.ask("GET", path, accept=JSON).headers["etag"]
    again = front.nginx.ask("GET", path, accept=JSON, if_none_match=tag)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == tag


def test_many_who_ask_the_same_at_once_are_one_to_lq(front: Front) -> None:
    query = f"{QUERY} # crowd"
    with ThreadPoolExecutor(10) as threads:
        replies = list(threads.map(front.nginx.query, [query] * 10))
    assert {reply.status for reply in replies} == {200}
    assert statuses(front, "%23%20crowd").count("MISS") == 1


@pytest.mark.parametrize("query", ["SELECT (NOW() AS ?n) {}", "SELECT (RAND() AS ?n) {}"])
def test_what_changes_by_itself_is_not_kept(front: Front, query: str) -> None:
    assert front.nginx.query(query).body != front.nginx.query(query).body


def test_refusals_come_through_and_are_not_kept(front: Front) -> None:
    for _ in range(2):
        reply = front.nginx.query("SELECT nonsense")
        assert reply.status == 400
        assert reply.json["line"] == 1
    assert "HIT" not in statuses(front, "nonsense")


def test_updates_are_refused(front: Front) -> None:
    update = quote("DROP ALL")
    form = "application/x-www-form-urlencoded"
    assert front.nginx.ask("POST", "/sparql", f"update={update}".encode(), content_type=form).status == 403
    assert front.nginx.ask("GET", f"/sparql?update={update}").status == 403
    assert front.nginx.ask("PUT", "/data/dump.ttl", b"<x:s> <x:p> <x:o> .").status == 405
    assert front.nginx.ask("PUT", "/sparql", b"").status == 405


def test_a_body_that_is_too_large_is_refused_unread(front: Front) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
    assert front.nginx.talk(head + b"Content-Length: 10000000\r\n\r\n", 2).startswith(b"HTTP/1.1 413 ")


def test_a_dump_comes_from_the_disk_whole_and_in_ranges(front: Front, release: Release) -> None:
    content = release.dump.read_bytes()
    whole = front.nginx.ask("GET", "/data/dump.ttl")
    assert whole.body == content
    assert whole.headers["content-type"] == "text/turtle; charset=utf-8"
    assert whole.headers["lq-release"] == release.identifier
    assert whole.headers["x-content-type-options"] == "nosniff"
    part = front.nginx.ask("GET", "/data/dump.ttl", range="bytes=1000-1999", if_range=whole.headers["etag"])
    assert (part.status, part.body) == (206, content[1000:2000])
    assert part.headers["content-range"] == f"bytes 1000-1999/{len(content)}"
    assert front.nginx.ask("GET", "/data/dump.ttl", if_none_match=whole.headers["etag"]).status == 304
    assert front.nginx.ask("HEAD", "/data/dump.ttl").headers["content-length"] == str(len(content))
    assert set(statuses(front, "/data/dump.ttl")) == {"-"}


def test_a_dataset_does_too_and_nothing_else_does(front: Front, release: Release) -> None:
    name = release.datasets[0].name
    assert front.nginx.ask("GET", f"/data/{name}.ttl").body == release.dataset_file(name).read_bytes()
    for path in ("manifest.json", "store/CURRENT", "datasets/", "..%2fcurrent%2fmanifest.json", "no-such.ttl"):
        assert front.nginx.ask("GET", f"/data/{path}").status == 404


def test_every_file_of_a_release_comes_from_the_disk_at_its_permanent_address(front: Front, release: Release) -> None:
    sums = read_sums(release.path)
    for name in ("manifest.json", "dump.nq", f"datasets/{release.datasets[0].name}.ttl", "SHA256SUMS"):
        reply = front.nginx.ask("GET", f"/release/{release.identifier}/{name}")
        assert (reply.status, reply.body) == (200, (release.path / name).read_bytes())
        assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert reply.headers["lq-release"] == release.identifier
        assert name == "SHA256SUMS" or hashlib.sha256(reply.body).hexdigest() == sums[name]
    assert front.nginx.ask("GET", f"/release/{release.identifier}/").status == 200
    for path in ("store/CURRENT", "../.lock", "%2e%2e/current/manifest.json", "datasets/", "none.ttl"):
        assert front.nginx.ask("GET", f"/release/{release.identifier}/{path}").status == 404


def test_an_answer_that_breaks_off_breaks_off_for_the_client_too_and_is_not_kept(front: Front) -> None:
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f } # broken"
    for _ in range(2):
        reply = front.nginx.query(query, accept="text/csv")
        assert reply.status >= 400 or not reply.is_whole
    assert "HIT" not in statuses(front, "%23%20broken")


def test_a_client_is_known_by_its_own_address(front: Front) -> None:
    """What it says of itself in X-Forwarded-For does not reach lq: its name in the log stays the same."""
    for claimed in ("10.0.0.1", "10.0.0.2"):
        front.nginx.ask("GET", "/health", x_forwarded_for=claimed)
    time.sleep(0.4)
    said = (front.lq.folder / "said.txt").read_text(encoding="utf-8").splitlines()
    names = {line.partition('"client":')[2][:18] for line in said if '"path":"/health"' in line}
    assert len(names) == 1
