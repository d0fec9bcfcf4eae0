"""The small interface behind which every engine stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pyoxigraph import Literal, NamedNode

from lq_graph.querying.cancellation import Cancellation
from lq_graph.querying.formats import JSON, TURTLE, Format


@dataclass(frozen=True)
class Query:
    """One read-only question to an engine.

    `default_graphs` and `named_graphs` are the dataset of the SPARQL 1.1 Protocol §2.1.4; both empty means the whole
    store. `bindings` are terms put in for variables, never pasted into the text. `results` and `graph` are the formats
    for rows and for triples; None means that the client takes no answer of that kind. `trusted` says that the text is
    the site's own: it may have the worker that strangers never get.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    bindings: Mapping[str, NamedNode | Literal] = field(default_factory=dict)
    results: Format | None = JSON
    graph: Format | None = TURTLE
    trusted: bool = False


@dataclass(frozen=True)
class Answer:
    """A complete answer: its bytes, their format, and the engine's time in seconds."""

    body: bytes
    format: Format
    seconds: float


class Engine(Protocol):
    """Something that answers queries."""

    def answer(self, query: Query, cancel: Cancellation | None = None) -> Answer:
        """The complete answer to a query; an engine may go on with a cancelled one, or raise QueryCancelled.

        Raises QueryError if there is none, NotAcceptable if the client takes no format of the answer's kind.
        """
        ...

    def close(self) -> None:
        """Gives back what the engine holds; it answers nothing afterwards."""
        ...
