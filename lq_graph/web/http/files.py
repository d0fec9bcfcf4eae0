"""Files of releases as responses: media types, ranges, and requests that are conditional on tag or time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from lq_graph.querying.formats import FORMATS
from lq_graph.web.http.cache import has_current
from lq_graph.web.http.negotiation import IDENTITY, best_coding

_MEDIA_TYPES = {
    **{f".{form.name}": form.media_type for form in FORMATS},
    ".trig": "application/trig",
    ".nq": "application/n-quads",
    ".rq": "application/sparql-query",
    ".json": "application/json",
    ".xml": "application/xml",
    ".atom": "application/atom+xml",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".gz": "application/gzip",
    ".zst": "application/zstd",
}
_CODED: Mapping[str, str] = MappingProxyType({"zstd": ".zst", "gzip": ".gz"})  # files that a build compressed
_NOT_MODIFIED = 304


def file_response(request: Request, path: Path, tag: str, headers: Mapping[str, str]) -> Response:
    """A file whole or in ranges, with its entity tag and the time of its content; 304 if the client has it.

    It is sent in a coding that the client prefers if it lies compressed beside itself. If-Modified-Since counts only
    without If-None-Match (RFC 9110 §13.1.3). Raises OSError if there is no such file.
    """
    modified, is_current = path.stat().st_mtime, has_current(request, tag)
    headers = {**headers, "Last-Modified": formatdate(modified, usegmt=True)}
    media_type, coding = _MEDIA_TYPES.get(path.suffix, "text/plain"), _coding_of(request, path)
    if coding != IDENTITY:
        path, tag = path.with_name(path.name + _CODED[coding]), f'{tag[:-1]}-{coding}"'
        vary = ", ".join(filter(None, (headers.get("Vary"), "Accept-Encoding")))
        headers |= {"Content-Encoding": coding, "Vary": vary}
    headers["ETag"] = tag
    if is_current or _is_unmodified(request, int(modified)):
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return FileResponse(path, headers=headers, media_type=media_type)


def _coding_of(request: Request, path: Path) -> str:
    """The coding in which to send a file; parts of one are parts of the file as it is."""
    accepted = request.headers.get("accept-encoding")
    if accepted is None or "range" in request.headers:
        return IDENTITY
    there = [coding for coding, suffix in _CODED.items() if path.with_name(path.name + suffix).is_file()]
    return best_coding(accepted, (*there, IDENTITY)) or IDENTITY


def _is_unmodified(request: Request, modified: int) -> bool:
    given = request.headers.get("if-modified-since")
    if given is None or "if-none-match" in request.headers or request.method not in {"GET", "HEAD"}:
        return False
    try:
        since = parsedate_to_datetime(given)
    except ValueError:
        return False
    return modified <= (since if since.tzinfo else since.replace(tzinfo=UTC)).timestamp()
