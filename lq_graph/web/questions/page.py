"""The pages of named questions: the list, and one for each with its form and code to copy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolution, QuerySolutions, parse_query_results
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.errors import LqError
from lq_graph.names import XSD
from lq_graph.querying.engine import Answer
from lq_graph.querying.parameters import DATATYPE_WORDS, ParameterRefused, bind, short_name
from lq_graph.querying.parameters import Term as ParameterTerm
from lq_graph.reading.query_file import Parameter
from lq_graph.text import Language, Texts, sort_key
from lq_graph.web.http.language import language_of, number, prefix_of
from lq_graph.web.http.problem import problem_of
from lq_graph.web.pages.labels import BATCH, Labels, Term, look_up
from lq_graph.web.pages.links import Links
from lq_graph.web.pages.site import Site, origin_of, query_of
from lq_graph.web.questions.questions import FORMS, NamedQueries, NamedQuery, NamedRequest

# Result rows as a person reads them: a thing by its label, with a link to its page.

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


# Code that gets the answer to a named question, ready to be copied.


@dataclass(frozen=True)
class Snippet:
    """One piece of code: its anchor, the program that it is for, and the code."""

    name: str
    title: str
    code: str
    help: str = ""


_POWER_QUERY = Texts(
    "Excel: Data → Hämta data → Från andra källor → Tom fråga → Avancerad redigerare, och klistra in. "
    "Eller öppna CSV för Excel ovan med ett dubbelklick.",
    "Excel: Data → Get data → From other sources → Blank query → Advanced editor, and paste. "
    "Or open the CSV for Excel above by a double click.",
)


def snippets(asked: NamedRequest, origin: str, language: Language) -> list[Snippet]:
    """Code for several programs, with the values that were given."""
    csv, parquet = (_address(asked, origin, name) for name in ("csv", "parquet"))
    return [
        Snippet("curl", "curl", f"curl -O -J {_shell(csv)}"),
        Snippet("pandas", "Python, pandas", f"import pandas as pd\n\ndf = pd.read_csv({_quoted(csv)})"),
        Snippet("polars", "Python, polars", f"import polars as pl\n\ndf = pl.read_csv({_quoted(csv)})"),
        Snippet("parquet", "Python, Parquet", f"import pandas as pd\n\ndf = pd.read_parquet({_quoted(parquet)})"),
        Snippet("r", "R", f'df <- read.csv({_quoted(csv)}, encoding = "UTF-8")'),
        Snippet("excel", "Excel, Power Query", _m(csv), _POWER_QUERY.in_language(language)),
        Snippet("javascript", "JavaScript", _javascript(_address(asked, origin, "json"))),
    ]


def _address(asked: NamedRequest, origin: str, extension: str) -> str:
    query = f"?{urlencode(asked.given)}" if asked.given else ""
    return f"{origin}q/{asked.query.name}.{extension}{query}"


def _quoted(text: str) -> str:
    """A text in double quotes, the same in any language for an address, in which unsafe characters are encoded."""
    return json.dumps(text)


def _shell(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _m(address: str) -> str:
    source = f'Csv.Document(Web.Contents({_quoted(address)}), [Delimiter = ",", Encoding = 65001])'
    return f"let\n  Source = {source},\n  Table = Table.PromoteHeaders(Source)\nin\n  Table"


def _javascript(address: str) -> str:
    return (
        f"const answer = await fetch({_quoted(address)});\n"
        "const { results } = await answer.json();\n"
        "const rows = results.bindings.map((row) =>\n"
        "  Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])));"
    )


# The form of a named question: a field for each parameter, with the values that it can have.

_TITLES: Mapping[str, Texts] = {
    f"{XSD}gYear": Texts("År", "Year"),
    f"{XSD}date": Texts("Dag", "Day"),
    f"{XSD}integer": Texts("Heltal", "Whole number"),
    f"{XSD}decimal": Texts("Tal", "Number"),
    f"{XSD}string": Texts("Text", "Text"),
    f"{XSD}boolean": Texts("Sant eller falskt", "True or false"),
}


@dataclass(frozen=True)
class Choice:
    """One value to choose: what the address says, what people read, and whether it is chosen."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Field:
    """One parameter as a form shows it; without choices, its value is typed."""

    name: str
    title: str
    hint: str
    value: str
    choices: tuple[Choice, ...]
    kind: str = "text"
    is_wrong: bool = False


