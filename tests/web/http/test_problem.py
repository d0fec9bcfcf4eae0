"""Errors as problems, for programs and for browsers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from lq_graph.errors import (
    AnswerTooLarge,
    EngineBusy,
    EngineError,
    NotAcceptable,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    SourceError,
)
from lq_graph.querying.engine import Answer, Cancellation, Delivery, Engine, Query
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from lq_graph.web.http.problem import KINDS
from web.asgi import Client

ASKED = "/sparql?query=ASK%7B%7D"


@dataclass
class Failing:
    """An engine that always fails in the same way."""

    error: Exception

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        raise self.error

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        raise self.error

    def close(self) -> None:
        """Nothing to give back."""


@dataclass
class OnlyStrangers:
    """An engine that fails at the site's own queries."""

    engine: Engine

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        if query.trusted:
            raise EngineError("down")
        return self.engine.answer(query, cancel)

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        return await self.engine.deliver(query, client)

    def close(self) -> None:
        """Nothing to give back."""


@pytest.mark.parametrize(
    ("error", "status", "members"),
    [
        (QuerySyntaxError("no", 2, 7), 400, {"line": 2, "column": 7}),
        (QueryRefused("no SERVICE"), 403, {}),
        (NotAcceptable("no"), 406, {}),
        (AnswerTooLarge(100), 413, {"limit": 100}),
        (QueryTimeout(2.5), 504, {"limit": 2.5, "seconds": 2.5}),
        (EngineBusy(7), 503, {"retry_after": 7}),
        (QueryError("no"), 400, {}),
        (EngineError("secret /var/path"), 502, {}),
        (SourceError(Path("secret"), "no"), 500, {}),
        (RuntimeError("secret"), 500, {}),
    ],
)
def test_each_error_has_its_problem(
    city: Release, site_settings: Settings, error: Exception, status: int, members: dict[str, float]
) -> None:
    client = Client(create_app(Failing(error), city, site_settings))
    for reply in (client.get(ASKED), client.get("/doc/direction/varmt.ttl")):
        assert (reply.status, reply.media_type) == (status, "application/problem+json")
        assert {"type", "title", "status", "detail"} <= reply.json.keys()
        assert {name: reply.json.get(name) for name in members} == members
        assert "secret" not in reply.text
        assert "Traceback" not in reply.text
        assert reply.headers["x-content-type-options"] == "nosniff"
    page = client.page("/page/direction/varmt")
    assert page.status == status
    assert "secret" not in page.text


def test_busy_says_when_to_come_back(city: Release, site_settings: Settings) -> None:
    client = Client(create_app(Failing(EngineBusy(7)), city, site_settings))
    assert client.get(ASKED).headers["retry-after"] == "7"
    assert client.page(ASKED).headers["retry-after"] == "7"


def test_the_start_page_stands_without_an_engine(city: Release, site_settings: Settings) -> None:
    client = Client(create_app(Failing(EngineError("down")), city, site_settings))
    for path, note in (("/", "En del av sidan kunde inte hämtas"), ("/en/", "A part of this page could not be got")):
        page = client.page(path)
        assert page.status == 200
        assert note in page.text
        assert page.headers["cache-control"] == "no-store"


def test_a_whole_start_page_says_nothing_is_lacking(client: Client) -> None:
    page = client.page("/")
    assert "kunde inte hämtas" not in page.text
    assert page.headers["cache-control"] == "public, max-age=300"


def test_an_answer_without_the_links_that_labels_would_give_is_not_kept(
    city: Release, engine: Engine, site_settings: Settings
) -> None:
    query = quote("SELECT ?goal { VALUES ?goal { <http://metadata.un.org/sdg/13> } }")
    page = Client(create_app(OnlyStrangers(engine), city, site_settings)).page(f"/en/sparql?query={query}")
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    assert "A part of this page could not be got" in page.text
    assert "sdg:13" in page.text


def test_health_asks_the_engine(city: Release, site_settings: Settings) -> None:
    reply = Client(create_app(Failing(EngineError("down")), city, site_settings)).get("/health")
    assert (reply.status, reply.headers["cache-control"]) == (503, "no-store")
    assert reply.json == {"status": "failing", "release": "2026-11-23-abcdef12"}


def test_a_page_with_a_problem_is_not_kept(client: Client) -> None:
    assert client.page("/none").headers["cache-control"] == "no-store"


def test_unknown_address_is_a_problem_or_a_page(client: Client) -> None:
    reply = client.get("/none")
    assert (reply.status, reply.media_type) == (404, "application/problem+json")
    assert reply.json["type"] == "about:blank"
    page = client.page("/en/none")
    assert (page.status, page.media_type) == (404, "text/html")
    assert '<html lang="en">' in page.text
    assert "Sidan finns inte" in client.page("/none").text


@pytest.mark.parametrize("target", ["/", "/ns", "/data/", "/id/direction/varmt", "/health", "/static/lq.css"])
def test_wrong_method_is_405_with_allow(client: Client, target: str) -> None:
    reply = client.post(target, b"x")
    assert reply.status == 405
    assert reply.media_type == "application/problem+json"
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("target", ["/", "/en/ns", "/data/", "/id/direction/varmt", "/health", "/static/lq.css"])
def test_options_tells_the_methods(client: Client, target: str) -> None:
    reply = client.request("OPTIONS", target)
    assert (reply.status, reply.body, reply.headers["allow"]) == (204, b"", "GET, HEAD, OPTIONS")


def test_options_of_an_unknown_address_is_404(client: Client) -> None:
    assert client.request("OPTIONS", "/none").status == 404


@pytest.mark.parametrize("name", [kind.name for kind in KINDS])
def test_each_type_leads_to_a_page(client: Client, name: str) -> None:
    assert client.page(f"/problem/{name}").status == 200
    assert client.page(f"/en/problem/{name}").status == 200
