"""Changes as text, Markdown and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.changes.compare import Changes, Kind, PropertyChange
from lq_graph.changes.description import (
    KINDS,
    LEFT_OUT,
    MORE,
    SAME,
    Description,
    Entry,
    Group,
    Line,
    Wording,
    gained_and_lost,
    old_and_new,
)
from lq_graph.text import Language
from lq_graph.triples.terms import Term

# Changes as text for a terminal.

SIGNS: Mapping[Kind, str] = MappingProxyType({Kind.ADDED: "+", Kind.CHANGED: "~", Kind.REMOVED: "-"})


def text_of(described: Description, most: int | None = None) -> str:
    """The changes as lines: the summary, then each class with its things, `+` added, `~` changed, `-` removed.

    `most` is the number of things of each class to list; the rest is counted.
    """
    lines = [described.summary]
    for group in described.groups:
        lines += ["", group.name]
        for entry in group.entries[:most]:
            kind = entry.change.kind
            lines.append(f"  {SIGNS[kind]} {entry.name}")
            for each in entry.lines:
                values = old_and_new(entry, each, described.wording.language)
                lines.append(f"      {each.property}: {values}")
        if most is not None and len(group.entries) > most:
            lines.append(f"  … {MORE.in_language(described.wording.language).format(n=len(group.entries) - most)}")
    return "\n".join(lines) + "\n"


# Changes as Markdown for a comment on a pull request.
#
# What comes from the data is text and stays text: no Markdown, HTML, link, mention or reference in it has any effect.

LIMIT = 60_000  # characters; GitHub takes 65,536, and a workflow adds some of its own
_NOTE = 200  # for what was left out
_LONG = 30  # lines that a comment shows without folding
_THING = 6_000  # for the properties of one thing
_VALUES = 10  # of one property

_SPECIAL = re.compile(r"(?i:gh-)(?=\d)|[^A-Za-z0-9 ,;?%/'\"()=]")
_LINKING = re.compile(r"[@#]|(?i:gh)-")
_BREAK = "&#8203;"  # a zero-width space, so that no user is mentioned and no issue is linked


def markdown_of(described: Description) -> str:
    """The changes as GitHub-flavoured Markdown of at most LIMIT characters; what is left out is counted."""
    language = described.wording.language
    blocks = [f"**{escaped(described.summary)}**\n", *([] if described.groups else [SAME.in_language(language)])]
    folded = sum(1 + len(entry.lines) for group in described.groups for entry in group.entries) > _LONG
    left, left_out = LIMIT - _NOTE - len(blocks[0]), 0
    for group in described.groups:
        items = _within(_items(group, language), left - len(_block(group, [], folded)))
        blocks.extend([_block(group, items, folded)] if items else [])
        left -= len(blocks[-1]) + 1 if items else 0
        left_out += len(group.entries) - len(items)
    note = [LEFT_OUT.in_language(language).format(n=left_out)] if left_out else []
    return "\n".join([*blocks, *note]).rstrip() + "\n"


def escaped(text: str) -> str:
    """A text as Markdown that shows it in one line, and does nothing else. CommonMark 0.31 §2.5."""
    return _SPECIAL.sub(lambda found: _entities(found[0]), text)


def _entities(found: str) -> str:
    plain = "".join(f"&#{ord(each)};" if each.isascii() and not each.isalnum() else each for each in found)
    return plain + _BREAK if _LINKING.fullmatch(found) else plain


def _within(items: Iterator[str], characters: int) -> list[str]:
    """The first items that fit, each with the end of its line."""
    shown: list[str] = []
    for item in items:
        characters -= len(item) + 1
        if characters < 0:
            break
        shown.append(item)
    return shown


def _block(group: Group, items: Sequence[str], folded: bool) -> str:
    heading = f"{escaped(group.name)} ({len(group.entries)})"
    body = "\n".join(items)
    if folded:
        return f"<details><summary>{heading}</summary>\n\n{body}\n\n</details>\n"
    return f"**{heading}**\n\n{body}\n"


def _items(group: Group, language: Language) -> Iterator[str]:
    for entry in group.entries:
        head = f"- {KINDS[entry.change.kind].in_language(language)}: **{escaped(entry.name)}**"
        lines = [f"  - {_line(entry, line, language)}" for line in entry.lines]
        shown = _within(iter(lines), _THING)
        more = (
            [f"  - … {MORE.in_language(language).format(n=len(lines) - len(shown))}"] if len(shown) < len(lines) else []
        )
        yield "\n".join([head, *shown, *more])


def _line(entry: Entry, line: Line, language: Language) -> str:
    added, removed = _values(line.added, language), _values(line.removed, language)
    return f"{escaped(line.property)}: {gained_and_lost(entry.change.kind, added, removed, language)}"


def _values(values: Sequence[str], language: Language) -> str:
    more = [MORE.in_language(language).format(n=len(values) - _VALUES)] if len(values) > _VALUES else []
    return ", ".join([*map(escaped, values[:_VALUES]), *more])


# Changes as JSON for programs; docs/diff.md describes it.

SCHEMA_VERSION = 1


def json_of(changes: Changes, described: Description, old: str | None, new: str | None) -> str:
    """All changes as JSON; `old` and `new` are the states as they were asked for, None for the working tree."""
    document = {
        "schemaVersion": SCHEMA_VERSION,
        "old": old,
        "new": new,
        "language": described.wording.language,
        "summary": {
            "text": described.summary,
            **{kind.value: changes.number(kind) for kind in Kind},
            "moved": changes.moved,
        },
        "things": [_thing(entry, described.wording) for group in described.groups for entry in group.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _thing(entry: Entry, wording: Wording) -> dict[str, Any]:
    return {
        "change": entry.change.kind.value,
        "thing": _term(entry.change.thing, wording),
        **({} if entry.change.was is None else {"was": _term(entry.change.was, wording)}),
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
    """The term as in SPARQL 1.1 Query Results JSON §3.2.2; a blank node with the statements about it."""
    yield "type", {NamedNode: "uri", BlankNode: "bnode", Literal: "literal"}[type(term)]
    yield "value", term.value
    if isinstance(term, Literal) and term.language is not None:
        yield "xml:lang", term.language
    elif isinstance(term, Literal):
        yield "datatype", term.datatype.value
    elif isinstance(term, BlankNode):
        statements = sorted(wording.blanks.get(term, ()), key=str)
        yield "statements", [[each.predicate.value, str(each.object)] for each in statements]
