"""The address on this site that an IRI links to, and its short form."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from lq_graph.names import LQ, ONTOLOGY, Names
from lq_graph.text import Language
from lq_graph.web.http.language import prefix_of

_REDIRECTED = ("graph/", "question/", "release/", "catalogue")
_UNESCAPED = "%-._~!$&'()*+,;=:@"


@dataclass(frozen=True)
class Links:
    """The addresses of one language's pages, all relative to the host."""

    names: Names
    language: Language

    def to(self, iri: str, described: bool = False) -> str | None:
        """The address that an IRI links to: a page here, else the IRI itself if it is http(s), else None.

        `described` states that the graph describes an IRI of another site, so that there is a page here.
        """
        local = self._local(iri)
        if local is not None:
            return prefix_of(self.language) + local
        if not iri.lower().startswith(("http://", "https://")):
            return None
        return self.about(iri) if described else self._redirect(iri) or iri

    def about(self, iri: str) -> str:
        """The page of a thing whose IRI is of another site."""
        return f"{prefix_of(self.language)}/about?iri={quote(iri, safe='')}"

    def short(self, iri: str) -> str:
        """An IRI as a person can write it: from the base on, with a prefix, or whole."""
        return self.names.short(iri)

    def _local(self, iri: str) -> str | None:
        if iri == ONTOLOGY or iri.startswith(LQ):
            name = iri.removeprefix(ONTOLOGY).removeprefix("#")
            return f"/ns#{quote(name, safe=_UNESCAPED)}" if name else "/ns"
        parts = self.names.thing_parts(iri)
        return page_path(*parts) if parts else None

    def _redirect(self, iri: str) -> str | None:
        path = iri.removeprefix(self.names.base)
        return f"/{quote(path, safe='/' + _UNESCAPED)}" if path != iri and path.startswith(_REDIRECTED) else None


def page_path(segment: str, key: str) -> str:
    """The Swedish page of a thing."""
    return f"/page/{segment}/{quote(key, safe=_UNESCAPED)}"


def doc_path(segment: str, key: str, extension: str) -> str:
    """The document that describes a thing, in one format."""
    return f"/doc/{segment}/{quote(key, safe=_UNESCAPED)}.{extension}"
