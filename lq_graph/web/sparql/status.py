"""`/sparql/status`: what the endpoint allows, what it has to do, and what it refused, for people and programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import partial

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from lq_graph.querying.engine import LoadTellingEngine
from lq_graph.querying.guard import DEEPEST, MOST_BYTES
from lq_graph.settings import Limits
from lq_graph.text import Language
from lq_graph.web.http.language import language_of, number
from lq_graph.web.http.negotiation import HTML, accept_header, best_media_type
from lq_graph.web.http.problem import KINDS
from lq_graph.web.http.service import FIRST_BURST, Service
from lq_graph.web.pages.site import Site

_JSON = "application/json"


@dataclass(frozen=True)
class Refused:
    """How many requests were refused for one reason: its name, what it is called, and where it is explained."""

    name: str
    title: str
    count: str
    href: str | None


def status_routes(site: Site, service: Service) -> list[BaseRoute]:
    """The page in both languages, which is also JSON."""
    told = partial(_status, site, service)
    return [Route(path, told, methods=["GET"]) for path in ("/sparql/status", "/en/sparql/status")]


def state(site: Site, service: Service) -> dict[str, object]:
    """The state of the service as JSON: limits in seconds and bytes, counts since it was started."""
    engine, answers = site.engine, service.answers
    return {
        "release": {"id": site.release.identifier, "triples": site.release.triples},
        "since": service.since.isoformat(),
        "limits": limits(site.settings.limits),
        "load": asdict(engine.load) if isinstance(engine, LoadTellingEngine) else None,
        "refused": dict(sorted(service.counts.problems().items())),
        "kept": {"answers": len(answers), "bytes": answers.size, "hits": answers.hits, "misses": answers.misses},
    }


def limits(held: Limits) -> dict[str, int]:
    """What one query, and one client, may cost."""
    return {
        "query_seconds": int(held.seconds),
        "query_bytes": MOST_BYTES,
        "query_nesting": DEEPEST,
        "answer_bytes": held.answer_bytes,
        "memory_bytes": held.worker_bytes,
        "client_seconds_a_minute": held.client_seconds,
        "client_seconds_at_once": int(held.client_seconds * FIRST_BURST),
    }


def _status(site: Site, service: Service, request: Request) -> Response:
    told = state(site, service)
    asked = request.query_params.get("format")
    chosen = best_media_type(accept_header(request), (_JSON, HTML)) if asked is None else asked.lower()
    if chosen not in (HTML, "html"):
        return JSONResponse(told, headers={"Cache-Control": "no-store", "Vary": "Accept"})
    language = language_of(request.url.path)
    response = site.page(
        request,
        "status.html",
        limits={name: number(str(value), language) for name, value in limits(site.settings.limits).items()},
        state=told,
        refused=_refused(service.counts.problems(), language),
        since=service.since,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


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
