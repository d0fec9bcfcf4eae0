"""Rows of an answer as people read them: a thing by its label, with a link to its page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolution, QuerySolutions, parse_query_results

from lq_graph.errors import LqError
from lq_graph.names import XSD
from lq_graph.text import Language, number
from lq_graph.web.pages.labels import BATCH, Labels, Term, look_up
from lq_graph.web.pages.links import Links
from lq_graph.web.pages.site import Site

_LABEL = "Label"
_MAX_LOOKUPS = 3 * BATCH  # IRIs
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal"))


@dataclass(frozen=True)
class Cell:
    """One value: its text, the address it links to, its language if not the page's, and whether it is a number."""

    text: str
    href: str | None = None
    lang: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class ResultTable:
    """The first rows of an answer, and the number of all; `lacking` if the engine did not return labels."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    count: int = 0
    lacking: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than are shown."""
        return self.count > len(self.rows)


def result_table(
    site: Site, language: Language, results: bytes, max_rows: int, heading: Callable[[str], str] = str
) -> ResultTable:
    """The first rows of SPARQL 1.1 JSON results as a table; a column `xLabel` goes into the column `x`.

    `heading` gives the heading of the column of a variable.
    """
    solutions = parse_query_results(results, QueryResultsFormat.JSON)
    if not isinstance(solutions, QuerySolutions):
        return ResultTable()
    names = [variable.value for variable in solutions.variables]
    columns = tuple(name for name in names if not (name.endswith(_LABEL) and name.removesuffix(_LABEL) in names))
    rows = list(islice(solutions, max_rows))
    count = len(rows) + sum(1 for _ in solutions)
    labels = _labels(site, language, columns, names, rows)
    links = site.links(language)
    cells = tuple(tuple(_cell(row, name, names, labels or Labels({}), links) for name in columns) for row in rows)
    return ResultTable(tuple(map(heading, columns)), cells, count, lacking=labels is None)


def _labels(
    site: Site, language: Language, columns: Sequence[str], names: Sequence[str], rows: list[QuerySolution]
) -> Labels | None:
    """Labels of the things that the answer has none for in the language; None if the engine does not return them.

    Things of other sites come first, as their labels also decide where they link to.
    """
    iris = {row[name] for row in rows for name in columns}
    wanted = [iri for iri in iris if isinstance(iri, NamedNode) and site.names.thing_parts(iri.value) is None]
    labelled = {(row[name], row[name + _LABEL]) for row in rows for name in columns if name + _LABEL in names}
    known = {iri for iri, label in labelled if isinstance(label, Literal) and label.language == language}
    wanted += sorted((iri for iri in iris - known if isinstance(iri, NamedNode)), key=str)
    try:
        return look_up(site, list(dict.fromkeys(wanted))[:_MAX_LOOKUPS])
    except LqError:
        return None


def _cell(row: QuerySolution, name: str, names: Sequence[str], labels: Labels, links: Links) -> Cell:
    label = row[name + _LABEL] if name + _LABEL in names else None
    term: Term | None = row[name]
    if isinstance(term, NamedNode):
        known = labels.name(term.value, links)
        text, lang = known.text, known.lang
        if isinstance(label, Literal) and (lang or term.value not in labels.found):
            text, lang = label.value, label.language or ""
        href = links.to(term.value, labels.is_described(term.value))
        return Cell(text, href, lang if lang and lang != links.language else "")
    if isinstance(term, Literal):
        return _literal(term, links.language)
    return _literal(label, links.language) if isinstance(label, Literal) else Cell("" if term is None else str(term))


def _literal(term: Literal, language: Language) -> Cell:
    is_number = term.datatype.value in _NUMBERS
    text = number(term.value, language) if is_number else term.value
    return Cell(text, None, term.language if term.language and term.language != language else "", is_number)
