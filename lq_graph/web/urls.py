"""Every address of the site, and the code that answers it.

`routes` is what FastAPI's router knows. `direct` is what goes past it: the SPARQL endpoint, most of the traffic, whose
answers take one exchange with a worker, so that routing and request objects would be a large part of their cost.
Responses in the cache go past both (`http/cache.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from lq_graph.querying.formats import GRAPH_FORMATS
from lq_graph.web.changes import ReleaseChanges
from lq_graph.web.contribute.admission import AdmissionControl
from lq_graph.web.contribute.pages import ContributeForms
from lq_graph.web.contribute.sheets import OPERATIONS as SHEET_OPERATIONS
from lq_graph.web.contribute.sheets import SHEET_TYPES, Sheets
from lq_graph.web.contribute.start import ContributeStart
from lq_graph.web.contribute.validate import OPERATION as VALIDATE_OPERATION
from lq_graph.web.contribute.validate import Validate
from lq_graph.web.datasets import Datasets, Void
from lq_graph.web.datasets import operations as dataset_operations
from lq_graph.web.health import OPERATIONS as HEALTH_OPERATIONS
from lq_graph.web.health import Health
from lq_graph.web.home import Home
from lq_graph.web.http.operations import Operation
from lq_graph.web.http.service import Service
from lq_graph.web.links.endpoint import LinkEndpoint, LinkMaker
from lq_graph.web.links.link import LinkStore
from lq_graph.web.ontology import OntologyPages
from lq_graph.web.openapi import Api
from lq_graph.web.pages.site import Site
from lq_graph.web.questions.endpoint import NamedEndpoint, Questions
from lq_graph.web.questions.questions import NamedQueries
from lq_graph.web.questions.questions import operations as question_operations
from lq_graph.web.releases import Releases
from lq_graph.web.sparql.endpoint import OPERATIONS as SPARQL_OPERATIONS
from lq_graph.web.sparql.endpoint import Endpoint
from lq_graph.web.sparql.graph_store import OPERATION as GRAPH_STORE_OPERATION
from lq_graph.web.sparql.graph_store import GraphStore
from lq_graph.web.sparql.status import OPERATION as STATUS_OPERATION
from lq_graph.web.sparql.status import Status
from lq_graph.web.things.resources import OPERATIONS as THING_OPERATIONS
from lq_graph.web.things.resources import Things

STATIC = Path(__file__).parent / "static"
_FORM_METHODS = ("GET", "POST", "OPTIONS")

Handler = Callable[..., Any]  # a function of a request, or an ASGI application


@dataclass(frozen=True)
class Urls:
    """The addresses of one release: for the router, and those that go past it."""

    routes: list[BaseRoute]
    direct: dict[str, ASGIApp]


def urls(site: Site, service: Service) -> Urls:
    """The table; raises SourceError if the ontology of the release cannot be read."""
    queries = NamedQueries(site)
    home, things, ontology, datasets = Home(site), Things(site), OntologyPages(site), Datasets(site)
    releases = Releases(site)
    questions, question = Questions(site, queries), NamedEndpoint(site, service, queries)
    link_store = LinkStore(site.settings.links_file, site.settings.link_bytes)
    admission = AdmissionControl(site)
    start, forms = ContributeStart(admission), ContributeForms(admission)
    sheets, validate = Sheets(admission), Validate(admission)
    operations = _operations(site, queries)
    health, api = Health(site, service), Api(site, operations)
    endpoint = Endpoint(site, service)
    routes: list[BaseRoute] = [
        # The start page, and what every site has
        *_page("/", home.start),
        Route("/en", _add_slash),
        Route("/robots.txt", home.robots),
        Route("/favicon.ico", home.favicon),
        Mount("/static", StaticFiles(directory=STATIC)),
        *_page("/problem/{name}", home.problem),
        # Things
        Route("/id/{segment}/{key}", things.thing),
        *_page("/page/{segment}/{key}", things.page),
        Route("/doc/{segment}/{name}", things.document),
        *_page("/about", things.about),
        # The ontology
        *_page("/ns", ontology.page),
        *_page("/ns/", _remove_slash),
        *[Route(f"/ns.{each.name}", ontology.file) for each in GRAPH_FORMATS],
        *_page("/ns/{version}", ontology.version),
        # The release and its files
        *_page("/data/", datasets.index),
        *_page("/data", _add_slash),
        Route("/data/{name}", datasets.file),
        Route("/graph/{name}", datasets.graph),
        *_page("/release/", releases.index),
        *_page("/release", _add_slash),
        Route("/release/{identifier}", releases.iri),
        *_page("/release/{identifier}/", releases.page),
        Route("/release/{identifier}/{name:path}", releases.file),
        *_page("/changes/{old}..{new}", ReleaseChanges(site, releases).page),
        Route("/catalogue", datasets.catalogue),
        Route("/datasets/dcat", datasets.catalogue),
        Route("/.well-known/void", Void(site).document),
        # SPARQL; the endpoint itself is below
        *_page("/sparql/", _remove_slash, ("GET", "POST")),
        Route("/sparql/graph", GraphStore(site).get),
        *_page("/sparql/status", Status(site, service).page),
        # Named questions
        *_page("/q/", questions.index),
        *_page("/q", _add_slash),
        *_page("/q/{name}", question, None),
        Route("/question/{name}", questions.example),
        # Short links
        *_page("/s", LinkMaker(site, service, link_store), None),
        *_page("/s/{name}", LinkEndpoint(site, service, link_store), None),
        # Contributions
        *_page("/contribute", start.page),
        *_page("/contribute/", _remove_slash),
        *[
            route
            for extension in SHEET_TYPES
            for name, handler in (("template", sheets.template), ("export", sheets.export))
            for route in _page(f"/contribute/{name}.{extension}", handler)
        ],
        *_page("/contribute/task.xlsx", sheets.task),
        *_page("/contribute/{segment}", forms.form, _FORM_METHODS),
        *_page("/contribute/{segment}/", _remove_slash, _FORM_METHODS),
        *_page("/validate", validate.handle, _FORM_METHODS),
        *_page("/validate/", _remove_slash, _FORM_METHODS),
        # For programs, and for those who run the service
        Route("/openapi.json", api.document),
        *_page("/api", api.page),
        Route("/health", health.ready),
        Route("/health/ready", health.ready),
        Route("/health/live", health.live),
        Route("/metrics", health.metrics),
    ]
    return Urls(routes, direct={"/sparql": endpoint, "/en/sparql": endpoint})


def _page(path: str, handler: Handler, methods: Collection[str] | None = ("GET",)) -> Iterator[Route]:
    """A page, in Swedish and under `/en` in English; without methods, the handler checks them itself."""
    for prefix in ("", "/en"):
        yield Route(prefix + path, handler, methods=methods)


def _add_slash(request: Request) -> Response:
    return RedirectResponse(f"{request.url.path}/", 308)


def _remove_slash(request: Request) -> Response:
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(request.url.path.removesuffix("/") + query, 308)


def _operations(site: Site, queries: NamedQueries) -> tuple[Operation, ...]:
    """What programs can do at these addresses: the source of the OpenAPI document."""
    return (
        *question_operations(queries),
        *SPARQL_OPERATIONS,
        GRAPH_STORE_OPERATION,
        *dataset_operations(site.release),
        *THING_OPERATIONS,
        *SHEET_OPERATIONS,
        VALIDATE_OPERATION,
        STATUS_OPERATION,
        *HEALTH_OPERATIONS,
    )
