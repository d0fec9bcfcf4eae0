"""The sentence on where a contribution is sent, as pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from lq_graph.contributing.recipient import recipient_of
from lq_graph.errors import LqError
from lq_graph.text import Language
from lq_graph.web.pages.labels import Labels, Words, look_up
from lq_graph.web.pages.site import Site


@dataclass(frozen=True)
class RecipientLink:
    """What to do with a file: a sentence that ends in a link."""

    lead: str
    href: str
    name: Words


def recipient_link(site: Site, language: Language) -> RecipientLink:
    """The steward by their address, else the publisher by name, with a link to its page."""
    recipient = recipient_of(site.settings)
    lead = recipient.lead.in_language(language)
    if site.settings.steward:
        return RecipientLink(lead, recipient.address, Words(recipient.address.removeprefix("mailto:")))
    try:
        labels = look_up(site, {NamedNode(recipient.address)})
    except LqError:  # the page still has the address
        labels = Labels({})
    links = site.links(language)
    href = links.to(recipient.address, labels.is_described(recipient.address)) or recipient.address
    return RecipientLink(lead, href, labels.name(recipient.address, links))
