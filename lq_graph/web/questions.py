"""The example questions of a release, each with its own address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import dropwhile
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from lq_graph.querying.formats import FORMATS
from lq_graph.reading.query_file import QueryFile, read_query_folder
from lq_graph.web.language import Language, preferred_language, prefix_of
from lq_graph.web.site import Site


@dataclass(frozen=True)
class Example:
    """A question as the pages show it."""

    name: str
    title: str
    address: str


def routes(site: Site) -> list[Route]:
    """`/question/<name>`, and `/question/<name>.<format>` for the answer."""
    return [Route("/question/{name}", partial(_question, site), methods=["GET"])]


def examples(site: Site, language: Language) -> list[Example]:
    """The questions, in the words of a language."""
    return [_example(question, language) for question in read_query_folder(site.release.questions)]


def question_named(site: Site, name: str) -> QueryFile | None:
    """The question of a name, or None if the release has none of that name."""
    return next((each for each in read_query_folder(site.release.questions) if each.name == name), None)


def query_of(question: QueryFile) -> str:
    """The text of a question without its header, as a form shows it."""
    lines = question.text.splitlines(keepends=True)
    return "".join(dropwhile(lambda line: line.startswith("#+") or not line.strip(), lines))


def _example(question: QueryFile, language: Language) -> Example:
    words = question.header.get(f"question-{language}") or question.header.get("summary") or question.name
    return Example(question.name, words, f"{prefix_of(language)}/q/{question.name}")


def _question(site: Site, request: Request) -> Response:
    whole = request.path_params["name"]
    name, _, extension = whole.rpartition(".") if "." in whole else (whole, "", "")
    if question_named(site, name) is None or (extension and extension not in [each.name for each in FORMATS]):
        raise HTTPException(404, "there is no question of that name")
    if extension:
        return RedirectResponse(f"/sparql?{urlencode({'example': name, 'format': extension})}", 303)
    prefix = prefix_of(preferred_language(request.headers.get("accept-language")))
    headers = {"Vary": "Accept-Language"}
    return RedirectResponse(f"{prefix}/sparql?{urlencode({'example': name})}", 303, headers)
