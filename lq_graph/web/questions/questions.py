"""The named questions of a release, their parameters, and the formats of their answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Path as PathParameter
from fastapi import Query as QueryParameter
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, QuerySolutions, parse_query_results
from starlette.exceptions import HTTPException
from starlette.requests import Request

from lq_graph.errors import NotAcceptable, UnknownName
from lq_graph.names import XSD
from lq_graph.querying.formats import CSV, JSON, TSV, XML, Format
from lq_graph.querying.parameters import (
    DATATYPE_WORDS,
    Instance,
    ParameterRefused,
    Term,
    instances_of,
    near_names,
    terms_of,
)
from lq_graph.reading.query_file import Parameter, QueryFile, parameters_of, read_query_folder
from lq_graph.text import Language, Texts
from lq_graph.triples.oracles import oracle
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
from lq_graph.web.questions.formats import excel_csv

# The named questions of a release, with their parameters and the values that these can have.

_LONGEST = 200


class NamedQuery:
    """One question: its file, its text without the header, and its parameters."""

    def __init__(self, file: QueryFile) -> None:
        self.file = file
        self.name = file.name
        self.parameters = parameters_of(file)

    def title(self, language: Language) -> str:
        """The question in words."""
        header = self.file.header
        return header.get(f"question-{language}") or header.get("summary") or self.name


class NamedQueries:
    """Those of one release; what is looked up once is kept, as a release never changes."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._instances: dict[str, tuple[Instance, ...]] = {}
        self._values: dict[str, Mapping[str, tuple[Term, ...]]] = {}
        self._turn = Lock()

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
        found = self._by_name.get(name)
        if found is None:
            raise self._unknown(name[:_LONGEST])
        return found

    def terms(self, query: NamedQuery, given: Mapping[str, str]) -> dict[str, Term]:
        """The terms that the texts given for parameters mean; raises ParameterRefused if one means none."""
        return terms_of(query.parameters, given, self.instances, self.site.names)

    def instances(self, class_: str) -> tuple[Instance, ...]:
        """The things of a class."""
        with self._turn:
            if class_ not in self._instances:
                self._instances[class_] = instances_of(self.site.engine, class_)
            return self._instances[class_]

    def values(self, query: NamedQuery, parameter: Parameter) -> tuple[Term, ...]:
        """The values of a parameter for which the question has rows; for one that it does not show, none are told."""
        with self._turn:
            if query.name not in self._values:
                self._values[query.name] = self._columns(query)
            return self._values[query.name].get(parameter.name, ())

    def _unknown(self, name: str) -> UnknownName:
        names = [each.name for each in self.all]
        near = near_names(name, names) or near_names(name, [each.partition("-")[0] for each in names])
        meant = f"did you mean {' or '.join(near)}?" if near else "all of them are listed at /q/"
        return UnknownName(f"there is no question {name!r}; {meant}")

    def _columns(self, query: NamedQuery) -> Mapping[str, tuple[Term, ...]]:
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


# The formats in which a named question is answered, by the extension of its address.

PARQUET_TYPE = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class NamedForm:
    """One format: its extension, its media type, the engine's format that it is made of, and whether it is saved."""

    name: str
    media_type: str
    base: Format
    is_saved: bool = False
    is_packed: bool = False
    made: str = ""

    @property
    def content_type(self) -> str:
        """The media type with its charset, where it has one."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


FORMS = (
    NamedForm("json", JSON.media_type, JSON),
    NamedForm("csv", CSV.media_type, CSV, is_saved=True),
    NamedForm("tsv", TSV.media_type, TSV, is_saved=True),
    NamedForm("xml", XML.media_type, XML),
    NamedForm("parquet", PARQUET_TYPE, JSON, is_saved=True, is_packed=True, made="parquet"),
)
FIRST = FORMS[0]
EXCEL = NamedForm("csv", CSV.media_type, JSON, is_saved=True, made="excel")


def written(form: NamedForm, body: bytes, said: Mapping[str, str]) -> bytes:
    """The engine's answer in a format; `said` is put into formats that hold metadata."""
    match form.made:
        case "excel":
            return excel_csv(body)
        case "parquet":
            made: bytes = oracle("lq_graph.web.questions.parquet", "parquet_bytes")(body, said)
            return made
        case _:
            return body


# What a request to a named question asks: the question, the format, and the values of its parameters.

_EXCEL = "excel"
_FORMAT = "format"
_MOST_FIELDS = 100
_MOST_BYTES = 16_000
_YES, _NO = frozenset(("1", "true", "yes", "ja")), frozenset(("", "0", "false", "no", "nej"))


