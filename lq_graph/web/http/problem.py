"""Errors as RFC 9457 problems: JSON for programs, a page for people."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from lq_graph.errors import (
    AnswerTooLarge,
    BudgetSpent,
    CheckBusy,
    CheckError,
    CheckExhausted,
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
    Refusal,
    UnknownName,
)
from lq_graph.querying.parameters import ParameterRefused
from lq_graph.text import Texts

BLANK = "about:blank"
Members = dict[str, int | float | str | list[str]]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kind:
    """One kind of problem: the error, its name in `/problem/<name>`, its status, its title, and what to do."""

    error: type[LqError]
    name: str
    status: int
    title: Texts
    advice: Texts | None = None


KINDS = (
    Kind(QuerySyntaxError, "query-syntax", 400, Texts("Frågan kan inte läsas", "The query cannot be parsed")),
    Kind(QueryTooLong, "query-too-long", 413, Texts("Frågan är för lång", "The query is too long")),
    Kind(QueryRefused, "query-refused", 403, Texts("Frågan är inte tillåten här", "The query is refused")),
    Kind(NotAcceptable, "not-acceptable", 406, Texts("Svaret finns inte i det formatet", "No acceptable format")),
    Kind(AnswerTooLarge, "answer-too-large", 413, Texts("Svaret är för stort", "The answer is too large")),
    Kind(QueryTimeout, "query-timeout", 504, Texts("Frågan tog för lång tid", "The query took too long")),
    Kind(QueryExhausted, "query-exhausted", 503, Texts("Frågan kräver för mycket", "The query needs too much")),
    Kind(BudgetSpent, "budget-spent", 429, Texts("Din andel är slut för stunden", "Your share is used up for now")),
    Kind(EngineBusy, "engine-busy", 503, Texts("Tjänsten är upptagen", "The service is busy")),
    Kind(ParameterRefused, "parameter-refused", 400, Texts("Parametern går inte", "The parameter cannot be used")),
    Kind(QueryError, "query-failed", 400, Texts("Frågan får inget svar", "The query gets no answer")),
    Kind(EngineError, "engine-failed", 502, Texts("Frågemotorn svarar inte", "The query engine failed")),
    Kind(Refusal, "file-unreadable", 422, Texts("Filen går inte att läsa", "The file cannot be read")),
    Kind(UnknownName, "unknown-name", 404, Texts("Det namnet finns inte", "There is nothing of that name")),
    Kind(
        CheckExhausted,
        "check-exhausted",
        422,
        Texts("Granskningen kräver för mycket", "The check needs too much"),
        Texts(
            "Filen tar mer tid eller minne att granska än vad som är tillåtet. Skicka den i mindre delar.",
            "The file takes more time or memory to check than is allowed. Send it in smaller parts.",
        ),
    ),
    Kind(
        CheckBusy,
        "check-busy",
        503,
        Texts("Andra bidrag granskas just nu", "Other contributions are being checked"),
        Texts("Vänta en liten stund och skicka igen.", "Wait a little while and send it again."),
    ),
    Kind(
        CheckError,
        "check-failed",
        503,
        Texts("Bidrag kan inte granskas just nu", "Contributions cannot be checked just now"),
        Texts(
            "Inget har sparats. Skicka ditt bidrag igen om en stund.",
            "Nothing was stored. Send your contribution again in a while.",
        ),
    ),
)

# Faults of the service: the error itself goes to the log, and this to the client.
_OWN_FAULTS: dict[type[LqError], str] = {
    EngineError: "the query engine failed; try again",
    CheckError: "contributions cannot be checked just now; try again",
}
_RETRYABLE = (EngineBusy, CheckBusy, BudgetSpent)
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


class UploadRefused(HTTPException):
    """A refused contribution; `texts` states why and what to do, for a person."""

    def __init__(self, status: int, texts: Texts, headers: Mapping[str, str] | None = None) -> None:
        self.texts = texts
        super().__init__(status, texts.en, headers)


@dataclass(frozen=True)
class Problem:
    """One refusal as an RFC 9457 problem, with extension members and headers to send.

    `texts` is the detail as pages show it, None where there is only the English one; `excerpt` is the line at fault of
    a file that was sent, for pages alone.
    """

    type: str
    status: int
    title: Texts
    detail: str
    members: Members = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    texts: Texts | None = None
    excerpt: Mapping[str, int | str] | None = None

    @property
    def name(self) -> str:
        """The kind of problem in a word, for logs and counts."""
        return str(self.status) if self.type == BLANK else self.type.rpartition("/")[2]

    def json(self) -> Response:
        """The problem for programs, in English."""
        members = {"type": self.type, "title": self.title.en, "status": self.status, "detail": self.detail}
        headers = {**self.headers, "Vary": "Accept", "Cache-Control": "no-store"}
        return JSONResponse({**members, **self.members}, self.status, headers, "application/problem+json")


def problem_of(error: Exception) -> Problem:
    """The problem that states what an error means to the client, without internals of the service."""
    if isinstance(error, HTTPException):
        return _of_status(error)
    for kind in KINDS:
        if isinstance(error, kind.error):
            return _of_kind(kind, error)
    _log.error("request failed", exc_info=error)
    return _of_status(HTTPException(500, "the service failed; the fault is written in its log"))


def _of_status(error: HTTPException) -> Problem:
    english = HTTPStatus(error.status_code).phrase
    title = Texts(_STATUS_TITLES.get(error.status_code, english), english)
    texts = error.texts if isinstance(error, UploadRefused) else None
    return Problem(BLANK, error.status_code, title, error.detail, headers=dict(error.headers or {}), texts=texts)


def _of_kind(kind: Kind, error: LqError) -> Problem:
    if kind.error in _OWN_FAULTS:
        _log.error("%s: %s", kind.name, error)
    detail = _OWN_FAULTS.get(kind.error, str(error))
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, _RETRYABLE) else {}
    texts = error.texts if isinstance(error, Refusal | ParameterRefused) else kind.advice
    excerpt = error.excerpt if isinstance(error, Refusal) else None
    return Problem(f"/problem/{kind.name}", kind.status, kind.title, detail, _members(error), headers, texts, excerpt)


def _members(error: LqError) -> Members:
    """The extension members of an error's problem; those that are not known are left out."""
    members: Mapping[str, int | float | str | list[str] | None] = {}
    match error:
        case QuerySyntaxError():
            members = {"line": error.line, "column": error.column}
        case AnswerTooLarge() | QueryTooLong():
            members = {"limit": error.limit}
        case QueryTimeout():
            members = {"limit": error.limit, "seconds": error.limit}
        case Refusal():
            members = {"place": error.place, "file": error.path.name, "line": error.line, "column": error.column}
        case ParameterRefused():
            members = {"parameter": error.parameter, "near": list(error.near)}
        case EngineBusy() | CheckBusy() | BudgetSpent():
            members = {"retry_after": error.retry_after}
    return {name: value for name, value in members.items() if value is not None}
