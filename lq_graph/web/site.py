"""What every page and document stands on: the engine, the release, the settings and the templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from lq_graph.names import Names
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.language import Language, language_of, prefix_of, text_in
from lq_graph.web.links import Links
from lq_graph.web.words import words

OK = 200
CACHE_CONTROL = "public, max-age=300"


@dataclass(frozen=True)
class Site:
    """One release, served by one engine."""

    engine: Engine
    release: Release
    settings: Settings
    templates: Environment

    @property
    def names(self) -> Names:
        """The IRIs of the release."""
        return Names(self.release.base)

    def links(self, language: Language) -> Links:
        """The addresses of a language's pages."""
        return Links(self.names, language)

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> Response:
        """A page in the language of the request's path."""
        language = language_of(request.url.path)
        html = self.templates.get_template(template).render(**self._frame(request, language), **values)
        headers = {"Vary": "Accept", "Content-Language": language}
        if status == OK:
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
