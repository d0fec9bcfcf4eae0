"""Changes as JSON for programs; docs/diff.md describes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.releasing.changes.compare import Changes, Kind, PropertyChange
from lq_graph.releasing.changes.told import Entry, Told
from lq_graph.releasing.changes.wording import Wording
from lq_graph.triples.terms import Term

SCHEMA_VERSION = 1


def json_of(changes: Changes, told: Told, old: str | None, new: str | None) -> str:
    """The changes as JSON, whole; `old` and `new` are the states as they were asked for, None for the working tree."""
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "old": old,
        "new": new,
        "language": told.wording.language,
        "summary": {"text": told.summary, **{kind.value: changes.number(kind) for kind in Kind}},
        "things": [_thing(entry, told.wording) for group in told.groups for entry in group.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _thing(entry: Entry, wording: Wording) -> dict[str, Any]:
    return {
        "change": entry.change.kind.value,
        "thing": _term(entry.change.thing, wording),
        "class": None if entry.class_ is None else _term(entry.class_, wording),
        "properties": [_property(each, wording) for each in entry.change.properties],
    }


def _property(change: PropertyChange, wording: Wording) -> dict[str, Any]:
    return {
        "property": _term(change.predicate, wording),
        "removed": [_term(term, wording) for term in change.removed],
        "added": [_term(term, wording) for term in change.added],
    }


def _term(term: Term, wording: Wording) -> dict[str, Any]:
    text = wording.name(term) if isinstance(term, NamedNode) else wording.value(term)
    return {**dict(_parts(term, wording)), "text": text}


def _parts(term: Term, wording: Wording) -> Iterator[tuple[str, Any]]:
    """The term as SPARQL 1.1 Query Results JSON §3.2.2 has it; a blank node with what is said of it."""
    yield "type", {NamedNode: "uri", BlankNode: "bnode", Literal: "literal"}[type(term)]
    yield "value", term.value
    if isinstance(term, Literal) and term.language is not None:
        yield "xml:lang", term.language
    elif isinstance(term, Literal):
        yield "datatype", term.datatype.value
    elif isinstance(term, BlankNode):
        said = sorted(wording.blanks.get(term, ()), key=str)
        yield "statements", [[each.predicate.value, str(each.object)] for each in said]
