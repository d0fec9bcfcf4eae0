"""The syntax rules of SHACL-SPARQL for queries. SHACL §5.2, §6.2 and §A."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Store

from lq_graph.shacl.core.shapes_graph import IllFormedShapes, Term, Unsupported
from lq_graph.shacl.sparql.query import Bind, Group, Names, Query, groups_in, projected, subqueries
from lq_graph.shacl.sparql.syntax import Forbidden, Token, Tokens, read_query

OPTIONAL_NAMES = frozenset({"shapesGraph", "currentShape"})
_ANY_PATH = "^<p:>"  # as long as $PATH, so that places stay, and only right where a path may stand
_PLACE = re.compile(r"error at (\d+):(\d+): ?")


@dataclass(frozen=True)
class QueryText:
    """The text of a query in a shapes graph: its node, prefixes, and the section of SHACL that defines it."""

    node: Term
    text: str
    prefixes: Mapping[str, str]
    section: str

    def query(self, path: str | None) -> Query:
        """The query with a path in place of $PATH.

        Raises IllFormedShapes for what is not SPARQL or has a clause that pre-binding forbids, Unsupported for
        functions that Oxigraph does not know, and for SPARQL 1.2.
        """
        text = _with_path(self.text, path)
        self._parse(text)
        try:
            return read_query(text, self.prefixes)
        except Forbidden as error:
            place = _place_of(self.text, error.place)
            raise IllFormedShapes(self.node, f"{place}: {error.clause} in a query of a shape", "§A") from None

    def check(self, prebound: Names, *, ask: bool) -> None:
        """Raises IllFormedShapes unless the query, with any path, keeps the rules for pre-bound variables."""
        query = self.query(_ANY_PATH)
        if query.ask != ask:
            self._refuse(f"{'ASK' if ask else 'SELECT'} expected", self.section)
        inner = subqueries(query.select)
        binds = [name for group in groups_in(query.select) for name in _binds(group)]
        for names in (*(select.assigned for select in (query.select, *inner)), frozenset(binds)):
            if assigned := names & prebound:
                self._refuse(f"AS ?{min(assigned)}, which is pre-bound", "§A")
        for select in inner:
            if missing := prebound - OPTIONAL_NAMES - projected(select):
                self._refuse(f"a subquery that does not give ?{min(missing)}", "§A")
        if not ask and "this" not in projected(query.select):
            self._refuse("SELECT does not give ?this", self.section)

    def _parse(self, text: str) -> None:
        try:
            Store().query(text, prefixes=dict(self.prefixes))
        except (SyntaxError, ValueError) as error:
            found = _PLACE.match(str(error))
            place = f"line {found[1]}, column {found[2]}: " if found else ""
            reason = _PLACE.sub("", str(error)).split("\n")[0][:200]
            self._refuse(f"not a SPARQL query: {place}{reason}", self.section)
        except RuntimeError as error:
            raise Unsupported(f"a query of {self.node}: {error}") from error

    def _refuse(self, reason: str, section: str) -> None:
        raise IllFormedShapes(self.node, reason, section)


def _with_path(text: str, path: str | None) -> str:
    """The text with a path at each variable PATH that stands in it as a token."""
    if path is None:
        return text
    parts, start = [], 0
    for token in _path_tokens(text):
        parts += [text[start : token.start], path]
        start = token.end
    return "".join([*parts, text[start:]])


def _path_tokens(text: str) -> list[Token]:
    tokens, found = Tokens(text), []
    while (token := tokens.take()).kind != "end":
        if token.kind == "variable" and token.variable == "PATH":
            found.append(token)
    return found


def names_path(text: str) -> bool:
    """Whether a query has $PATH."""
    return bool(_path_tokens(text))


def _place_of(text: str, offset: int) -> str:
    before = text[:offset]
    return f"line {before.count(chr(10)) + 1}, column {offset - before.rfind(chr(10))}"


def _binds(group: Group) -> list[str]:
    own = [element.name for element in group.elements if isinstance(element, Bind)]
    return own + [name for element in group.elements for inner in groups_in(element) for name in _binds(inner)]
