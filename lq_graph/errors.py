"""Everything that lq refuses, as one tree.

    LqError
    ├── SettingsError            a setting that cannot be used
    ├── SourceError              a file that cannot be read            (path, line, column)
    │   └── Refusal              a contribution that is refused whole  (texts)
    ├── ShapesError              shapes that SHACL does not allow
    ├── ReleaseError             a folder that is not a release, or a release that was not made
    ├── MergeError               a contribution that is not merged     (texts)
    ├── UnknownName              a name that nothing has
    ├── EngineError              an engine that failed or is not there
    ├── CheckError               a contribution that cannot be checked just now
    │   ├── CheckExhausted       it used up its memory or its time
    │   └── CheckBusy            others are being checked              (retry_after, in seconds)
    └── QueryError               a query that gets no answer
        ├── QuerySyntaxError     it cannot be parsed                   (line, column)
        ├── QueryRefused         it asks for what is not given here
        │   └── QueryTooLong     its text is over the limit           (limit, in bytes)
        ├── NotAcceptable        its answer has no format that the client takes
        ├── AnswerTooLarge       its answer is over the limit          (limit, in bytes)
        ├── AnswerCut            another engine gives no more of it    (limit, in rows)
        ├── QueryExhausted       it used up its worker's memory or stack
        ├── QueryTimeout         it took longer than the limit         (limit, in seconds)
        ├── QueryCancelled       nobody waits for its answer any more
        ├── BudgetSpent          its client has used its share         (retry_after, in seconds)
        └── EngineBusy           no worker was free in time            (retry_after, in seconds)

A message says what is wrong, where, and what to do. Only the command line and the web turn errors into exit codes and
HTTP statuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lq_graph.text import Texts


class LqError(Exception):
    """Any refusal of lq; its text is written for the person who must act."""


class SettingsError(LqError):
    """A setting that cannot be used."""


class SourceError(LqError):
    """A file that cannot be read as what it claims to be."""

    def __init__(self, path: Path, reason: str, line: int | None = None, column: int | None = None) -> None:
        self.path = path
        self.reason = reason
        self.line = line
        self.column = column
        super().__init__(f"{self.place}: {reason}")

    @property
    def place(self) -> str:
        """`file:line:column`, as far as it is known."""
        numbers = [str(number) for number in (self.line, self.column) if number is not None]
        return ":".join([str(self.path), *numbers])


class ShapesError(LqError):
    """Shapes that SHACL does not allow."""


class ReleaseError(LqError):
    """A folder that is not a release, or a release that could not be made."""


class MergeError(LqError):
    """A contribution that is not merged; `texts` says why and what to do, for the person who merges it."""

    def __init__(self, texts: Texts, **values: object) -> None:
        self.texts = Texts(texts.sv.format(**values), texts.en.format(**values))
        super().__init__(self.texts.en)


class UnknownName(LqError):
    """A name that nothing has, such as that of a question; `texts` says so in both languages, if it is known."""

    def __init__(self, reason: str | Texts) -> None:
        self.texts = reason if isinstance(reason, Texts) else None
        super().__init__(reason.en if isinstance(reason, Texts) else reason)


class EngineError(LqError):
    """An engine that failed or is not there."""


class CheckError(LqError):
    """A contribution that cannot be checked just now."""


class CheckExhausted(CheckError):
    """A contribution that used up the memory or the time that a check of it may take."""


class CheckBusy(CheckError):
    """A contribution that was not checked, since others are; it may be sent again soon."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"other contributions are being checked; send this one again in {retry_after} s")


class QueryError(LqError):
    """A query that gets no answer."""


class QuerySyntaxError(QueryError):
    """A query that cannot be parsed; line and column count from 1."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        self.reason = reason
        self.line = line
        self.column = column
        place = f"line {line}, column {column}: " if line is not None else ""
        super().__init__(f"{place}{reason}")


class QueryRefused(QueryError):
    """A query that asks for what is not given here, such as an update or a call to another server."""


class QueryTooLong(QueryRefused):
    """A query whose text is over the limit, in bytes."""

    def __init__(self, size: int, limit: int) -> None:
        self.size = size
        self.limit = limit
        super().__init__(f"the query has {size:,} bytes; the limit is {limit:,}; ask a shorter one")


class NotAcceptable(QueryError):
    """An answer of a kind for which the client takes no format."""


class AnswerTooLarge(QueryError):
    """An answer over the limit, in bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"the answer is larger than {limit:,} bytes; add a LIMIT, or take a dump from /data/")


class AnswerCut(QueryError):
    """An answer that another engine cuts at its limit, in rows, so that it is none."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"the engine cuts answers at {limit:,} rows; ask for fewer, or take a dump from /data/")


class QueryExhausted(QueryError):
    """A query that used up its worker's memory or stack."""


class QueryTimeout(QueryError):
    """A query that took longer than the limit, in seconds."""

    def __init__(self, limit: float) -> None:
        self.limit = limit
        super().__init__(f"the query took longer than {limit:g} s; ask for less, or take a dump from /data/")


class QueryCancelled(QueryError):
    """A query whose answer nobody waits for any more."""

    def __init__(self) -> None:
        super().__init__("the query was cancelled by the one who asked it")


class BudgetSpent(QueryError):
    """A query of a client that has used up its share of the engine for now."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"you have used up your share of the query engine; try again in {retry_after} s")


class EngineBusy(QueryError):
    """A query for which no worker was free in time."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"all workers are busy; try again in {retry_after} s")


class Refusal(SourceError):
    """A file that cannot be read as a contribution; `texts` says why and what to do, for a person who sent it.

    `excerpt` is the line at fault as pages show it, if there is one: its `number`, and what is `before`, `marked` and
    `after`.
    """

    def __init__(self, path: Path, texts: Texts) -> None:
        self.texts = texts
        self.excerpt: Mapping[str, int | str] | None = None
        super().__init__(path, texts.en)


BROKEN = Texts(
    "filen är skadad och går inte att läsa; öppna den i Excel eller LibreOffice, spara den på nytt som .xlsx och "
    "skicka den igen",
    "the file is damaged and cannot be read; open it in Excel or LibreOffice, save it anew as .xlsx, and send it again",
)
