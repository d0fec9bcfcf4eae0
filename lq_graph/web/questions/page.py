"""The pages of named questions: the list, and one for each with its form, its first rows and code to copy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.names import XSD
from lq_graph.querying.engine import Answer
from lq_graph.querying.parameters import DATATYPE_WORDS, ParameterRefused, Term, bind, short_name
from lq_graph.reading.query_file import Parameter
from lq_graph.text import Language, Texts, number, sort_key
from lq_graph.web.http.language import language_of, prefix_of
from lq_graph.web.http.problem import problem_of
from lq_graph.web.pages.labels import look_up
from lq_graph.web.pages.site import Site, origin_of, query_of
from lq_graph.web.pages.table import result_table
from lq_graph.web.questions.formats import PARQUET
from lq_graph.web.questions.questions import NamedQueries, NamedQuery, NamedRequest

PAGE_ROWS = 50
_FORMAT_NAMES = {"csv": "CSV", "tsv": "TSV", "json": "JSON", "xml": "XML", "parquet": "Parquet"}
_DATATYPE_TITLES: Mapping[str, Texts] = {
    f"{XSD}gYear": Texts("År", "Year"),
    f"{XSD}date": Texts("Dag", "Day"),
    f"{XSD}integer": Texts("Heltal", "Whole number"),
    f"{XSD}decimal": Texts("Tal", "Number"),
    f"{XSD}string": Texts("Text", "Text"),
    f"{XSD}boolean": Texts("Sant eller falskt", "True or false"),
}


THEMES: Mapping[str, Texts] = {
    "programme": Texts("Program, vision och viljeinriktningar", "Programme, vision and directions"),
    "documents": Texts("Styrdokument och beslut", "Governing documents and decisions"),
    "goals": Texts("Globala, nationella och regionala mål", "Global, national and regional goals"),
    "contributions": Texts("Vad som bidrar till vad", "What contributes to what"),
    "targets": Texts("Delmål och målvärden", "Targets and target values"),
    "indicators": Texts("Indikatorer och värden", "Indicators and values"),
    "organisation": Texts("Organisation och ansvar", "Organisation and responsibility"),
    "participation": Texts("Deltagande och utmaningar", "Participation and challenges"),
    "sources": Texts("Källor och datamängder", "Sources and datasets"),
    "terms": Texts("Ontologins termer", "Terms of the ontology"),
}
"""The themes in the order of the page; a question with another theme, or with none, comes last."""
_OTHER_THEME = Texts("Övriga frågor", "Other questions")
AUDIENCES: Mapping[str, Texts] = {
    "citizen": Texts("Invånare", "Residents"),
    "official": Texts("Tjänstepersoner och politiker", "Officials and politicians"),
    "journalist": Texts("Journalister", "Journalists"),
    "analyst": Texts("Analytiker", "Analysts"),
    "researcher": Texts("Forskare", "Researchers"),
    "developer": Texts("Utvecklare", "Developers"),
}
_BY_AUDIENCE = "audience"


@dataclass(frozen=True)
class Entry:
    """One question in a list."""

    title: str
    href: str
    parameters: str


@dataclass(frozen=True)
class Group:
    """The questions of one theme, or of those who ask them."""

    name: str
    title: str
    entries: tuple[Entry, ...]


def list_page(queries: NamedQueries, request: Request) -> Response:
    """The list of all questions by theme, or with `?by=audience` by who asks them."""
    language = language_of(request.url.path)
    titles = _titles(queries.site, [each for query in queries.all for each in query.parameters], language)
    by_audience = request.query_params.get("by") == _BY_AUDIENCE
    known = AUDIENCES if by_audience else THEMES
    groups: dict[str, list[Entry]] = {name: [] for name in (*known, "")}
    for query in queries.all:
        types = ", ".join(titles[each.type].lower() for each in query.parameters)
        entry = Entry(query.title(language), f"{prefix_of(language)}/q/{query.name}", types)
        names = query.audiences if by_audience else (query.theme,)
        for name in [each for each in names if each in known] or [""]:
            groups[name].append(entry)
    shown = [
        Group(name or "other", known.get(name, _OTHER_THEME).in_language(language), tuple(entries))
        for name, entries in groups.items()
        if entries
    ]
    return queries.site.page(request, "named_list.html", groups=shown, by_audience=by_audience)


def named_page(queries: NamedQueries, request: Request, named: NamedRequest, answer: Answer) -> Response:
    """A question, its form, the first rows of its answer, and the ways to download all of them."""
    language, site = language_of(request.url.path), queries.site
    file = named.query.file
    table = result_table(site, language, answer.body, PAGE_ROWS, lambda name: file.heading(name, language))
    response = site.page(
        request,
        "named.html",
        lacking=table.lacking,
        query=named.query,
        title=named.query.title(language),
        note=file.in_language("note", language),
        text=query_of(file),
        fields=QuestionForm(queries, named.query, language, named.given, named.terms).fields(),
        chosen=named.given,
        refused=None,
        table=table,
        seconds=number(f"{answer.seconds:.3f}", language),
        downloads=[(_FORMAT_NAMES[each.name], named.address(each.name)) for each in queries.formats],
        excel=named.address("csv", excel="1"),
        bound=bind(query_of(file), named.terms).text,
        snippets=_snippets(queries, named, origin_of(site, request), language),
    )
    parameters = f"?{named.parameters}" if named.parameters else ""
    canonical = f'<{prefix_of(language)}/q/{named.query.name}{parameters}>; rel="canonical"'
    files = (f'<{named.address(each.name)}>; rel="alternate"; type="{each.media_type}"' for each in queries.formats)
    response.headers["Link"] = ", ".join([canonical, *files])
    return response


def refused_page(
    queries: NamedQueries, request: Request, query: NamedQuery, given: Mapping[str, str], error: ParameterRefused
) -> Response:
    """The form with the values that were given, and why one of them was refused."""
    language, problem = language_of(request.url.path), problem_of(error)
    return queries.site.page(
        request,
        "named.html",
        problem.status,
        query=query,
        title=query.title(language),
        note="",
        text=query_of(query.file),
        fields=QuestionForm(queries, query, language, given, {}, error.parameter).fields(),
        chosen=given,
        refused=error.texts.in_language(language),
        table=None,
        seconds="",
        downloads=[],
        excel="",
        bound="",
        snippets=[],
    )


@dataclass(frozen=True)
class Choice:
    """One value to choose: as addresses have it, as people read it, and whether it is chosen."""

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
class QuestionForm:
    """The form of a question, filled with given values; `wrong` names the parameter that was refused."""

    queries: NamedQueries
    query: NamedQuery
    language: Language
    given: Mapping[str, str]
    terms: Mapping[str, Term]
    wrong: str = ""

    def fields(self) -> list[Field]:
        """A field for each parameter; raises QueryError or EngineError if the engine does not return their values."""
        titles = _titles(self.queries.site, self.query.parameters, self.language)
        return [self._field(each, titles[each.type]) for each in self.query.parameters]

    def _field(self, parameter: Parameter, title: str) -> Field:
        bound = self.terms.get(parameter.name)
        default = bound.value if isinstance(bound, Literal) else ""
        value, is_wrong = self.given.get(parameter.name, default), parameter.name == self.wrong
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
        """The things in the answer, by label, and the chosen one if it is not in the answer; else all of the class."""
        things, term = self.queries.instances(parameter.type), self.terms.get(parameter.name)
        known = {each.iri: each for each in things}
        values = self.queries.values(self.query, parameter)
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


def _titles(site: Site, parameters: Iterable[Parameter], language: Language) -> dict[str, str]:
    """The title of each type of parameter: the label of its class, or a word for its datatype."""
    links, parameters = site.links(language), list(parameters)
    labels = look_up(site, [NamedNode(each.type) for each in parameters if each.is_thing])
    titles = {}
    for each in parameters:
        is_thing = each.is_thing
        text = labels.name(each.type, links).text if is_thing else _DATATYPE_TITLES[each.type].in_language(language)
        titles[each.type] = text[:1].upper() + text[1:]
    return titles


@dataclass(frozen=True)
class Snippet:
    """Code that gets the answer: its anchor, the program that it is for, and the code."""

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


def _snippets(queries: NamedQueries, named: NamedRequest, origin: str, language: Language) -> list[Snippet]:
    """Code for several programs, with the values that were given.

    Addresses are written as JSON strings: these are strings of every language here, as unsafe characters are encoded.
    """
    csv, parquet, javascript = (origin + named.address(name)[1:] for name in ("csv", "parquet", "json"))
    quoted = json.dumps(csv)
    shell = "'" + csv.replace("'", "'\\''") + "'"
    power_query = (
        f'let\n  Source = Csv.Document(Web.Contents({quoted}), [Delimiter = ",", Encoding = 65001]),\n'
        "  Table = Table.PromoteHeaders(Source)\nin\n  Table"
    )
    fetch = (
        f"const answer = await fetch({json.dumps(javascript)});\n"
        "const { results } = await answer.json();\n"
        "const rows = results.bindings.map((row) =>\n"
        "  Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])));"
    )
    pandas = "import pandas as pd\n\ndf = pd."
    snippets = [
        Snippet("curl", "curl", f"curl -O -J {shell}"),
        Snippet("pandas", "Python, pandas", f"{pandas}read_csv({quoted})"),
        Snippet("polars", "Python, polars", f"import polars as pl\n\ndf = pl.read_csv({quoted})"),
        Snippet("parquet", "Python, Parquet", f"{pandas}read_parquet({json.dumps(parquet)})"),
        Snippet("r", "R", f'df <- read.csv({quoted}, encoding = "UTF-8")'),
        Snippet("excel", "Excel, Power Query", power_query, _POWER_QUERY.in_language(language)),
        Snippet("javascript", "JavaScript", fetch),
    ]
    return [each for each in snippets if each.name != PARQUET.name or PARQUET in queries.formats]
