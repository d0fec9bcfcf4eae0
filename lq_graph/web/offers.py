"""What a client can choose between: formats of rows, formats of graphs, and the page for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from lq_graph.errors import NotAcceptable
from lq_graph.querying.formats import ANSWER_GRAPH_FORMATS, FORMATS, GRAPH_FORMATS, RESULT_FORMATS, Format, format_named
from lq_graph.web.negotiation import best_media_type

HTML = "text/html"


@dataclass(frozen=True)
class Offer:
    """One thing to choose: its media type, and its format, or None for the page."""

    media_type: str
    format: Format | None

    @property
    def is_page(self) -> bool:
        """Whether this is the page for people."""
        return self.format is None


@dataclass(frozen=True)
class Choice:
    """What a client takes for an answer of rows and for an answer of triples; None means nothing."""

    results: Offer | None
    graph: Offer | None

    @property
    def is_page(self) -> bool:
        """Whether an answer of either kind would be a page."""
        return any(offer is not None and offer.is_page for offer in (self.results, self.graph))


PAGE = Offer(HTML, None)


def choose_of_query(accept: str | None, format_name: str | None) -> Choice:
    """What a client takes for each kind of answer, by `format`, else by its Accept header.

    Raises HTTPException 400 for an unknown format, NotAcceptable if nothing would do.
    """
    if format_name is not None:
        return _named(format_name)
    choice = Choice(
        _best(accept, [*_offers(RESULT_FORMATS), PAGE]),
        _best(accept, [*_offers(ANSWER_GRAPH_FORMATS), PAGE]),
    )
    if choice.results is None and choice.graph is None:
        raise not_acceptable([*FORMATS])
    return choice


def choose_for_graph(request: Request, formats: Sequence[Format] = GRAPH_FORMATS, page_first: bool = True) -> Offer:
    """The page or the format of a graph that the client takes, by `?format=`, else by Accept.

    Raises HTTPException 400 for an unknown format, NotAcceptable if nothing would do.
    """
    name = request.query_params.get("format")
    offers = [PAGE, *_offers(formats)] if page_first else [*_offers(formats), PAGE]
    chosen = _best(accept_header(request), offers) if name is None else _named(name).graph
    if chosen is None or (chosen.format is not None and chosen.format not in formats):
        raise not_acceptable(formats)
    return chosen


def accept_header(request: Request) -> str | None:
    """The Accept header of a request, its lines joined; None if there is none."""
    return ", ".join(request.headers.getlist("accept")) or None


def prefers_page(request: Request) -> bool:
    """Whether the client would rather have a page than JSON."""
    return best_media_type(accept_header(request), ("application/problem+json", "application/json", HTML)) == HTML


def not_acceptable(formats: Iterable[Format]) -> NotAcceptable:
    """The error that says which formats there are."""
    known = ", ".join(each.media_type for each in formats)
    return NotAcceptable(f"none of the formats in Accept is given here; ask for {HTML}, {known}")


def _named(name: str) -> Choice:
    wanted = name.replace(" ", "+")
    if wanted.lower() in ("html", HTML):
        return Choice(PAGE, PAGE)
    results, graph = format_named(wanted, "results"), format_named(wanted, "graph")
    if results is None and graph is None:
        known = ", ".join(["html", *(each.name for each in FORMATS)])
        raise HTTPException(400, f"format is not one of {known}, nor the media type of one of these")
    return Choice(_offer(results), _offer(graph))


def _offer(form: Format | None) -> Offer | None:
    return Offer(form.media_type, form) if form else None


def _offers(formats: Sequence[Format]) -> list[Offer]:
    """Every name of the formats, their own before the aliases."""
    own = [Offer(each.media_type, each) for each in formats]
    return own + [Offer(alias, each) for each in formats for alias in each.aliases]


def _best(accept: str | None, offers: Sequence[Offer]) -> Offer | None:
    chosen = best_media_type(accept, [offer.media_type for offer in offers])
    return next((offer for offer in offers if offer.media_type == chosen), None)
