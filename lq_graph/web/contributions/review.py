"""The review of a proposal: in words what it says, its page as it will look, and what to do with it next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple
from starlette.requests import Request
from starlette.responses import Response

from lq_graph.contributing.forms.form import Form
from lq_graph.errors import LqError
from lq_graph.web.contributions.values import Sent
from lq_graph.web.labels import LABEL_PROPERTIES, READ_DATE, Labels, look_up
from lq_graph.web.language import language_of, text_in
from lq_graph.web.site import Site
from lq_graph.web.thing_page import told_page

_KEPT = frozenset({*LABEL_PROPERTIES, READ_DATE})


def review_page(site: Site, request: Request, form: Form, sent: Sent, told: Mapping[str, Any]) -> Response:
    """The page; what the validator told stands on it, and the inputs, so that the way back is open."""
    language = language_of(request.url.path)
    triples = [_triple(each) for each in told["near"]]
    thing = NamedNode(told["iri"])
    near = [each for each in triples if thing in (each.subject, each.object)]
    labels = _labels(site, triples, near)
    page = told_page(thing, near, labels or _own_labels(triples), site.links(language))
    response = site.page(
        request,
        "contribute_review.html",
        lacking=labels is None,
        form=form,
        name=text_in(form.name, language),
        told=told,
        advice=[each for each in told["findings"] if each["severity"] != "violation"],
        has_news=any(any(value["isNew"] for value in each["values"]) or each["removed"] for each in told["said"]),
        page=page,
        values=sent.filled,
        steward=site.settings.steward,
        datasets=[text_in(each.title, language) for each in site.release.datasets if each.name in told["datasets"]],
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _labels(site: Site, triples: Iterable[Triple], near: Sequence[Triple]) -> Labels | None:
    """What the graph calls the things around, and the proposal its own; None if the engine does not tell."""
    try:
        known = look_up(site, [term for each in near for term in each if isinstance(term, NamedNode)])
    except LqError:
        return None
    return Labels({**known.found, **_own_labels(triples).found})


def _own_labels(triples: Iterable[Triple]) -> Labels:
    found: dict[str, dict[str, tuple[Literal, ...]]] = {}
    for triple in triples:
        if triple.predicate.value in _KEPT and isinstance(triple.object, Literal):
            values = found.setdefault(_value(triple.subject), {})
            values[triple.predicate.value] = (*values.get(triple.predicate.value, ()), triple.object)
    return Labels(found)


def _triple(plain: Sequence[Sequence[str]]) -> Triple:
    subject, predicate, value = plain
    return Triple(NamedNode(subject[0]), NamedNode(predicate[0]), _term(value))


def _term(plain: Sequence[str]) -> NamedNode | Literal:
    if len(plain) == 1:
        return NamedNode(plain[0])
    text, datatype, language = plain
    return Literal(text, language=language) if language else Literal(text, datatype=NamedNode(datatype))


def _value(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)
