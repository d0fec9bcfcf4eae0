"""Terms put in for variables, as terms.

Oxigraph's own `substitutions` reach only variables in the projection. So each group of the WHERE clause gets a VALUES
block of the terms as the engine writes them: plain SPARQL, the same on every engine, and FILTER, UNION, OPTIONAL and
EXISTS see it. Only a DESCRIBE without WHERE and a CONSTRUCT WHERE, which can hold no VALUES, use `substitutions`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, Variable

from lq_graph.errors import QueryRefused
from lq_graph.querying.guard import query_form, start_of_form
from lq_graph.querying.tokens import Token, words

Terms = Mapping[str, NamedNode | Literal]
Substitutions = dict[Variable, NamedNode | BlankNode | Literal | Triple]


@dataclass(frozen=True)
class Bound:
    """A query's text with its terms put in, and the terms that the engine must put in itself."""

    text: str
    substitutions: Substitutions | None = None


@dataclass
class _Groups:
    """Where the groups of a WHERE clause open, and which variables are seen there; not those inside subqueries."""

    openings: list[int] = field(default_factory=list)
    variables: set[str] = field(default_factory=set)


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
    groups = _groups(tokens, query_form(text) == "construct")
    for name in terms:
        if name not in groups.variables:
            raise QueryRefused(f"the query has no variable ?{name} outside its subqueries that could be given a value")
    return Bound(_insert(text, groups.openings, _values(terms)))


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


def _groups(tokens: list[Token], has_template: bool) -> _Groups:
    """The groups, by a walk with a stack of what each open brace is: group, subquery, or other (template, data)."""
    groups = _Groups()
    stack: list[str] = []
    for index, token in enumerate(tokens):
        if token[0] == "{":
            stack.append(_kind(tokens, index, stack, has_template))
            if stack[-1] == "group":
                groups.openings.append(token.end())
        elif token[0] == "}" and stack:
            stack.pop()
        elif token.lastgroup == "variable" and _is_seen(stack, tokens[index - 1]):
            groups.variables.add(token[0][1:])
    return groups


def _kind(tokens: list[Token], index: int, stack: list[str], has_template: bool) -> str:
    before = tokens[index - 1][0].lower()
    if (stack and stack[-1] != "group") or (has_template and before == "construct") or _is_data(tokens, index):
        return "other"
    following = tokens[index + 1][0].lower() if index + 1 < len(tokens) else ""
    return "subquery" if following.startswith("select") else "group"


def _is_data(tokens: list[Token], index: int) -> bool:
    """Whether the brace opens the data of VALUES: after a variable or variables in round brackets."""
    start = index - 1
    if tokens[start][0] == ")":
        while start > 0 and tokens[start][0] != "(":
            start -= 1
    return start > 0 and tokens[start - 1][0].lower() == "values"


def _is_seen(stack: list[str], before: Token) -> bool:
    """Whether a variable is one of the outer query: in a group, or chosen by a subquery."""
    if not stack or stack[-1] == "group":
        return bool(stack)
    return stack[-1] == "subquery" and before[0] not in {"(", ","}
