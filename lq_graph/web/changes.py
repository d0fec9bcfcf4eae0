"""`/changes/A..B`: what changed from one kept release to another, as a page, as text and as JSON."""

from __future__ import annotations

from threading import Lock

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.changes.compare import compare
from lq_graph.changes.description import describe, old_and_new
from lq_graph.changes.formats import SIGNS, json_of, text_of
from lq_graph.errors import ReleaseError
from lq_graph.releasing.release import Release, read_manifest, release_of
from lq_graph.releasing.state import release_state
from lq_graph.web.http.cache import cache_headers, entity_tag, has_current, not_modified
from lq_graph.web.http.language import language_of
from lq_graph.web.http.negotiation import HTML, accept_header, best_media_type
from lq_graph.web.pages.site import Site
from lq_graph.web.releases import KeptRelease, Releases

_JSON, _TEXT = "application/json", "text/plain"
_FORMATS = {"html": HTML, "json": _JSON, "text": _TEXT}


class ReleaseChanges:
    """Compares kept releases, one pair at a time: of large ones that takes seconds."""

    def __init__(self, site: Site, releases: Releases) -> None:
        self._site = site
        self._releases = releases
        self._comparing = Lock()

    def page(self, request: Request) -> Response:
        """The changes in the language of the address, in the format of `?format=` or that the client prefers."""
        old, new = (self._releases.named(request.path_params[name]) for name in ("old", "new"))
        media_type, language = _media_type(request), language_of(request.url.path)
        tag = entity_tag("changes", old.identifier, new.identifier, language, media_type)
        if media_type != HTML and has_current(request, tag):
            return not_modified(tag)
        with self._comparing:
            changes = compare(release_state(_opened(old)), release_state(_opened(new)))
        described = describe(changes, self._site.names, language)
        if media_type == HTML:
            return self._site.page(
                request, "changes.html", old=old, new=new, described=described, signs=SIGNS, old_and_new=old_and_new
            )
        text = text_of(described)
        if media_type == _JSON:
            text = json_of(changes, described, old.identifier, new.identifier)
        return Response(text, headers=cache_headers(tag), media_type=media_type)


def _media_type(request: Request) -> str:
    name = request.query_params.get("format")
    if name is not None and name not in _FORMATS:
        raise HTTPException(400, f"format is not one of {', '.join(_FORMATS)}")
    if name is not None:
        return _FORMATS[name]
    return best_media_type(accept_header(request), (HTML, _JSON, _TEXT)) or HTML


def _opened(kept: KeptRelease) -> Release:
    try:
        return release_of(kept.folder, read_manifest(kept.folder))
    except ReleaseError as error:
        raise HTTPException(503, f"release {kept.identifier} cannot be read at the moment") from error
