"""The pages of the named questions: the list of all, and one for each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from lq_graph.querying.bindings import bind
from lq_graph.querying.engine import Answer
from lq_graph.querying.parameters import ParameterRefused
from lq_graph.web.language import Language, language_of, number, prefix_of, text_in
from lq_graph.web.named.fields import NamedForm, titles_of
from lq_graph.web.named.forms import FORMS
from lq_graph.web.named.questions import NamedQueries, NamedQuery
from lq_graph.web.named.request import NamedRequest
from lq_graph.web.named.result_table import result_table
from lq_graph.web.named.snippets import snippets
from lq_graph.web.origin import origin_of
from lq_graph.web.problem import problem_of
from lq_graph.web.questions import query_of

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
        excel=_address(asked.query, "csv", {**asked.given, "excel": "1"}),
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
        refused=text_in(error.texts, language),
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
    return [(_NAMES[each.name], _address(asked.query, each.name, asked.given)) for each in FORMS]


def _address(query: NamedQuery, extension: str, given: Mapping[str, str]) -> str:
    return f"/q/{query.name}.{extension}" + (f"?{urlencode(given)}" if given else "")


def _links(asked: NamedRequest, language: Language) -> str:
    query = f"?{asked.parameters}" if asked.parameters else ""
    canonical = f'<{prefix_of(language)}/q/{asked.query.name}{query}>; rel="canonical"'
    others = [
        f'<{_address(asked.query, each.name, asked.given)}>; rel="alternate"; type="{each.media_type}"'
        for each in FORMS
    ]
    return ", ".join([canonical, *others])
