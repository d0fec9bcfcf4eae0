"""What the query of a short link is answered with, then and today; fingerprints tell the two apart."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from pyoxigraph import BlankNode, QueryBoolean, QueryResultsFormat, parse_query_results
from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope

from lq_graph.errors import LqError
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import FORMATS, JSON, NTRIPLES
from lq_graph.web.http.body import while_connected
from lq_graph.web.http.cache import CachedResponse, entity_tag
from lq_graph.web.http.service import Service
from lq_graph.web.links.link import Link, LinkStore, canonical_text, link_name
from lq_graph.web.pages.site import Site
from lq_graph.web.sparql.response import ResponseBuilder

# Fingerprints of answers, so that today's can be told from that of another day without keeping it.

MOST_MARKS = 4_000
_MARK_BYTES = 8
_BLANK = re.compile(rb"_:\w+")


@dataclass(frozen=True)
class Fingerprint:
    """How many rows an answer has, a hash of it, and the mark of each row; empty marks if they are too many."""

    rows: int
    answer: str
    marks: str


@dataclass(frozen=True)
class Difference:
    """What an answer has that another had not, and the other way, in rows; None if only that it differs is known."""

    is_same: bool
    added: int | None = None
    removed: int | None = None


def fingerprint(answer: Answer) -> Fingerprint:
    """The fingerprint of an answer in SPARQL JSON or N-Triples, whatever its order and the names of blank nodes."""
    head, rows = _parts(answer)
    marks = sorted(hashlib.blake2b(row, digest_size=_MARK_BYTES).digest() for row in rows)
    digest = hashlib.sha256(head + b"\0" + b"".join(marks)).hexdigest()
    kept = base64.b64encode(b"".join(marks)).decode("ascii") if len(marks) <= MOST_MARKS else ""
    return Fingerprint(len(marks), digest, kept)


def difference(then: Fingerprint, now: Fingerprint) -> Difference:
    """What has changed since."""
    if then.answer == now.answer:
        return Difference(True, 0, 0)
    before, after = _marks(then), _marks(now)
    if before is None or after is None:
        return Difference(False)
    return Difference(False, (after - before).total(), (before - after).total())


def _marks(held: Fingerprint) -> Counter[bytes] | None:
    if held.rows and not held.marks:
        return None
    marks = base64.b64decode(held.marks)
    return Counter(marks[start : start + _MARK_BYTES] for start in range(0, len(marks), _MARK_BYTES))


def _parts(answer: Answer) -> tuple[bytes, list[bytes]]:
    """What is said of the whole answer, and its rows, each as bytes."""
    if answer.format.kind == "graph":
        return b"graph", [_BLANK.sub(b"_:", line) for line in answer.body.splitlines()]
    results = parse_query_results(answer.body, QueryResultsFormat.JSON)
    if isinstance(results, QueryBoolean):
        return b"ask", [str(bool(results)).encode()]
    names = " ".join(variable.value for variable in results.variables).encode()
    return names, ["\0".join(map(_term, row)).encode("utf-8", "surrogatepass") for row in results]


def _term(term: object) -> str:
    if term is None:
        return ""
    return "_:" if isinstance(term, BlankNode) else str(term)


# What the query of a short link is answered with, then and today.

LINK_SECONDS = 1.0  # of the client's budget, so that nobody fills the file
_BASES = {each.media_type.encode(): each for each in FORMATS}


@dataclass(frozen=True)
class Today:
    """The answer of the current release: how many rows, and what differs; or the problem, if there is no answer."""

    answer: Answer | None = None
    rows: int = 0
    difference: Difference | None = None
    problem: LqError | None = None

    def told(self, release: str) -> Mapping[str, object]:
        """The comparison as JSON."""
        if self.difference is None:
            return {"release": release, "problem": str(self.problem)}
        return {"release": release, "rows": self.rows, **asdict(self.difference)}


class LinkAnswers:
    """Asks the queries of short links for strangers, at their cost."""

    def __init__(self, site: Site, service: Service, links: LinkStore) -> None:
        self._site = site
        self._service = service
        self._links = links
        self._builder = ResponseBuilder(site.engine, service)

    async def link(self, query: Query, scope: Scope, receive: Receive) -> Link:
        """The link of a query, made now unless it was made before. Raises as the engine does, and as LinkStore.put."""
        query = replace(query, text=canonical_text(query.text))
        name = link_name(query, self._site.release.identifier)
        known = await run_in_threadpool(self._links.get, name)
        if known is not None:
            return known
        client = self._service.clients.of(scope)
        answer = await while_connected(receive, self._builder.answer(_plain(query), client))
        self._service.budgets.spend(client, LINK_SECONDS)
        found = await run_in_threadpool(fingerprint, answer)
        link = self._made(name, query, found)
        await run_in_threadpool(self._links.put, link)
        return link

    async def today(self, link: Link, scope: Scope, receive: Receive) -> Today:
        """The answer now, beside that of then; a query that fails now is told as a problem."""
        tag = entity_tag("link", self._site.release.identifier, link.name)
        client = self._service.clients.of(scope)
        try:
            cached = self._service.cache.get(tag)
            if cached is None:
                built = self._service.cache.once(tag, lambda: self._answered(link, client))
                cached = await while_connected(receive, built)
        except LqError as error:
            return Today(problem=error)
        answer = Answer(cached.body, _BASES[cached.headers[0][1]], cached.seconds)
        now = await run_in_threadpool(fingerprint, answer)
        then = Fingerprint(link.rows, link.answer, link.marks)
        return Today(answer, now.rows, difference(then, now))

    async def _answered(self, link: Link, client: str) -> CachedResponse:
        answer = await self._builder.answer(_plain(link.asked_query), client)
        headers = ((b"content-type", answer.format.media_type.encode()),)
        return CachedResponse(200, headers, answer.body, answer.seconds)

    def _made(self, name: str, query: Query, found: Fingerprint) -> Link:
        return Link(
            name=name,
            query=query.text,
            default_graphs=query.default_graphs,
            named_graphs=query.named_graphs,
            release=self._site.release.identifier,
            asked=datetime.now(UTC).date().isoformat(),
            rows=found.rows,
            answer=found.answer,
            marks=found.marks,
        )


def _plain(query: Query) -> Query:
    """The query in the formats that fingerprints are made of."""
    return replace(query, results=JSON, graph=NTRIPLES)
