"""Where the service is reached, for what leaves it: code to copy, links to keep, citations."""

from __future__ import annotations

import re

from starlette.requests import Request

from lq_graph.web.site import Site

_OWN_MACHINE = re.compile(r"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?", re.ASCII)


def origin_of(site: Site, request: Request) -> str:
    """The address of the service, with a slash at its end: as set, else this machine's, else the base of the graph.

    A Host header is believed only if it names the machine itself, so that nobody can put another's address on a page.
    """
    if site.settings.address:
        return site.settings.address
    host = request.headers.get("host", "")
    return f"http://{host}/" if _OWN_MACHINE.fullmatch(host) else site.names.base
