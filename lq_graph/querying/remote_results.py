"""What another endpoint answers, as the standard has it, or refused where it is not the whole answer."""

from __future__ import annotations

import json
import re
from typing import Any

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse_query_results,
)

from lq_graph.errors import AnswerCut, EngineError
from lq_graph.names import XSD
from lq_graph.querying.formats import Kind
from lq_graph.querying.writing import Result

_BLANK = re.compile(r"[^A-Za-z0-9]")
_TRUE = frozenset(("true", "1"))
_BOOLEAN = f"{XSD}boolean"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


def complete_result(body: bytes, kind: Kind, is_ask: bool, cap: int | None) -> Result:
    """The result that a body holds; `cap` is the number of rows at which the endpoint cuts answers, if it does.

    Raises AnswerCut if the answer has as many rows, EngineError if the body is not what it should be.
    """
    try:
        return _graph(body, cap) if kind == "graph" else _rows(body, is_ask, cap)
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        raise EngineError(f"the engine's answer cannot be read: {error}") from error


def _graph(body: bytes, cap: int | None) -> QueryTriples:
    store = Store()
    store.load(body, format=RdfFormat.N_TRIPLES)
    if cap is not None and len(store) >= cap:
        raise AnswerCut(cap)
    result = store.query(_ALL)
    if not isinstance(result, QueryTriples):
        raise TypeError("no triples")
    return result


def _rows(body: bytes, is_ask: bool, cap: int | None) -> QuerySolutions | QueryBoolean:
    told: dict[str, Any] = json.loads(body)
    if is_ask:
        return _parsed({"head": {}, "boolean": _truth(told)})
    bindings = told["results"]["bindings"]
    if cap is not None and len(bindings) >= cap:
        raise AnswerCut(cap)
    standard = [{name: _term(term) for name, term in row.items()} for row in bindings]
    return _parsed({"head": {"vars": told["head"]["vars"]}, "results": {"bindings": standard}})


def _truth(told: dict[str, Any]) -> bool:
    """The answer to an ASK, which some engines give as a row with a number."""
    if "boolean" in told:
        return bool(told["boolean"])
    rows = told["results"]["bindings"]
    return bool(rows) and all(term["value"] in _TRUE for term in rows[0].values())


def _term(term: dict[str, str]) -> dict[str, str]:
    """A term as SPARQL 1.1 Query Results JSON §3.2.2 has it."""
    if term["type"] == "bnode":
        return {"type": "bnode", "value": _BLANK.sub("", term["value"]) or "b"}
    if term["type"] == "typed-literal":
        term = {**term, "type": "literal"}
    if term.get("datatype") == _BOOLEAN:
        term = {**term, "value": "true" if term["value"] in _TRUE else "false"}
    return term


def _parsed(told: dict[str, Any]) -> QuerySolutions | QueryBoolean:
    result = parse_query_results(json.dumps(told).encode(), QueryResultsFormat.JSON)
    if not isinstance(result, QuerySolutions | QueryBoolean):
        raise TypeError("no rows")
    return result
