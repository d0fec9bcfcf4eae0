"""Oxigraph in this process: for trusted queries, and inside each worker of the pool.

It has no deadline, and some shapes of query end the process: what strangers ask belongs in a `WorkerPool`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter
from traceback import clear_frames

from pyoxigraph import QueryBoolean, QueryTriples, Store

from lq_graph.errors import EngineError, LqError, QueryRefused
from lq_graph.querying.bindings import Bound, bind
from lq_graph.querying.cancellation import Cancellation
from lq_graph.querying.counting import from_counts
from lq_graph.querying.dataset import Dataset, dataset_of
from lq_graph.querying.engine import Answer, Delivery, Query
from lq_graph.querying.formats import Format
from lq_graph.querying.guard import check_query, query_form
from lq_graph.querying.holding import open_store
from lq_graph.querying.statistics import Statistics
from lq_graph.querying.syntax import syntax_error
from lq_graph.querying.writing import AnswerWriter, Result, format_for, write_result

ANSWER_BYTES = 50_000_000

HandOn = Callable[[Format, bytes], None]


class EmbeddedEngine:
    """Answers queries over a store, given open or as a folder that is opened read-only."""

    def __init__(
        self, store: Path | Store, answer_bytes: int = ANSWER_BYTES, statistics: Statistics | None = None
    ) -> None:
        """An engine that is ready; raises EngineError if the folder is not a store.

        With statistics, which must be the store's, queries for what they tell are answered from them.
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
        return Answer(writer.piece(), writer.wanted, perf_counter() - start)

    async def deliver(self, query: Query, client: str = "") -> Delivery:
        """The complete answer, computed in the event loop, which stands still meanwhile. Raises as `answer` does."""
        answer = self.answer(query)
        return Delivery(answer.body, answer.format, answer.seconds)

    def write(self, query: Query, hand_on: HandOn | None = None) -> AnswerWriter:
        """The writer that holds the answer, or what of it was not handed on piece by piece. Raises as `answer` does."""
        if self._store is None:
            raise EngineError("the engine was closed; open another")
        check_query(query.text)
        format_for(query, query_form(query.text))
        try:
            return self._write(query, self._store, hand_on)
        except LqError as error:
            _let_go(error)
            raise
        except (OSError, RuntimeError, MemoryError) as error:
            _let_go(error)
            raise EngineError(f"the store failed at the query: {error or 'not enough memory'}; ask for less") from error

    def close(self) -> None:
        """Lets go of the store; it answers nothing afterwards."""
        self._store = None

    def _write(self, query: Query, store: Store, hand_on: HandOn | None) -> AnswerWriter:
        bound = self._counted(query) or bind(query.text, query.bindings)
        result = _result(query, bound, dataset_of(query, store))
        wanted = format_for(query, _form(result))
        writer = AnswerWriter(wanted, self._answer_bytes, hand_on and partial(hand_on, wanted))
        write_result(result, wanted, writer)
        return writer

    def _counted(self, query: Query) -> Bound | None:
        """The query over the statistics, if they answer it."""
        if self._statistics is None or query.bindings or query.default_graphs or query.named_graphs:
            return None
        text = from_counts(query.text, self._statistics)
        return None if text is None else Bound(text)


def _let_go(error: Exception) -> None:
    """Frees the results that the error's frames still hold: no other thread may free them later."""
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
