"""Where a change of a thing is proposed."""

from __future__ import annotations

from urllib.parse import quote

from pyoxigraph import NamedNode

from lq_graph.web.language import Language, prefix_of
from lq_graph.web.site import Site


def change_address(site: Site, thing: NamedNode, language: Language) -> str | None:
    """The form in which a change of a thing is proposed; None if it has no form here, or nobody checks what is sent."""
    parts = site.names.thing_parts(thing.value)
    if site.validation is None or parts is None or parts[0] not in site.forms:
        return None
    segment, key = parts
    return f"{prefix_of(language)}/contribute/{segment}?thing=id/{segment}/{quote(key)}"
