"""The OpenAPI document is valid, and a served process conforms to it for any request."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from conftest import ROOT
from lq_graph.releasing.release import Release
from web.asgi import Client

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
TRIED = (
    "GET /q/cq04-plans-in-force-on-a-date.{extension}",
    "GET /q/cq13-distance-to-targets.{extension}",
    "GET /q/cq22-targets-per-goal.{extension}",
    "GET /sparql",
    "POST /sparql",
    "GET /sparql/graph",
    "GET /sparql/status",
    "GET /.well-known/void",
    "GET /data/{name}",
    "GET /id/{class}/{key}",
    "GET /health/live",
    "GET /health/ready",
    "GET /metrics",
)
WITHOUT_PARAMETERS = frozenset(("GET /sparql/status", "GET /health/live", "GET /health/ready", "GET /metrics"))
HTTP_SECONDS = 20


@pytest.fixture(scope="module", name="address")
def _address(release: Release) -> Iterator[str]:
    """The address of `lq serve`, a process of its own."""
    command = [sys.executable, "-m", "lq_graph", "serve", "--port", "0"]
    set_ = {"LQ_ROOT": str(ROOT), "LQ_RELEASES": str(release.path.parent), "LQ_CLIENT_SECONDS": "100000"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, **set_}, text=True) as process:
        assert process.stderr is not None
        found = next((match for line in process.stderr if (match := re.search(r"http://[^ ]+/", line))), None)
        assert found
        yield found[0]
        process.terminate()


@pytest.fixture(scope="module", name="document")
def _document(address: str) -> Any:
    return schemathesis.openapi.from_url(f"{address}openapi.json")


def test_every_question_and_service_is_described(document: Any) -> None:
    found = {result.ok().label for result in document.get_all_operations()}
    assert set(TRIED) <= found
    assert "POST /validate" in found


@pytest.mark.parametrize(
    ("label", "mode"),
    [
        *((label, GenerationMode.POSITIVE) for label in TRIED),
        *((label, GenerationMode.NEGATIVE) for label in TRIED if label not in WITHOUT_PARAMETERS),
    ],
)
def test_the_service_is_as_it_says(document: Any, label: str, mode: GenerationMode) -> None:
    operation = next(found.ok() for found in document.get_all_operations() if found.ok().label == label)

    @seed(1)
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=12,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def try_it(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, timeout=HTTP_SECONDS, allow_redirects=False)

    try_it()


def test_the_document_can_be_cached_and_names_no_host(client: Client) -> None:
    reply = client.get("/openapi.json")
    assert reply.json["openapi"] == "3.1.0"
    assert reply.json["servers"] == [{"url": "/"}]
    assert client.get("/openapi.json", if_none_match=reply.headers["etag"]).status == 304


@pytest.mark.parametrize(("path", "word"), [("/api", "Adress"), ("/en/api", "Address")])
def test_the_page_lists_every_operation(client: Client, path: str, word: str) -> None:
    text = client.page(path).text
    assert f">{word}<" in text
    for each in client.get("/openapi.json").json["paths"]:
        assert f"<code>{each}</code>" in text