@dataclass(frozen=True)
class NamedForm:
    """The form of a question, filled with what was given; `wrong` names the parameter that was refused."""

    queries: NamedQueries
    query: NamedQuery
    language: Language
    given: Mapping[str, str]
    terms: Mapping[str, ParameterTerm]
    wrong: str = ""

    def fields(self) -> list[Field]:
        """A field for each parameter; raises QueryError or EngineError if the engine does not tell their values."""
        titles = titles_of(self.queries.site, self.query.parameters, self.language)
        return [self._field(each, titles[each.type]) for each in self.query.parameters]

    def _field(self, parameter: Parameter, title: str) -> Field:
        value, is_wrong = self.given.get(parameter.name, ""), parameter.name == self.wrong
        choices = self._things(parameter) if parameter.is_thing else self._texts(parameter)
        if is_wrong and choices and value:
            choices = (*choices, Choice(value, value, is_chosen=True))
        hint = "" if parameter.is_thing else DATATYPE_WORDS[parameter.type].in_language(self.language)
        kind = "date" if parameter.type == f"{XSD}date" and not is_wrong else "text"
        return Field(parameter.name, title, hint, value, choices, kind, is_wrong)

    def _texts(self, parameter: Parameter) -> tuple[Choice, ...]:
        values = self.queries.values(self.query, parameter)
        texts = sorted({each.value for each in values if isinstance(each, Literal)})
        return tuple(Choice(text, text, self._is_chosen(parameter, text)) for text in texts)

    def _things(self, parameter: Parameter) -> tuple[Choice, ...]:
        """The things that the answer holds, by label; also the one that is chosen although it does not."""
        things, term = self.queries.instances(parameter.type), self.terms.get(parameter.name)
        known = {each.iri: each for each in things}
        values: Iterable[ParameterTerm] = self.queries.values(self.query, parameter)
        iris = dict.fromkeys(each.value for each in values if isinstance(each, NamedNode)) or dict.fromkeys(known)
        if isinstance(term, NamedNode):
            iris[term.value] = None
        names = self.queries.site.names
        labels = {iri: thing.label.in_language(self.language) for iri, thing in known.items() if thing.label}
        labelled = [(labels.get(iri) or names.short(iri), iri) for iri in iris]
        return tuple(
            Choice(short_name(iri, names, things), label, self._is_chosen(parameter, iri))
            for label, iri in sorted(labelled, key=lambda pair: (sort_key(pair[0]), pair[1]))
        )

    def _is_chosen(self, parameter: Parameter, value: str) -> bool:
        term = self.terms.get(parameter.name)
        return term is not None and term.value == value


def titles_of(site: Site, parameters: Iterable[Parameter], language: Language) -> dict[str, str]:
    """What each type of parameters is called: the label of its class, or a word for its datatype."""
    links, asked = site.links(language), list(parameters)
    labels = look_up(site, [NamedNode(each.type) for each in asked if each.is_thing])
    return {each.type: _title(each, labels.name(each.type, links).text, language) for each in asked}


def _title(parameter: Parameter, label: str, language: Language) -> str:
    text = label if parameter.is_thing else _TITLES[parameter.type].in_language(language)
    return text[:1].upper() + text[1:]


# The pages of the named questions: the list of all, and one for each.

PAGE_ROWS = 50
_NAMES = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML", "parquet": "Parquet"}


@dataclass(frozen=True)
class Entry:
    """One question in the list of all."""

    title: str
    href: str
    parameters: str


def list_page(queries: NamedQueries, request: Request) -> Response:
    """Every question, by its number."""
    language = language_of(request.url.path)
    titles = titles_of(queries.site, [each for query in queries.all for each in query.parameters], language)
    entries = [_entry(each, language, titles) for each in queries.all]
    return queries.site.page(request, "named_list.html", entries=entries)


def named_page(queries: NamedQueries, request: Request, asked: NamedRequest, answer: Answer) -> Response:
    """A question, its form, the first rows of its answer, and the ways to take all of them."""
    language, site = language_of(request.url.path), queries.site
    table = result_table(site, language, answer.body, PAGE_ROWS)
    response = site.page(
        request,
        "named.html",
        lacking=table.lacking,
        query=asked.query,
        title=asked.query.title(language),
        text=query_of(asked.query.file),
        fields=NamedForm(queries, asked.query, language, asked.given, asked.terms).fields(),
        chosen=asked.given,
        refused=None,
        table=table,
        seconds=number(f"{answer.seconds:.3f}", language),
        downloads=_downloads(asked),
        excel=_question_address(asked.query, "csv", {**asked.given, "excel": "1"}),
        bound=bind(query_of(asked.query.file), asked.terms).text,
        snippets=snippets(asked, origin_of(site, request), language),
    )
    response.headers["Link"] = _links(asked, language)
    return response


def refused_page(
    queries: NamedQueries, request: Request, query: NamedQuery, given: Mapping[str, str], error: ParameterRefused
) -> Response:
    """The form with what was given, and why it cannot be answered."""
    language, problem = language_of(request.url.path), problem_of(error)
    return queries.site.page(
        request,
        "named.html",
        problem.status,
        query=query,
        title=query.title(language),
        text=query_of(query.file),
        fields=NamedForm(queries, query, language, given, {}, error.parameter).fields(),
        chosen=given,
        refused=error.texts.in_language(language),
        table=None,
        seconds="",
        downloads=[],
        excel="",
        bound="",
        snippets=[],
    )


def _entry(query: NamedQuery, language: Language, titles: Mapping[str, str]) -> Entry:
    names = ", ".join(titles[each.type].lower() for each in query.parameters)
    return Entry(query.title(language), f"{prefix_of(language)}/q/{query.name}", names)


def _downloads(asked: NamedRequest) -> list[tuple[str, str]]:
    return [(_NAMES[each.name], _question_address(asked.query, each.name, asked.given)) for each in FORMS]


def _question_address(query: NamedQuery, extension: str, given: Mapping[str, str]) -> str:
    return f"/q/{query.name}.{extension}" + (f"?{urlencode(given)}" if given else "")


def _links(asked: NamedRequest, language: Language) -> str:
    query = f"?{asked.parameters}" if asked.parameters else ""
    canonical = f'<{prefix_of(language)}/q/{asked.query.name}{query}>; rel="canonical"'
    others = [
        f'<{_question_address(asked.query, each.name, asked.given)}>; rel="alternate"; type="{each.media_type}"'
        for each in FORMS
    ]
    return ", ".join([canonical, *others])
