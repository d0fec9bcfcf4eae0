"""Oxigraph in this process: for trusted queries, and inside each worker.

It has no deadline, and some queries crash the process: those of untrusted clients belong in a `WorkerPool`.
"""

from __future__ import annotations

import os
import re
import resource
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from traceback import clear_frames
from typing import IO

from pyoxigraph import Quad, QueryBoolean, QueryTriples, RdfFormat, Store, parse

from lq_graph.errors import EngineError, LqError, QueryRefused, QuerySyntaxError
from lq_graph.names import WELL_KNOWN_PREFIXES
from lq_graph.querying.dataset import Dataset, dataset_of
from lq_graph.querying.engine import Answer, Cancellation, Delivery, Query
from lq_graph.querying.formats import Format
from lq_graph.querying.guard import check_query, query_form
from lq_graph.querying.parameters import Bound, bind
from lq_graph.querying.results import AnswerWriter, Result, format_for, write_result
from lq_graph.querying.statistics import Statistics, query_over_counts
from lq_graph.reading.query_file import query_fault
from lq_graph.reading.sparql_tokens import Token, tokens_of

ANSWER_BYTES = 50_000_000

OnPiece = Callable[[Format, bytes], None]


class EmbeddedEngine:
    """Answers queries over an open store, or over that of a folder, which is opened read-only."""

    def __init__(
        self, store: Path | Store, answer_bytes: int = ANSWER_BYTES, statistics: Statistics | None = None
    ) -> None:
        """An engine that is ready; raises EngineError if the folder is not a store.

        With the statistics of the store, queries that ask for them are answered from them.
        """
        self._store: Store | None = store if isinstance(store, Store) else open_store(store)
        self._answer_bytes = answer_bytes
        self._statistics = statistics

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        """The complete answer to a query, also to a cancelled one.

        Raises QueryRefused, QuerySyntaxError, NotAcceptable or AnswerTooLarge; EngineError if the store fails.
        """
        start = perf_counter()
        writer = self.write(query)
        return Answer(writer.piece(), writer.format, perf_counter() - start)

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        """The complete answer, computed in the event loop, which is blocked meanwhile. Raises as `answer` does."""
        answer = self.answer(query)
        return Delivery(answer.body, answer.format, answer.seconds)

    def write(self, query: Query, on_piece: OnPiece | None = None) -> AnswerWriter:
        """The writer with the answer, or with what is left of it after the last `on_piece`. Raises as `answer` does."""
        if self._store is None:
            raise EngineError("the engine was closed; open another")
        check_query(query.text)
        format_for(query, query_form(query.text))
        try:
            return self._write(query, self._store, on_piece)
        except LqError as error:
            _free_results(error)
            raise
        except (OSError, RuntimeError, MemoryError) as error:
            _free_results(error)
            raise EngineError(f"the store failed at the query: {error or 'not enough memory'}; ask for less") from error

    def close(self) -> None:
        """Frees the store; no query is answered afterwards."""
        self._store = None

    def _write(self, query: Query, store: Store, on_piece: OnPiece | None) -> AnswerWriter:
        bound = self._counted(query) or bind(query.text, query.bindings)
        result = _result(query, bound, dataset_of(query, store))
        wanted = format_for(query, _form(result))
        writer = AnswerWriter(wanted, self._answer_bytes, on_piece and partial(on_piece, wanted))
        write_result(result, wanted, writer)
        return writer

    def _counted(self, query: Query) -> Bound | None:
        """The query over the statistics, if they answer it."""
        if self._statistics is None or query.bindings or query.default_graphs or query.named_graphs:
            return None
        text = query_over_counts(query.text, self._statistics)
        return None if text is None else Bound(text)


def _free_results(error: Exception) -> None:
    """Frees the results that the error's frames still refer to: no other thread may free them later."""
    clear_frames(error.__traceback__)


def _form(result: Result) -> str:
    if isinstance(result, QueryTriples):
        return "construct"
    return "ask" if isinstance(result, QueryBoolean) else "select"


def _result(query: Query, bound: Bound, dataset: Dataset) -> Result:
    try:
        return dataset.store.query(
            bound.text, default_graph=dataset.default, named_graphs=dataset.named, substitutions=bound.substitutions
        )
    except SyntaxError as error:
        raise _error_of(query, bound, error) from error
    except RuntimeError as error:
        if bound.substitutions and "projection" in str(error):
            raise QueryRefused("the query lacks one of the variables that are given a value") from error
        raise


def _error_of(query: Query, bound: Bound, error: SyntaxError) -> Exception:
    """The syntax error in the client's text, without the bindings that were put in."""
    if bound.text == query.text:
        return syntax_error(query.text, error)
    try:
        Store().query(query.text)
    except SyntaxError as original:
        return syntax_error(query.text, original)
    return QueryRefused(f"the variables {', '.join(query.bindings)} cannot be given a value in this query")


# Messages about queries that Oxigraph cannot parse.

_EXPECTED = re.compile(r"expected (?:one of )?")
_ITEM = re.compile(
    r""""(?P<quoted>(?:[^"\\]|\\.)+)"|\[[^\[\]]*\]
    |(?P<keyword>[A-Za-z_]+)(?=,|$)|(?P<reason>[A-Za-z]+\ [^",\[\]]+)""",
    re.VERBOSE,
)
_MOST_ITEMS = 12
_LONGEST = 30


