"""What every page and document stands on: the engine, the release, the settings and the templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jinja2 import Environment
from pyoxigraph import Literal, NamedNode
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import read_forms
from lq_graph.contributing.validation.service import ValidationService
from lq_graph.names import Names
from lq_graph.querying.engine import Engine, Query
from lq_graph.querying.formats import JSON, Format
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.graph_sizes import GRAPH_SIZES, graph_sizes
from lq_graph.web.language import Language, language_of, prefix_of, text_in
from lq_graph.web.links import Links
from lq_graph.web.words import words

OK = 200
CACHE_CONTROL = "public, max-age=300"


@dataclass(frozen=True)
class Site:
    """One release, served by one engine; contributions to it are checked by a service, if it has one."""

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

    def links(self, language: Language) -> Links:
        """The addresses of a language's pages."""
        return Links(self.names, language)

    @cached_property
    def graphs(self) -> Mapping[str, int]:
        """The named graphs of the release with their numbers of triples, by their names.

        Raises QueryError or EngineError if the engine does not tell.
        """
        return graph_sizes(self.ask(GRAPH_SIZES))

    def ask(self, text: str, bindings: Mapping[str, NamedNode | Literal] | None = None, form: Format = JSON) -> bytes:
        """The answer to one of the site's own queries, which never stands in line behind those of strangers.

        Raises QueryError or EngineError if there is none.
        """
        results, graph = (form, None) if form.kind == "results" else (None, form)
        return self.engine.answer(Query(text, (), (), bindings or {}, results, graph, trusted=True)).body

    def page(
        self, request: Request, template: str, status: int = 200, lacking: bool = False, **values: Any
    ) -> Response:
        """A page in the language of the request's path; `lacking` says that a part of it could not be got just now."""
        language = language_of(request.url.path)
        frame = {**self._frame(request, language), "lacking": lacking}
        html = self.templates.get_template(template).render(**frame, **values)
        headers = {"Vary": "Accept", "Content-Language": language}
        if lacking or status != OK:
            headers["Cache-Control"] = "no-store"
        else:
            headers["Cache-Control"] = CACHE_CONTROL
        return HTMLResponse(html, status, headers)

    def _frame(self, request: Request, language: Language) -> dict[str, Any]:
        prefix, path = prefix_of(language), request.url.path.removeprefix(prefix_of(language)) or "/"
        query = f"?{request.url.query}" if request.url.query else ""
        return {
            "language": language,
            "prefix": prefix,
            "w": words(language),
            "swedish_address": f"{path}{query}",
            "english_address": f"/en{path}{query}",
            "site_title": text_in(self.settings.title, language),
            "about": text_in(self.settings.about, language),
            "licence": self.settings.licence,
            "release": self.release,
        }