@dataclass(frozen=True)
class NamedRequest:
    """A named question as somebody asks it; without a form, for its page."""

    query: NamedQuery
    form: NamedForm | None
    given: Mapping[str, str]
    terms: Mapping[str, Term]

    @property
    def parameters(self) -> str:
        """The values as they are written in an address; empty if none is given."""
        return urlencode(self.given)


def read_named_request(queries: NamedQueries, request: Request) -> NamedRequest:
    """What is asked.

    Raises UnknownName, ParameterRefused, or HTTPException: 400 for what cannot be read, 404 for an unknown extension,
    414 for an address that is too long.
    """
    query, extension = _named(queries, request.path_params["name"])
    fields = _fields(request)
    form = _form(extension, fields.pop(_FORMAT, None), request)
    if _EXCEL in fields and _is_yes(fields.pop(_EXCEL)):
        if form is None or form.name != EXCEL.name:
            raise HTTPException(400, "excel=1 is for csv alone; ask for /q/<name>.csv?excel=1")
        form = EXCEL
    return NamedRequest(query, form, _said(fields), queries.terms(query, fields))


def given_in(request: Request) -> dict[str, str]:
    """The parameters as they were given, whether the question has them or not."""
    return {name: value for name, value in _fields(request).items() if name not in (_EXCEL, _FORMAT)}


def _said(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}


def _named(queries: NamedQueries, name: str) -> tuple[NamedQuery, str]:
    stem, dot, extension = name.rpartition(".")
    return (queries.find(stem), extension) if dot else (queries.find(name), "")


def _fields(request: Request) -> dict[str, str]:
    octets = request.scope["query_string"]
    if len(octets) > _MOST_BYTES:
        raise HTTPException(414, f"the address is longer than {_MOST_BYTES:,} bytes")
    try:
        pairs = parse_qsl(octets.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise HTTPException(400, f"the parameters cannot be read: {error}") from error
    fields: dict[str, str] = {}
    for name, value in pairs:
        if name in fields:
            raise ParameterRefused(
                name,
                Texts(
                    f"parametern {name} är given flera gånger; ge den en gång", f"{name} is given twice; give it once"
                ),
            )
        fields[name] = value
    return fields


def _form(extension: str, asked: str | None, request: Request) -> NamedForm | None:
    """The format by extension, else by `format`, else by Accept; None for the page."""
    if extension:
        return _form_named(extension, 404, f"there is no format {extension!r}")
    if asked:
        return _form_named(asked, 400, "format is not known")
    types = [HTML, *(each.media_type for each in FORMS)]
    chosen = best_media_type(accept_header(request), types)
    if chosen is None:
        raise NotAcceptable(f"none of the formats in Accept is given here; ask for {', '.join(types)}")
    return next((each for each in FORMS if each.media_type == chosen), None)


def _form_named(name: str, status: int, fault: str) -> NamedForm | None:
    if name.lower() == "html":
        return None
    found = next((each for each in FORMS if name.lower() in (each.name, each.media_type)), None)
    if found is None:
        raise HTTPException(status, f"{fault}; there are html, {', '.join(each.name for each in FORMS)}")
    return found


def _is_yes(value: str) -> bool:
    if value.lower() not in _YES | _NO:
        raise HTTPException(400, "excel is 1 or 0")
    return value.lower() in _YES


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


def operation(query: NamedQuery) -> Operation:
    """The operation that answers a question, with a parameter for each of its own."""
    names = {"enum": [each.name for each in FORMS]}
    extension = Annotated[str, PathParameter(description="Format of the answer.", json_schema_extra=names)]
    excel = Annotated[str | Optional, enumeration(("0", "1"), "CSV as a Swedish Excel opens it; for csv alone.")]
    own = {f"{each.name}_": _annotation(each) for each in query.parameters}  # `from` is no name in Python
    schemas = {each.media_type: schema_of(Results) if each.name == "json" else BYTES for each in FORMS}
    return Operation(
        f"/q/{query.name}.{{extension}}",
        Texts(query.title("sv"), query.title("en")),
        responses("The answer.", schemas, has_ranges=True),
        signature_of({"extension": extension}, {**own, "excel": excel}),
        tag="questions",
    )


def _annotation(parameter: Parameter) -> Any:
    if parameter.is_thing:
        words = f"A thing of the class <{parameter.type}>, by its IRI, its key, or its Swedish or English label."
        return Annotated[str | Optional, QueryParameter(alias=parameter.name, description=words)]
    words = DATATYPE_WORDS[parameter.type].en
    schema = dict(_SCHEMAS[parameter.type])
    words = f"{words[:1].upper()}{words[1:]}."
    return Annotated[str | Optional, QueryParameter(alias=parameter.name, description=words, json_schema_extra=schema)]