def syntax_error(text: str, error: SyntaxError) -> QuerySyntaxError:
    """The refusal of a query that the engine cannot parse, with its place and what could stand there instead."""
    missing = _missing_prefix(text)
    if missing:
        return QuerySyntaxError(_undeclared(missing[0].partition(":")[0], _declared(text)), *_place(text, missing))
    fault = query_fault(error)
    if fault.line is None or fault.column is None:
        return QuerySyntaxError(fault.reason)
    column = _characters(text, fault.line, fault.column)
    expected = _EXPECTED.sub("", fault.reason, count=1)
    return QuerySyntaxError(_reason(_rest(text, fault.line, column), expected), fault.line, column)


def _reason(rest: str, expected: str) -> str:
    items = list(_ITEM.finditer(expected))
    reasons = [item["reason"] for item in items if item["reason"]]
    if reasons:
        return f"{'; '.join(reasons)}, at {rest}"
    could = [item[0] for item in items if item["quoted"] or item["keyword"]][:_MOST_ITEMS]
    return f"unexpected {rest}" + (f"; expected, for example, {' or '.join(could)}" if could else "")


def _lines(text: str) -> list[str]:
    return text.split("\n")


def _characters(text: str, line: int, column: int) -> int:
    """The column in characters of a column in bytes."""
    lines = _lines(text)
    if line > len(lines):
        return column
    return len(lines[line - 1].encode()[: column - 1].decode(errors="ignore")) + 1


def _rest(text: str, line: int, column: int) -> str:
    """What stands at a place, shortened."""
    rest = "\n".join(_lines(text)[line - 1 :])[column - 1 :].split()
    return f'"{rest[0][:_LONGEST]}"' if rest else "end of the query"


def _place(text: str, token: Token) -> tuple[int, int]:
    before = text[: token.start()]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _declared(text: str) -> set[str]:
    """The prefixes that a query declares, each with its colon."""
    pairs = pairwise(tokens_of(text))
    return {name[0] for keyword, name in pairs if keyword[0].lower() == "prefix" and name.lastgroup == "name"}


def _missing_prefix(text: str) -> Token | None:
    declared = _declared(text)
    names = [token for token in tokens_of(text) if token.lastgroup == "name"]
    return next((name for name in names if name[0].partition(":")[0] + ":" not in declared), None)


def _undeclared(prefix: str, declared: Collection[str]) -> str:
    """What is wrong with a prefix, and what to do: declare it, or use one that is declared."""
    reason = f"the prefix {prefix}: is not declared"
    if prefix in WELL_KNOWN_PREFIXES or not declared:
        return f"{reason}; begin with PREFIX {prefix}: <{WELL_KNOWN_PREFIXES.get(prefix, '…')}>"
    return f"{reason}; declared are {', '.join(sorted(declared)[:_MOST_ITEMS])}"


# A store in memory, read from one on disk.
#
# A handle on an on-disk store has threads, which do not survive a fork. So the process that forks never opens one: a
# child reads the store and sends it as N-Quads.

_TOO_LARGE = 3
_CHECK_EVERY = 10_000


@dataclass(frozen=True)
class MemoryLimits:
    """The largest store that is loaded into memory, in triples and in bytes of memory; 0 triples means none is."""

    triples: int
    bytes: int


class _TooLarge(Exception):
    pass


def load_into_memory(folder: Path, limits: MemoryLimits) -> Store | None:
    """The store of a folder, in memory; None if it is beyond a limit. Starts no thread.

    Blank nodes keep their labels, so answers are the same after every start. Raises EngineError if the folder is no
    store.
    """
    reading, writing = os.pipe()
    faults_in, faults_out = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.close(faults_in)
        _send(folder, limits.triples, writing, faults_out)
    os.close(writing)
    os.close(faults_out)
    with os.fdopen(reading, "rb") as quads, os.fdopen(faults_in, "rb") as faults:
        store = _store_of(quads, limits)
        quads.close()
        fault = faults.read().decode()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if fault:
        raise EngineError(fault)
    if store is None or status == _TOO_LARGE:
        return None
    if status != 0:
        raise EngineError(f"{folder} cannot be read as a store: its reader ended with status {status}")
    return store


def open_store(folder: Path) -> Store:
    """The store of a folder, on disk, to be read only; raises EngineError if there is none."""
    try:
        return Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        raise EngineError(f"{folder} cannot be opened as a store: {error}") from error


def _send(folder: Path, most_triples: int, writing: int, faults: int) -> None:
    """Writes the store as N-Quads, or the fault, and exits: the work of the child."""
    status = 1
    try:
        store = open_store(folder)
        if len(store) > most_triples:
            status = _TOO_LARGE
        else:
            with os.fdopen(writing, "wb") as output:
                store.dump(output, format=RdfFormat.N_QUADS)
            status = 0
    except BrokenPipeError:
        status = _TOO_LARGE
    except (EngineError, OSError, RuntimeError) as error:
        with suppress(OSError):
            os.write(faults, str(error).encode())
    finally:
        os._exit(status)


def _store_of(quads: IO[bytes], limits: MemoryLimits) -> Store | None:
    store = Store()
    try:
        store.bulk_extend(_within(parse(quads, format=RdfFormat.N_QUADS, lenient=True), limits.bytes))
    except _TooLarge:
        return None
    return store


def _within(quads: Iterator[Quad], most_bytes: int) -> Iterator[Quad]:
    """The quads; raises _TooLarge once the process has more memory than this."""
    for number, quad in enumerate(quads):
        if number % _CHECK_EVERY == 0 and _memory() > most_bytes:
            raise _TooLarge
        yield quad


def _memory() -> int:
    """The resident memory of this process, in bytes."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize()
