"""The rooms of the site that ask the engine for strangers, beside the endpoint: they share its budgets and answers."""

from __future__ import annotations

from starlette.routing import BaseRoute

from lq_graph.web.graph_store import graph_store_routes
from lq_graph.web.health import health_routes
from lq_graph.web.named.endpoint import named_routes
from lq_graph.web.named.questions import NamedQueries
from lq_graph.web.openapi.page import api_routes
from lq_graph.web.service import Service
from lq_graph.web.short_links.endpoint import link_routes
from lq_graph.web.shortcuts import Shortcuts
from lq_graph.web.site import Site
from lq_graph.web.status import status_routes
from lq_graph.web.void import void_routes


def asking_routes(site: Site, service: Service, shortcuts: Shortcuts) -> list[BaseRoute]:
    """Named questions, short links, graphs whole, and what is told of the service and its state."""
    queries = NamedQueries(site)
    return [
        *named_routes(site, service, queries, shortcuts),
        *link_routes(site, service),
        *api_routes(site, queries),
        *graph_store_routes(site),
        *void_routes(site),
        *status_routes(site, service),
        *health_routes(site, service),
    ]
