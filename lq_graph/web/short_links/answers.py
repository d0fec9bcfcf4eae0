"""What the query of a short link is answered with, then and today."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope

from lq_graph.errors import LqError
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import FORMATS, JSON, NTRIPLES
from lq_graph.web.answers import KeptAnswer
from lq_graph.web.conditional import entity_tag
from lq_graph.web.departure import Departure
from lq_graph.web.making import Making
from lq_graph.web.service import Service
from lq_graph.web.short_links.fingerprint import Difference, Fingerprint, difference, fingerprint
from lq_graph.web.short_links.link import Link, canonical_text, link_name
from lq_graph.web.short_links.store import LinkStore
from lq_graph.web.site import Site

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
        self._making = Making(site.engine, site.release.identifier, service)

    async def link(self, query: Query, scope: Scope, receive: Receive) -> Link:
        """The link of a query, made now unless it was made before. Raises as the engine does, and as LinkStore.put."""
        query = replace(query, text=canonical_text(query.text))
        name = link_name(query, self._site.release.identifier)
        known = await run_in_threadpool(self._links.get, name)
        if known is not None:
            return known
        client = self._service.client(scope)
        answer = await Departure(receive).during(self._making.whole(_plain(query), client))
        self._service.spend(client, LINK_SECONDS)
        found = await run_in_threadpool(fingerprint, answer)
        link = self._made(name, query, found)
        await run_in_threadpool(self._links.put, link)
        return link

    async def today(self, link: Link, scope: Scope, receive: Receive) -> Today:
        """The answer now, beside that of then; a query that fails now is told as a problem."""
        tag = entity_tag("link", self._site.release.identifier, link.name)
        client = self._service.client(scope)
        try:
            kept = self._service.answers.get(tag)
            if kept is None:
                made = self._service.answers.once(tag, lambda: self._answered(link, client))
                kept = await Departure(receive).during(made)
        except LqError as error:
            return Today(problem=error)
        answer = Answer(kept.body, _BASES[kept.headers[0][1]], kept.seconds)
        now = await run_in_threadpool(fingerprint, answer)
        then = Fingerprint(link.rows, link.answer, link.marks)
        return Today(answer, now.rows, difference(then, now))

    async def _answered(self, link: Link, client: str) -> KeptAnswer:
        answer = await self._making.whole(_plain(link.asked_query), client)
        headers = ((b"content-type", answer.format.media_type.encode()),)
        return KeptAnswer(200, headers, answer.body, answer.seconds)

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
