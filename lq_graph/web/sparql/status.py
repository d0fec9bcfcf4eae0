"""`/sparql/status`: the limits of the endpoint, its load and its refusals, for people and programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lq_graph.querying.engine import SupportsLoad
from lq_graph.querying.guard import DEEPEST
from lq_graph.querying.wire import MOST_BYTES
from lq_graph.settings import Limits
from lq_graph.text import Language, Texts, number
from lq_graph.web.http.language import language_of
from lq_graph.web.http.limits import BURST_MINUTES
from lq_graph.web.http.negotiation import HTML, accept_header, best_media_type
from lq_graph.web.http.operations import TEXT, Operation, State, responses, schema_of
from lq_graph.web.http.problem import KINDS
from lq_graph.web.http.service import Service
from lq_graph.web.pages.site import Site

_JSON = "application/json"


@dataclass(frozen=True)
class Refused:
    """How many requests were refused for one reason: its name, its title, and the page that explains it."""

    name: str
    title: str
    count: str
    href: str | None


class Status:
    """The state of the query service: a page that is also JSON."""

    def __init__(self, site: Site, service: Service) -> None:
        self._site = site
        self._service = service

    def page(self, request: Request) -> Response:
        """The state as JSON or as a page, by `format`, else by Accept; never cached."""
        current = state(self._site, self._service)
        asked = request.query_params.get("format")
        chosen = best_media_type(accept_header(request), (_JSON, HTML)) if asked is None else asked.lower()
        if chosen not in (HTML, "html"):
            return JSONResponse(current, headers={"Cache-Control": "no-store", "Vary": "Accept"})
        language = language_of(request.url.path)
        response = self._site.page(
            request,
            "status.html",
            limits={name: number(str(each), language) for name, each in limits(self._site.settings.limits).items()},
            state=current,
            refused=_refused(self._service.metrics.problems(), language),
            since=self._service.since,
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def state(site: Site, service: Service) -> dict[str, object]:
    """The state of the service as JSON: limits in seconds and bytes, counts since it was started."""
    engine, cache = site.engine, service.cache
    return {
        "release": {"id": site.release.identifier, "triples": site.release.triples},
        "since": service.since.isoformat(),
        "limits": limits(site.settings.limits),
        "load": asdict(engine.load) if isinstance(engine, SupportsLoad) else None,
        "refused": dict(sorted(service.metrics.problems().items())),
        "kept": {"answers": len(cache), "bytes": cache.size, "hits": cache.hits, "misses": cache.misses},
    }


def limits(settings: Limits) -> dict[str, int]:
    """The limits of one query and of one client."""
    return {
        "query_seconds": int(settings.seconds),
        "query_bytes": MOST_BYTES,
        "query_nesting": DEEPEST,
        "answer_bytes": settings.answer_bytes,
        "memory_bytes": settings.worker_bytes,
        "client_seconds_a_minute": settings.client_seconds,
        "client_seconds_at_once": int(settings.client_seconds * BURST_MINUTES),
    }


def _refused(counts: Mapping[str, int], language: Language) -> list[Refused]:
    kinds = {kind.name: kind for kind in KINDS}
    prefix = "/en" if language == "en" else ""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [
        Refused(
            name,
            kinds[name].title.in_language(language) if name in kinds else name,
            number(str(count), language),
            f"{prefix}/problem/{name}" if name in kinds else None,
        )
        for name, count in ordered
    ]


OPERATION = Operation(
    "/sparql/status",
    Texts("Gränser, last och vad som nekats", "Limits, load, refusals"),
    responses("The state.", {"application/json": schema_of(State), "text/html": TEXT}),
)
