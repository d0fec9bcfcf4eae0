"""The table of addresses has every route, and every page in both languages."""

from __future__ import annotations

import ast
import re

import pytest
from fastapi import FastAPI
from starlette.routing import Mount, Route

from conftest import ROOT
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from lq_graph.web.http.service import service_of
from lq_graph.web.pages.site import Site, template_environment
from lq_graph.web.urls import Urls, urls
from web.asgi import Client

WEB = ROOT / "lq_graph" / "web"
BOTH = ["/", "/about", "/api", "/contribute", "/data/", "/ns", "/q/", "/s", "/sparql", "/sparql/status", "/validate"]


@pytest.fixture(scope="module", name="table")
def _table(city: Release, engine: Engine, site_settings: Settings) -> Urls:
    service = service_of(site_settings.limits)
    return urls(Site(engine, city, site_settings, template_environment()), service)


def test_no_module_but_the_table_makes_routes() -> None:
    makers = {"Route", "Mount", "APIRoute", "APIRouter", "add_api_route", "add_route", "mount", "include_router"}
    found = [
        f"{path.relative_to(WEB)}:{node.lineno}"
        for path in sorted(WEB.rglob("*.py"))
        if path.name not in ("urls.py", "openapi.py")  # openapi.py makes routes for the document alone
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Name) and node.id in makers)
        or (isinstance(node, ast.Attribute) and node.attr in makers)
    ]
    assert found == []


def test_the_application_has_the_routes_of_the_table_and_no_others(
    table: Urls, monkeypatch: pytest.MonkeyPatch, city: Release, engine: Engine, site_settings: Settings
) -> None:
    made: list[FastAPI] = []
    build = FastAPI.__init__

    def note(self: FastAPI, *args: object, **options: object) -> None:
        build(self, *args, **options)  # type: ignore[arg-type]  # passed on as it came
        made.append(self)

    monkeypatch.setattr(FastAPI, "__init__", note)
    create_app(engine, city, site_settings)
    (app,) = made
    assert [getattr(each, "path", "") for each in app.routes] == [getattr(each, "path", "") for each in table.routes]


def test_every_page_has_its_mirror_in_english(table: Urls) -> None:
    paths = {each.path: each for each in table.routes if isinstance(each, Route)}
    english = {path.removeprefix("/en") for path in paths if path.startswith("/en/")}
    assert all(path in paths for path in english)
    for path in english:
        assert paths[path].methods == paths[f"/en{path}"].methods
    for path in BOTH:
        assert (path in paths and f"/en{path}" in paths) or (path in table.direct and f"/en{path}" in table.direct)


def test_each_address_stands_once(table: Urls) -> None:
    paths = [each.path for each in table.routes if isinstance(each, Route | Mount)] + [*table.direct]
    assert sorted(paths) == sorted(set(paths))


def test_every_link_to_a_page_in_the_templates_leads_to_an_address(table: Urls) -> None:
    patterns = [each.path_regex for each in table.routes if isinstance(each, Route | Mount)]
    for template in sorted((WEB / "templates").glob("*.html")):
        for path in re.findall(
            r'(?:href|action)="\{\{ prefix \}\}(/[\w/.-]*)["?#]', template.read_text(encoding="utf-8")
        ):
            for address in (path, f"/en{path}"):
                assert address in table.direct or any(each.match(address) for each in patterns), (
                    template.name,
                    address,
                )


def test_pages_in_english_are_found(client: Client) -> None:
    for path in ("/", "/api", "/data/", "/ns", "/q/", "/sparql", "/sparql/status"):
        assert client.page(f"/en{path}").status == 200, path
