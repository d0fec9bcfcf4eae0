"""Oxigraph in this process: for trusted queries, and inside each worker of the pool.

It has no deadline, and some shapes of query end the process: what strangers ask belongs in a `WorkerPool`.
"""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from traceback import clear_frames

from pyoxigraph import QueryBoolean, QueryTriples, Store

from lq_graph.errors import EngineError, LqError, QueryRefused
from lq_graph.querying.bindings import Bound, bind
from lq_graph.querying.cancellation import Cancellation
from lq_graph.querying.dataset import Dataset, dataset_of
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.guard import check_query, query_form
from lq_graph.querying.syntax import syntax_error
from lq_graph.querying.writing import Result, format_for, written

ANSWER_BYTES = 50_000_000


class EmbeddedEngine:
    """Answers queries over a store, given open or as a folder that is opened read-only."""

    def __init__(self, store: Path | Store, answer_bytes: int = ANSWER_BYTES) -> None:
        """An engine that is ready; raises EngineError if the folder is not a store."""
        self._store: Store | None = store if isinstance(store, Store) else _open(store)
        self._answer_bytes = answer_bytes

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        """The complete answer to a query, also to a cancelled one.

        Raises QueryRefused, QuerySyntaxError, NotAcceptable or AnswerTooLarge; EngineError if the store fails.
        """
        if self._store is None:
            raise EngineError("the engine was closed; open another")
        check_query(query.text)
        format_for(query, query_form(query.text))
        start = perf_counter()
        try:
            return self._answer(query, self._store, start)
        except LqError as error:
            _let_go(error)
            raise
        except (OSError, RuntimeError, MemoryError) as error:
            _let_go(error)
            raise EngineError(f"the store failed at the query: {error or 'not enough memory'}; ask for less") from error

    def close(self) -> None:
        """Lets go of the store; it answers nothing afterwards."""
        self._store = None

    def _answer(self, query: Query, store: Store, start: float) -> Answer:
        bound = bind(query.text, query.bindings)
        result = _result(query, bound, dataset_of(query, store))
        wanted = format_for(query, _form(result))
        body = written(result, wanted, self._answer_bytes)
        return Answer(body, wanted, perf_counter() - start)


def _let_go(error: Exception) -> None:
    """Frees the results that the error's frames still hold: no other thread may free them later."""
    clear_frames(error.__traceback__)


def _open(folder: Path) -> Store:
    try:
        return Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        raise EngineError(f"{folder} cannot be opened as a store: {error}") from error


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
        raise _refusal(query, bound, error) from error
    except RuntimeError as error:
        if bound.substitutions and "projection" in str(error):
            raise QueryRefused("the query lacks one of the variables that are given a value") from error
        raise


def _refusal(query: Query, bound: Bound, error: SyntaxError) -> Exception:
    """The syntax error as of the text that was asked, without what was put in."""
    if bound.text == query.text:
        return syntax_error(query.text, error)
    try:
        Store().query(query.text)
    except SyntaxError as original:
        return syntax_error(query.text, original)
    return QueryRefused(f"the variables {', '.join(query.bindings)} cannot be given a value in this query")
