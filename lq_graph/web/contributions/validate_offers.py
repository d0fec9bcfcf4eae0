"""What a client can get back for a file: findings in several formats, or its workbook with the cells marked."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request

from lq_graph.errors import NotAcceptable
from lq_graph.web.contributions.upload_kind import SHEETS, WORKBOOK
from lq_graph.web.negotiation import best_media_type
from lq_graph.web.offers import HTML, accept_header


@dataclass(frozen=True)
class Wish:
    """One thing to get: its name in addresses, its media type, and what the validator calls it."""

    name: str
    media_type: str
    wanted: str


PAGE = Wish("html", HTML, "page")
MARKED = Wish("xlsx", WORKBOOK, "workbook")
WISHES = (
    Wish("json", "application/json", "json"),
    PAGE,
    Wish("ttl", "text/turtle", "turtle"),
    Wish("sarif", "application/sarif+json", "sarif"),
    Wish("text", "text/plain", "text"),
    MARKED,
)


def chosen_wish(request: Request, format_name: str | None) -> Wish:
    """What a client wants, by `format`, else by Accept.

    Raises HTTPException 400 for an unknown format, NotAcceptable if nothing would do.
    """
    name = format_name or request.query_params.get("format")
    if name:
        return _named(name.replace(" ", "+").lower())
    chosen = best_media_type(accept_header(request), [each.media_type for each in WISHES])
    if chosen is None:
        raise NotAcceptable(f"none of the formats in Accept is given here; ask for {_known()}")
    return next(each for each in WISHES if each.media_type == chosen)


def check_wish(wish: Wish, kind: str) -> None:
    """Nothing if a file of a kind can be given back in that way; raises NotAcceptable if not."""
    if wish == MARKED and kind not in SHEETS:
        raise NotAcceptable(f"cells can be marked in a workbook or a CSV file alone; ask for {_known()}")


def _named(name: str) -> Wish:
    for each in WISHES:
        if name in (each.name, each.media_type, each.wanted):
            return each
    raise HTTPException(400, f"format is not one of {', '.join(each.name for each in WISHES)}, nor its media type")


def _known() -> str:
    return ", ".join(each.media_type for each in WISHES)
