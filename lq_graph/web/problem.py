"""Errors as RFC 9457 problems: `application/problem+json` for programs, a page for people."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lq_graph.errors import (
    AnswerTooLarge,
    EngineBusy,
    EngineError,
    LqError,
    NotAcceptable,
    QueryError,
    QueryExhausted,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLong,
)
from lq_graph.settings import Texts
from lq_graph.web.language import language_of, text_in
from lq_graph.web.offers import prefers_page
from lq_graph.web.site import Site

BLANK = "about:blank"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """One kind of problem: the error, its name in `/problem/<name>`, its status and its title."""

    error: type[LqError]
    name: str
    status: int
    title: Texts


KINDS = (
    Kind(QuerySyntaxError, "query-syntax", 400, Texts("Frågan kan inte läsas", "The query cannot be parsed")),
    Kind(QueryTooLong, "query-too-long", 413, Texts("Frågan är för lång", "The query is too long")),
    Kind(QueryRefused, "query-refused", 403, Texts("Frågan är inte tillåten här", "The query is refused")),
    Kind(NotAcceptable, "not-acceptable", 406, Texts("Svaret finns inte i det formatet", "No acceptable format")),
    Kind(AnswerTooLarge, "answer-too-large", 413, Texts("Svaret är för stort", "The answer is too large")),
    Kind(QueryTimeout, "query-timeout", 504, Texts("Frågan tog för lång tid", "The query took too long")),
    Kind(QueryExhausted, "query-exhausted", 503, Texts("Frågan kräver för mycket", "The query needs too much")),
    Kind(EngineBusy, "engine-busy", 503, Texts("Tjänsten är upptagen", "The service is busy")),
    Kind(QueryError, "query-failed", 400, Texts("Frågan får inget svar", "The query gets no answer")),
    Kind(EngineError, "engine-failed", 502, Texts("Frågemotorn svarar inte", "The query engine failed")),
)

_STATUS_TITLES = {
    400: "Begäran kan inte förstås",
    403: "Inte tillåtet",
    404: "Sidan finns inte",
    405: "Metoden finns inte här",
    413: "Begäran är för stor",
    414: "Adressen är för lång",
    415: "Fel slag av innehåll",
    500: "Något gick fel hos oss",
}


@dataclass(frozen=True)
class Problem:
    """One refusal as RFC 9457 says it, with members of its own and headers to send."""

    type: str
    status: int
    title: Texts
    detail: str
    members: dict[str, int | float] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Response:
        """The problem for programs, in English."""
        members = {"type": self.type, "title": self.title.en, "status": self.status, "detail": self.detail}
        headers = {**self.headers, "Vary": "Accept", "Cache-Control": "no-store"}
        return JSONResponse({**members, **self.members}, self.status, headers, "application/problem+json")


def problem_of(error: Exception) -> Problem:
    """The problem that says what an error means to the client, without what is inside the service."""
    if isinstance(error, HTTPException):
        return _of_status(error)
    for kind in KINDS:
        if isinstance(error, kind.error):
            return _of_kind(kind, error)
    _log.error("request failed", exc_info=error)
    return _of_status(HTTPException(500, "the service failed; the fault is written in its log"))


def problem_response(site: Site, request: Request, error: Exception) -> Response:
    """The answer to a request that failed: a page if the client prefers one, else JSON."""
    problem = problem_of(error)
    if not prefers_page(request):
        return problem.json()
    title = text_in(problem.title, language_of(request.url.path))
    response = site.page(request, "problem.html", problem.status, title=title, problem=problem)
    response.headers.update(problem.headers)
    return response


def _of_status(error: HTTPException) -> Problem:
    english = HTTPStatus(error.status_code).phrase
    title = Texts(_STATUS_TITLES.get(error.status_code, english), english)
    return Problem(BLANK, error.status_code, title, error.detail, headers=dict(error.headers or {}))


def _of_kind(kind: Kind, error: LqError) -> Problem:
    if isinstance(error, EngineError):
        _log.error("engine failed: %s", error)
    detail = "the query engine failed; try again" if isinstance(error, EngineError) else str(error)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, EngineBusy) else {}
    return Problem(f"/problem/{kind.name}", kind.status, kind.title, detail, _members(error), headers)


def _members(error: LqError) -> dict[str, int | float]:
    match error:
        case QuerySyntaxError():
            place = {"line": error.line, "column": error.column}
            return {name: value for name, value in place.items() if value is not None}
        case AnswerTooLarge() | QueryTooLong():
            return {"limit": error.limit}
        case QueryTimeout():
            return {"limit": error.limit, "seconds": error.limit}
        case EngineBusy():
            return {"retry_after": error.retry_after}
        case _:
            return {}
