"""What every page and document needs: the engine, the release, the settings and the templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile
from pathlib import Path
from types import MappingProxyType
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import ClassTree, read_forms
from lq_graph.contributing.validation.service import ValidationService
from lq_graph.names import Names
from lq_graph.querying.engine import Engine, Query
from lq_graph.querying.formats import JSON, Format
from lq_graph.reading.query_file import QueryFile, read_query_folder
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.text import Language
from lq_graph.web.http.cache import CACHE_CONTROL
from lq_graph.web.http.language import language_of, prefix_of
from lq_graph.web.http.log import record_of
from lq_graph.web.http.negotiation import prefers_page
from lq_graph.web.http.problem import problem_of
from lq_graph.web.pages.graphs import GRAPH_BASES, GraphBases, graph_bases
from lq_graph.web.pages.links import Links
from lq_graph.web.pages.words import words

TEMPLATES = Path(__file__).parents[1] / "templates"
GRAPH_SIZES = """
SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph
"""
_OK = 200
_OWN_MACHINE = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.ASCII)


def template_environment() -> Environment:
    """The templates of the pages, which escape every value; a missing value is an error."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def graph_sizes(answer: bytes) -> Mapping[str, int]:
    """The number of triples of each named graph, from the SPARQL 1.1 JSON results of GRAPH_SIZES."""
    rows = parse_query_results(answer, QueryResultsFormat.JSON)
    found: dict[str, int] = {}
    for row in rows if isinstance(rows, QuerySolutions) else ():
        graph, triples = row["graph"], row["triples"]
        if isinstance(graph, NamedNode) and isinstance(triples, Literal):
            found[graph.value] = int(triples.value)
    return MappingProxyType(found)


@dataclass(frozen=True)
class Site:
    """One release, served by one engine; contributions to it are checked by `validation`, if there is one."""

    engine: Engine
    release: Release
    settings: Settings
    templates: Environment
    validation: ValidationService | None = None

    @property
    def names(self) -> Names:
        """The IRIs of the release."""
        return Names(self.release.base)

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """The forms of the release by their segments; raises SourceError if its shapes cannot be read."""
        triples = (read_rdf_file(path).triples for path in (self.release.shapes, self.release.ontology))
        return read_forms(*triples)

    @cached_property
    def classes(self) -> ClassTree:
        """The classes of the release's ontology; raises SourceError if it cannot be read."""
        return ClassTree(read_rdf_file(self.release.ontology).triples)

    def links(self, language: Language) -> Links:
        """The addresses of a language's pages."""
        return Links(self.names, language)

    @cached_property
    def graphs(self) -> Mapping[str, int]:
        """The named graphs of the release with their numbers of triples, by their names.

        Raises QueryError or EngineError if the engine does not return them.
        """
        return graph_sizes(self.ask(GRAPH_SIZES))

    @cached_property
    def bases(self) -> GraphBases:
        """What the statements of each graph rest on.

        Raises QueryError or EngineError if the engine does not return it.
        """
        return graph_bases(self.ask(GRAPH_BASES), self.names)

    def ask(self, text: str, bindings: Mapping[str, NamedNode | Literal] | None = None, form: Format = JSON) -> bytes:
        """The answer to one of the site's own queries, which never queues behind those of clients.

        Raises QueryError or EngineError if there is none.
        """
        results, graph = (form, None) if form.kind == "results" else (None, form)
        return self.engine.answer(Query(text, (), (), bindings or {}, results, graph, trusted=True)).body

    def page(
        self, request: Request, template: str, status: int = 200, lacking: bool = False, **values: Any
    ) -> Response:
        """A page in the language of the request's path; not cached if a part of it is `lacking` for now."""
        language = language_of(request.url.path)
        frame = {**self._frame(request, language), "lacking": lacking}
        html = self.templates.get_template(template).render(**frame, **values)
        headers = {"Vary": "Accept", "Content-Language": language}
        if lacking or status != _OK:
            headers["Cache-Control"] = "no-store"
        else:
            headers["Cache-Control"] = CACHE_CONTROL
        return HTMLResponse(html, status, headers)

    def problem(self, request: Request, error: Exception) -> Response:
        """The response to a request that failed: a page if the client prefers one, else JSON."""
        problem = problem_of(error)
        record_of(request.scope).problem = problem.name
        if not prefers_page(request):
            return problem.json()
        title = problem.title.in_language(language_of(request.url.path))
        response = self.page(request, "problem.html", problem.status, title=title, problem=problem)
        response.headers.update(problem.headers)
        return response

    def _frame(self, request: Request, language: Language) -> dict[str, Any]:
        prefix, path = prefix_of(language), request.url.path.removeprefix(prefix_of(language)) or "/"
        query = f"?{request.url.query}" if request.url.query else ""
        return {
            "language": language,
            "prefix": prefix,
            "w": words(language),
            "swedish_address": f"{path}{query}",
            "english_address": f"/en{path}{query}",
            "site_title": self.settings.title.in_language(language),
            "about": self.settings.about.in_language(language),
            "licence": self.settings.licence,
            "release": self.release,
        }


@dataclass(frozen=True)
class Example:
    """An example question as pages show it: its name, its title and its address."""

    name: str
    title: str
    address: str


def examples(site: Site, language: Language) -> list[Example]:
    """The example questions of the release, in a language."""
    return [_example(question, language) for question in read_query_folder(site.release.questions)]


def question_named(site: Site, name: str) -> QueryFile | None:
    """The question of a name, or None if the release has none of that name."""
    return next((each for each in read_query_folder(site.release.questions) if each.name == name), None)


def query_of(question: QueryFile) -> str:
    """The text of a question without its header."""
    lines = question.text.splitlines(keepends=True)
    return "".join(dropwhile(lambda line: line.startswith("#+") or not line.strip(), lines))


def _example(question: QueryFile, language: Language) -> Example:
    words = question.header.get(f"question-{language}") or question.header.get("summary") or question.name
    return Example(question.name, words, f"{prefix_of(language)}/q/{question.name}")


def origin_of(site: Site, request: Request) -> str:
    """The address of the service, with a slash at its end: as set, else this machine's, else the base of the graph.

    For code to copy, short links and citations. A Host header is trusted only if it names the machine itself, so that
    no client can put another address on a page.
    """
    if site.settings.address:
        return site.settings.address
    host = request.headers.get("host", "")
    return f"http://{host}/" if _OWN_MACHINE.fullmatch(host) else site.names.base
