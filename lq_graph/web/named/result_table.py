"""Result rows as a person reads them: a thing by its label, with a link to its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolution, QuerySolutions, parse_query_results

from lq_graph.errors import LqError
from lq_graph.names import XSD
from lq_graph.web.labels import BATCH, Labels, Term, look_up
from lq_graph.web.language import Language, number
from lq_graph.web.links import Links
from lq_graph.web.site import Site

_LABEL = "Label"
_MOST_LABELS = 3 * BATCH
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("integer", "decimal"))


@dataclass(frozen=True)
class Cell:
    """One value: its text, where it leads, its language if that is not the page's, and whether it is a number."""

    text: str
    href: str | None = None
    lang: str = ""
    is_number: bool = False


@dataclass(frozen=True)
class ResultTable:
    """The first rows of an answer under their columns, and the number of all; `lacking` if labels could not be got."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    count: int = 0
    lacking: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than are shown."""
        return self.count > len(self.rows)


def result_table(site: Site, language: Language, results: bytes, most: int) -> ResultTable:
    """A table of SPARQL 1.1 JSON results, so many rows of it; a column `xLabel` goes into the column `x`."""
    read = parse_query_results(results, QueryResultsFormat.JSON)
    if not isinstance(read, QuerySolutions):
        return ResultTable()
    names = [variable.value for variable in read.variables]
    columns = tuple(name for name in names if not (name.endswith(_LABEL) and name.removesuffix(_LABEL) in names))
    rows = list(islice(read, most))
    count = len(rows) + sum(1 for _ in read)
    labels = _labels(site, language, columns, names, rows)
    links = site.links(language)
    shown = tuple(tuple(_cell(row, name, names, labels or Labels({}), links) for name in columns) for row in rows)
    return ResultTable(columns, shown, count, lacking=labels is None)


def _labels(
    site: Site, language: Language, columns: Sequence[str], names: Sequence[str], rows: list[QuerySolution]
) -> Labels | None:
    """What the graph says of things that the answer has no label for in the language; None if it does not tell."""
    iris = {row[name] for row in rows for name in columns}
    wanted = [iri for iri in iris if isinstance(iri, NamedNode) and not _is_own(site, iri)]
    labelled = {(row[name], row[name + _LABEL]) for row in rows for name in columns if name + _LABEL in names}
    told = {iri for iri, label in labelled if isinstance(label, Literal) and label.language == language}
    wanted += sorted((iri for iri in iris - told if isinstance(iri, NamedNode)), key=str)
    try:
        return look_up(site, list(dict.fromkeys(wanted))[:_MOST_LABELS])
    except LqError:
        return None


def _is_own(site: Site, iri: NamedNode) -> bool:
    return site.names.thing_parts(iri.value) is not None


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
