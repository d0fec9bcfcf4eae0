"""Files of releases as responses: media types, ranges, and requests that are conditional on tag or time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from lq_graph.querying.formats import FORMATS
from lq_graph.web.http.cache import has_current

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
_NOT_MODIFIED = 304


def file_response(request: Request, path: Path, tag: str, headers: Mapping[str, str]) -> Response:
    """A file whole or in ranges, with its entity tag and the time of its content; 304 if the client has it.

    If-Modified-Since counts only without If-None-Match (RFC 9110 §13.1.3). Raises OSError if there is no such file.
    """
    modified = path.stat().st_mtime
    headers = {**headers, "ETag": tag, "Last-Modified": formatdate(modified, usegmt=True)}
    if has_current(request, tag) or _is_unmodified(request, int(modified)):
        return Response(status_code=_NOT_MODIFIED, headers=headers)
    return FileResponse(path, headers=headers, media_type=_MEDIA_TYPES.get(path.suffix, "text/plain"))


def _is_unmodified(request: Request, modified: int) -> bool:
    given = request.headers.get("if-modified-since")
    if given is None or "if-none-match" in request.headers or request.method not in {"GET", "HEAD"}:
        return False
    try:
        since = parsedate_to_datetime(given)
    except ValueError:
        return False
    return modified <= (since if since.tzinfo else since.replace(tzinfo=UTC)).timestamp()
