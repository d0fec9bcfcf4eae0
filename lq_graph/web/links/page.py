"""The page of a short link: the query, its answer then and now, and how to cite it; and the same as JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, parse_query_results
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.errors import LqError
from lq_graph.querying.engine import Answer
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, RESULT_FORMATS
from lq_graph.text import Language, number
from lq_graph.web.http.language import language_of
from lq_graph.web.http.problem import problem_of
from lq_graph.web.links.link import Difference, Link
from lq_graph.web.pages.labels import look_up
from lq_graph.web.pages.site import Site, origin_of
from lq_graph.web.pages.table import result_table

_MAX_ROWS = 50
_MAX_CHARACTERS = 20_000
_MAX_ADDRESS = 6_000  # characters of an address that browsers and servers take


@dataclass(frozen=True)
class CurrentAnswer:
    """The answer of the current release and what differs in it; or the problem, if there is no answer."""

    answer: Answer | None = None
    rows: int = 0
    difference: Difference | None = None
    problem: LqError | None = None


def link_page(site: Site, request: Request, link: Link, current: CurrentAnswer) -> Response:
    """The page, in the language of its address."""
    language = language_of(request.url.path)
    answer = current.answer
    is_graph = answer is not None and answer.format.kind == "graph"
    table = result_table(site, language, answer.body, _MAX_ROWS) if answer and not is_graph else None
    formats = ANSWER_GRAPH_FORMATS if is_graph else RESULT_FORMATS
    edit = f"/sparql?{urlencode({'query': link.query})}"
    return site.page(
        request,
        "link.html",
        link=link,
        rows=number(str(link.rows), language),
        rows_now=number(str(current.rows), language),
        today=current,
        is_current=link.release == site.release.identifier,
        problem=problem_of(current.problem) if current.problem else None,
        table=table if table and table.columns else None,
        truth=_truth(answer) if answer and table and not table.columns else None,
        triples=answer.body[:_MAX_CHARACTERS].decode("utf-8", "ignore") if answer and is_graph else "",
        downloads=[(each.name, f"/s/{link.name}.{each.name}") for each in formats] if answer else [],
        edit=edit if len(edit) < _MAX_ADDRESS else "",
        cite=citation(site, request, link, language).text(language),
    )


def _truth(answer: Answer) -> bool | None:
    results = parse_query_results(answer.body, QueryResultsFormat.JSON)
    return bool(results) if isinstance(results, QueryBoolean) else None


def link_json(site: Site, request: Request, link: Link, current: CurrentAnswer) -> Mapping[str, object]:
    """The link as JSON."""
    today: dict[str, object] = {"release": site.release.identifier}
    if current.difference is None:
        today["problem"] = str(current.problem)
    else:
        today |= {"rows": current.rows, **asdict(current.difference)}
    return {
        "name": link.name,
        "query": link.query,
        "default_graphs": link.default_graphs,
        "named_graphs": link.named_graphs,
        "release": link.release,
        "asked": link.asked,
        "rows": link.rows,
        "answer": f"sha256:{link.answer}",
        "today": today,
        "citation": citation(site, request, link, "en").text("en"),
    }


def citation(site: Site, request: Request, link: Link, language: Language = "sv") -> Citation:
    """How to cite the answer that a link was made for."""
    word = "query" if language == "en" else "fråga"
    return Citation(
        name=link.name,
        title=f"{site.settings.title.in_language(language)}, {word} {link.name}",
        publisher=_publisher(site, language),
        release=link.release,
        address=f"{origin_of(site, request)}s/{link.name}",
        accessed=link.asked,
    )


def _publisher(site: Site, language: Language) -> str:
    """The label of the publisher; its IRI if the engine does not return one."""
    iri = NamedNode(site.settings.publisher)
    try:
        return look_up(site, [iri]).name(iri.value, site.links(language)).text
    except LqError:
        return iri.value


CSL_TYPE = "application/vnd.citationstyles.csl+json"
BIBTEX_TYPE = "application/x-bibtex"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LATEX_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "&%$#_{}"},
    }
)


@dataclass(frozen=True)
class Citation:
    """A citation of an answer as text, as BibTeX and as CSL-JSON; `accessed` is an ISO date."""

    name: str
    title: str
    publisher: str
    release: str
    address: str
    accessed: str

    @property
    def issued(self) -> str:
        """The day of the release as an ISO date; empty if its identifier does not begin with one."""
        day = _DAY.match(self.release)
        return day[0] if day else ""

    @property
    def _year(self) -> str:
        return self.issued[:4] or self.accessed[:4]

    def text(self, language: Language) -> str:
        """The citation in words."""
        if language == "en":
            return (
                f"{self.publisher} ({self._year}). {self.title} [Data set, release {self.release}]. "
                f"Retrieved {self.accessed}, from {self.address}"
            )
        return (
            f"{self.publisher} ({self._year}). {self.title} [Datamängd, utgåva {self.release}]. "
            f"Hämtad {self.accessed} från {self.address}"
        )

    def bibtex(self) -> bytes:
        """The citation as an entry of BibTeX, in UTF-8."""
        fields = {
            "title": f"{{{self.title.translate(_LATEX_ESCAPES)}}}",
            "author": f"{{{self.publisher.translate(_LATEX_ESCAPES)}}}",
            "year": self._year,
            "version": self.release.translate(_LATEX_ESCAPES),
            "url": self.address,
            "urldate": self.accessed,
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{lq-{self.name},\n{lines}}}\n".encode()

    def csl(self) -> bytes:
        """The citation as CSL-JSON 1.0.2."""
        item = {
            "id": f"lq-{self.name}",
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": self.publisher}],
            "publisher": self.publisher,
            "version": self.release,
            "URL": self.address,
            "accessed": _csl_date(self.accessed),
        }
        if self.issued:
            item["issued"] = _csl_date(self.issued)
        return json.dumps([item], ensure_ascii=False, indent=2).encode() + b"\n"


def _csl_date(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}
