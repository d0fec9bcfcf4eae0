"""Cached pages: which may be cached, and for which requests."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from conftest import ROOT
from lq_graph.settings import read_settings
from lq_graph.web.http.cache import LARGEST_PAGE, CacheMiddleware
from lq_graph.web.http.log import begin_record
from lq_graph.web.http.service import service_of

LASTING = [(b"cache-control", b"public, max-age=300"), (b"vary", b"Accept"), (b"etag", b'"1"')]


class Site:
    """A site that answers everything alike, and counts."""

    def __init__(self, headers: list[tuple[bytes, bytes]], status: int = 200, parts: tuple[bytes, ...] = (b"page",)):
        self.headers, self.status, self.parts = headers, status, parts
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        await send({"type": "http.response.start", "status": self.status, "headers": [*self.headers]})
        for part in self.parts:
            await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def asked(kept: CacheMiddleware, path: str = "/page", method: str = "GET", **headers: str) -> tuple[int, bytes, bool]:
    """The status and the body of an answer, and whether it was kept."""
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: dict[str, Any] = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": pairs}
    note, sent = begin_record(scope), []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(kept(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:]), note.is_cached


def keeper(site: Site, release: str = "r1") -> CacheMiddleware:
    return CacheMiddleware(site, {}, release, service_of(read_settings({}, ROOT).limits).cache)


@pytest.mark.parametrize(("path", "is_cached"), [("/q/", True), ("/en/q/", True), ("/q/cq1.csv", False)])
def test_the_list_of_questions_is_cached_and_answers_are_left_to_their_handler(path: str, is_cached: bool) -> None:
    kept = keeper(Site(LASTING))
    asked(kept, path)
    assert asked(kept, path)[2] is is_cached


def test_a_page_is_made_once() -> None:
    site = Site(LASTING, parts=(b"pa", b"ge"))
    kept = keeper(site)
    assert asked(kept) == (200, b"page", False)
    assert asked(kept) == asked(kept, method="HEAD") == (200, b"page", True)
    assert site.asked == 1


def test_who_has_it_is_told_so() -> None:
    kept = keeper(Site(LASTING))
    asked(kept)
    assert asked(kept, if_none_match='"1"') == (304, b"", True)


def test_what_decides_keeps_pages_apart() -> None:
    site = Site(LASTING)
    kept = keeper(site)
    for _ in range(2):
        asked(kept)
        asked(kept, "/en/page")
        asked(kept, accept="text/turtle")
        asked(kept, accept_encoding="gzip")
        asked(kept, host="other.example")
    assert site.asked == 5


def test_releases_are_kept_apart() -> None:
    site, service = Site(LASTING), service_of(read_settings({}, ROOT).limits)
    for release in ("r1", "r2"):
        asked(CacheMiddleware(site, {}, release, service.cache))
    assert site.asked == 2


@pytest.mark.parametrize(
    "site",
    [
        Site([]),
        Site([(b"cache-control", b"no-store")]),
        Site([(b"cache-control", b"public, max-age=0")]),
        Site([*LASTING, (b"set-cookie", b"a=b")]),
        Site([(b"cache-control", b"public, max-age=300"), (b"vary", b"Accept, Accept-Language")]),
        Site(LASTING, status=404),
        Site(LASTING, parts=(b"x" * LARGEST_PAGE, b"x")),
    ],
)
def test_what_may_not_be_is_not_kept(site: Site) -> None:
    kept = keeper(site)
    assert asked(kept)[1] == asked(kept)[1] == b"".join(site.parts)
    assert site.asked == 2


@pytest.mark.parametrize("headers", [{"range": "bytes=0-1"}, {"cookie": "a=b"}, {"authorization": "x"}])
def test_what_is_for_one_client_is_not_kept(headers: dict[str, str]) -> None:
    site = Site(LASTING)
    kept = keeper(site)
    asked(kept, **headers)
    asked(kept, **headers)
    asked(kept, method="POST")
    assert site.asked == 3


def test_a_head_alone_is_not_kept_as_a_page() -> None:
    site = Site(LASTING, parts=())
    kept = keeper(site)
    asked(kept, method="HEAD")
    assert asked(kept)[2] is False
