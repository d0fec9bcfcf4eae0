"""What a request to a named question asks: the question, the format, and the values of its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request

from lq_graph.errors import NotAcceptable
from lq_graph.querying.parameters import ParameterRefused, Term
from lq_graph.settings import Texts
from lq_graph.web.named.forms import EXCEL, FORMS, NamedForm
from lq_graph.web.named.questions import NamedQueries, NamedQuery
from lq_graph.web.negotiation import best_media_type
from lq_graph.web.offers import HTML, accept_header

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
