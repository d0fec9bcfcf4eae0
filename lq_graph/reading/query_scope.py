"""Where the groups of a query's WHERE clause open, and which variables are seen there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lq_graph.reading.query_tokens import Token, words


@dataclass
class Scope:
    """The places where the groups of a WHERE clause open, and the variables seen there; not those inside subqueries."""

    openings: list[int] = field(default_factory=list)
    variables: set[str] = field(default_factory=set)


def variables_of_select(text: str) -> frozenset[str]:
    """The variables of a SELECT query outside its subqueries: those that can be given a value from outside."""
    tokens = words(text)
    start = next((index for index, token in enumerate(tokens) if token[0].lower() == "select"), len(tokens))
    return frozenset(scope_of(tokens[start:], has_template=False).variables)


def scope_of(tokens: Sequence[Token], has_template: bool) -> Scope:
    """The scope, by a walk with a stack of what each open brace is: group, subquery, or other (template, data)."""
    scope = Scope()
    stack: list[str] = []
    for index, token in enumerate(tokens):
        if token[0] == "{":
            stack.append(_kind(tokens, index, stack, has_template))
            if stack[-1] == "group":
                scope.openings.append(token.end())
        elif token[0] == "}" and stack:
            stack.pop()
        elif token.lastgroup == "variable" and _is_seen(stack, tokens[index - 1]):
            scope.variables.add(token[0][1:])
    return scope


def _kind(tokens: Sequence[Token], index: int, stack: list[str], has_template: bool) -> str:
    before = tokens[index - 1][0].lower()
    if (stack and stack[-1] != "group") or (has_template and before == "construct") or _is_data(tokens, index):
        return "other"
    following = tokens[index + 1][0].lower() if index + 1 < len(tokens) else ""
    return "subquery" if following.startswith("select") else "group"


def _is_data(tokens: Sequence[Token], index: int) -> bool:
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
