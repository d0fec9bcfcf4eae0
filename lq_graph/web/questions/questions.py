"""The named questions of a release: their parameters, requests for their answers, and their OpenAPI description."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Path as PathParameter
from fastapi import Query as QueryParameter
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.exceptions import HTTPException
from starlette.requests import Request

from lq_graph.errors import NotAcceptable, UnknownName
from lq_graph.names import XSD
from lq_graph.querying.parameters import (
    DATATYPE_WORDS,
    PRESENT_DAY,
    Instance,
    ParameterRefused,
    Term,
    instances_of,
    near_names,
    terms_of,
    with_today,
)
from lq_graph.reading.query_file import Parameter, QueryFile, parameters_of, read_query_folder
from lq_graph.text import Language, Texts
from lq_graph.web.http.body import parse_parameters
from lq_graph.web.http.negotiation import HTML, accept_header, best_media_type
from lq_graph.web.http.operations import (
    BYTES,
    Json,
    Operation,
    Optional,
    Results,
    enumeration,
    responses,
    schema_of,
    signature_of,
)
from lq_graph.web.pages.site import Site
from lq_graph.web.questions.formats import EXCEL, PARQUET, PARQUET_ADVICE, NamedFormat, offered_formats

_LONGEST_NAME = 200  # characters of an unknown name in its refusal


class NamedQuery:
    """One question: its file, its name and its parameters."""

    def __init__(self, file: QueryFile) -> None:
        self.file = file
        self.name = file.name
        self.parameters = parameters_of(file)

    def title(self, language: Language) -> str:
        """The question in words."""
        return self.file.in_language("question", language) or self.file.header.get("summary") or self.name

    @property
    def theme(self) -> str:
        """What the question is about, one word of the header; empty if it names none."""
        return self.file.header.get("theme", "")

    @property
    def audiences(self) -> tuple[str, ...]:
        """Those who ask the question, in the words of the header."""
        return tuple(each.strip() for each in self.file.header.get("audience", "").split(",") if each.strip())


class NamedQueries:
    """The named questions of one release, and the formats of their answers.

    Instances and values are looked up once, as a release never changes.
    """

    def __init__(self, site: Site, today: Callable[[], date] = date.today) -> None:
        self.site = site
        self._today = today
        self.formats = offered_formats()
        self._instances: dict[str, tuple[Instance, ...]] = {}
        self._values: dict[str, Mapping[str, tuple[Term, ...]]] = {}
        self._lock = Lock()

    @cached_property
    def all(self) -> tuple[NamedQuery, ...]:
        """Every question, by name; raises SourceError for one that cannot be read."""
        return tuple(NamedQuery(file) for file in read_query_folder(self.site.release.questions))

    @cached_property
    def _by_name(self) -> Mapping[str, NamedQuery]:
        numbered = {each.name.partition("-")[0]: each for each in self.all}
        return {**numbered, **{each.name: each for each in self.all}}

    def find(self, name: str) -> NamedQuery:
        """The question of a name, or of its number such as `cq14`; raises UnknownName, with near names, if none is."""
        query = self._by_name.get(name)
        if query is not None:
            return query
        unknown, names = name[:_LONGEST_NAME], [each.name for each in self.all]
        near = near_names(unknown, names) or near_names(unknown, [each.partition("-")[0] for each in names])
        advice = f"did you mean {' or '.join(near)}?" if near else "all of them are listed at /q/"
        raise UnknownName(f"there is no question {unknown!r}; {advice}")

    def terms(self, query: NamedQuery, given: Mapping[str, str]) -> dict[str, Term]:
        """The terms of the texts given for parameters; raises ParameterRefused if a text has none."""
        terms = terms_of(query.parameters, given, self.instances, self.site.names)
        return with_today(query.parameters, terms, self._today())

    def instances(self, class_: str) -> tuple[Instance, ...]:
        """The things of a class."""
        with self._lock:
            if class_ not in self._instances:
                self._instances[class_] = instances_of(self.site.engine, class_)
            return self._instances[class_]

    def values(self, query: NamedQuery, parameter: Parameter) -> tuple[Term, ...]:
        """The values of a parameter for which the question has rows; empty if its rows do not show the parameter."""
        with self._lock:
            if query.name not in self._values:
                self._values[query.name] = self._values_of(query)
            return self._values[query.name].get(parameter.name, ())

    def _values_of(self, query: NamedQuery) -> Mapping[str, tuple[Term, ...]]:
        """The distinct values of each parameter in the answer to a question without parameters, in its order."""
        results = parse_query_results(self.site.ask(query.file.text), QueryResultsFormat.JSON)
        if not isinstance(results, QuerySolutions):
            return {}
        names = {variable.value for variable in results.variables} & {each.name for each in query.parameters}
        found: dict[str, dict[Term, None]] = {name: {} for name in names}
        for row in results:
            for name in names:
                term = row[name]
                if isinstance(term, NamedNode | Literal):
                    found[name][term] = None
        return {name: tuple(terms) for name, terms in found.items()}


_EXCEL = "excel"
_FORMAT = "format"
_RELEASE = "release"
_MAX_FIELDS = 100
_MAX_QUERY_BYTES = 16_000
_YES, _NO = frozenset(("1", "true", "yes", "ja")), frozenset(("", "0", "false", "no", "nej"))


@dataclass(frozen=True)
class NamedRequest:
    """A request for a named question: in a format, or for its page if `form` is None.

    `given` has the parameters as texts, less the empty ones; `terms` has them as RDF terms.
    """

    query: NamedQuery
    form: NamedFormat | None
    given: Mapping[str, str]
    terms: Mapping[str, Term]

    @property
    def is_of_today(self) -> bool:
        """Whether the answer is of the present day, so that the same address has another answer tomorrow."""
        return bool(PRESENT_DAY & self.terms.keys() - self.given.keys())

    @property
    def parameters(self) -> str:
        """The parameters as a query string; empty if none is given."""
        return urlencode(self.given)

    def address(self, extension: str, **more: str) -> str:
        """The path of the answer in a format, with the parameters, and with more of them."""
        parameters = urlencode({**self.given, **more})
        return f"/q/{self.query.name}.{extension}" + (f"?{parameters}" if parameters else "")


def read_named_request(queries: NamedQueries, request: Request) -> NamedRequest:
    """The parsed request.

    Raises UnknownName, NotAcceptable, ParameterRefused, or HTTPException: 400 for parameters that cannot be read, 404
    for an unknown extension, 414 for an address that is too long.
    """
    name, dot, extension = request.path_params["name"].rpartition(".")
    query = queries.find(name if dot else extension)
    fields = _fields(request)
    form = _format(queries.formats, extension if dot else "", fields.pop(_FORMAT, None), request)
    fields.pop(_RELEASE, None)  # that of the one that is served; another one is refused before
    excel = fields.pop(_EXCEL, "").lower()
    if excel not in _YES | _NO:
        raise HTTPException(400, "excel is 1 or 0")
    if excel in _YES:
        if form is None or form.name != EXCEL.name:
            raise HTTPException(400, "excel=1 is for csv alone; ask for /q/<name>.csv?excel=1")
        form = EXCEL
    given = {name: value for name, value in fields.items() if value}
    return NamedRequest(query, form, given, queries.terms(query, fields))


def parameters_given(request: Request) -> dict[str, str]:
    """The parameters in the query string, whether the question has them or not."""
    return {name: value for name, value in _fields(request).items() if name not in (_EXCEL, _FORMAT, _RELEASE)}


def _fields(request: Request) -> dict[str, str]:
    octets = request.scope["query_string"]
    if len(octets) > _MAX_QUERY_BYTES:
        raise HTTPException(414, f"the address is longer than {_MAX_QUERY_BYTES:,} bytes")
    fields: dict[str, str] = {}
    for name, values in parse_parameters(octets, _MAX_FIELDS).items():
        if len(values) > 1:
            texts = Texts(
                f"parametern {name} är given flera gånger; ge den en gång", f"{name} is given twice; give it once"
            )
            raise ParameterRefused(name, texts)
        fields[name] = values[0]
    return fields


def _format(
    formats: Sequence[NamedFormat], extension: str, parameter: str | None, request: Request
) -> NamedFormat | None:
    """The format by extension, else by `format`, else by Accept; None for the page."""
    if extension:
        return _format_named(formats, extension, 404, f"there is no format {extension!r}")
    if parameter:
        return _format_named(formats, parameter, 400, "format is not known")
    accept, types = accept_header(request), [HTML, *(each.media_type for each in formats)]
    chosen = best_media_type(accept, types)
    if chosen is None:
        advice = f"; {PARQUET_ADVICE}" if best_media_type(accept, [PARQUET.media_type]) else ""
        raise NotAcceptable(f"none of the formats in Accept is given here; ask for {', '.join(types)}{advice}")
    return next((each for each in formats if each.media_type == chosen), None)


def _format_named(formats: Sequence[NamedFormat], name: str, status: int, fault: str) -> NamedFormat | None:
    if name.lower() == "html":
        return None
    form = next((each for each in formats if name.lower() in (each.name, each.media_type)), None)
    if form is None:
        advice = f"; {PARQUET_ADVICE}" if name.lower() in (PARQUET.name, PARQUET.media_type) else ""
        raise HTTPException(status, f"{fault}; there are html, {', '.join(each.name for each in formats)}{advice}")
    return form


_SCHEMAS: Mapping[str, Json] = MappingProxyType(
    {
        f"{XSD}gYear": {"type": "string", "pattern": "^[0-9]{4}$"},
        f"{XSD}date": {"type": "string", "format": "date"},
        f"{XSD}integer": {"type": "integer"},
        f"{XSD}decimal": {"type": "string", "pattern": "^[+-]?[0-9]+([.][0-9]+)?$"},
        f"{XSD}string": {"type": "string"},
        f"{XSD}boolean": {"type": "boolean"},
    }
)


def operations(queries: NamedQueries) -> Iterator[Operation]:
    """The operation that answers each question, with the question's own parameters."""
    formats = queries.formats
    names = {"enum": [each.name for each in formats]}
    extension = Annotated[str, PathParameter(description="Format of the answer.", json_schema_extra=names)]
    excel = Annotated[str | Optional, enumeration(("0", "1"), "CSV as a Swedish Excel opens it; for csv alone.")]
    schemas = {each.media_type: schema_of(Results) if each.name == "json" else BYTES for each in formats}
    for query in queries.all:
        own = {f"{each.name}_": _annotation(each) for each in query.parameters}  # `from` is no name in Python
        yield Operation(
            f"/q/{query.name}.{{extension}}",
            Texts(query.title("sv"), query.title("en")),
            responses("The answer.", schemas, has_ranges=True),
            signature_of({"extension": extension}, {**own, "excel": excel}),
            tag="questions",
        )


def _annotation(parameter: Parameter) -> Any:
    if parameter.is_thing:
        description = f"A thing of the class <{parameter.type}>, by its IRI, its key, or its Swedish or English label."
        return Annotated[str | Optional, QueryParameter(alias=parameter.name, description=description)]
    words = DATATYPE_WORDS[parameter.type].en
    description = f"{words[:1].upper()}{words[1:]}."
    schema = dict(_SCHEMAS[parameter.type])
    return Annotated[
        str | Optional, QueryParameter(alias=parameter.name, description=description, json_schema_extra=schema)
    ]
