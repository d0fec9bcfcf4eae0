"""Terms put in for variables, as terms.

Oxigraph's own `substitutions` reach only variables in the projection. So each group of the WHERE clause gets a VALUES
block of the terms as the engine writes them: plain SPARQL, the same on every engine, and FILTER, UNION, OPTIONAL and
EXISTS see it. Only a DESCRIBE without WHERE and a CONSTRUCT WHERE, which can hold no VALUES, use `substitutions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from lq_graph.errors import QueryRefused
from lq_graph.querying.guard import query_form, start_of_form
from lq_graph.reading.sparql_tokens import Token, scope_of, words

Terms = Mapping[str, NamedNode | Literal]
Substitutions = dict[Variable, NamedNode | BlankNode | Literal | Triple]


@dataclass(frozen=True)
class Bound:
    """A query's text with its terms put in, and the terms that the engine must put in itself."""

    text: str
    substitutions: Substitutions | None = None


def bind(text: str, terms: Terms) -> Bound:
    """The query with the terms in place of its variables.

    Raises QueryRefused if a name is no variable, or is none of the query's outside its subqueries.
    """
    if not terms:
        return Bound(text)
    variables = {name: _variable(name) for name in terms}
    tokens = [token for token in words(text) if token.start() >= start_of_form(text)]
    if _takes_no_values(text, tokens):
        return Bound(text, {variables[name]: term for name, term in terms.items()})
    scope = scope_of(tokens, query_form(text) == "construct")
    for name in terms:
        if name not in scope.variables:
            raise QueryRefused(f"the query has no variable ?{name} outside its subqueries that could be given a value")
    return Bound(_insert(text, scope.openings, _values(terms)))


def _variable(name: str) -> Variable:
    try:
        return Variable(name)
    except ValueError as error:
        raise QueryRefused(f"{name!r} is not the name of a variable") from error


def _takes_no_values(text: str, tokens: list[Token]) -> bool:
    form = query_form(text)
    if form == "describe":
        return all(token[0] != "{" for token in tokens)
    return form == "construct" and len(tokens) > 1 and tokens[1][0] != "{"


def _values(terms: Terms) -> str:
    names = " ".join(f"?{name}" for name in terms)
    return f" VALUES ({names}) {{ ({' '.join(map(str, terms.values()))}) }} "


def _insert(text: str, places: list[int], part: str) -> str:
    edges = [0, *places, len(text)]
    return part.join(text[start:end] for start, end in pairwise(edges))
