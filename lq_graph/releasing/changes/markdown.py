"""Changes as Markdown for a comment on a pull request.

What comes from the data is text and stays text: no Markdown, HTML, link, mention or reference in it has any effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lq_graph.releasing.changes.told import Entry, Group, Line, Told, gained_and_lost
from lq_graph.releasing.changes.words import KINDS, LEFT_OUT, MORE, SAME
from lq_graph.settings import Language

LIMIT = 60_000  # characters; GitHub takes 65,536, and a workflow adds some of its own
_NOTE = 200  # for what was left out
_LONG = 30  # lines that a comment shows without folding
_THING = 6_000  # for the properties of one thing
_VALUES = 10  # of one property

_SPECIAL = re.compile(r"(?i:gh-)(?=\d)|[^A-Za-z0-9 ,;?%/'\"()=]")
_LINKING = re.compile(r"[@#]|(?i:gh)-")
_BREAK = "&#8203;"  # a space of no width, so that nobody is mentioned and no issue is linked


def markdown_of(told: Told) -> str:
    """The changes as GitHub-flavoured Markdown of at most LIMIT characters; what had no place is counted."""
    language = told.wording.language
    blocks = [f"**{escaped(told.summary)}**\n", *([] if told.groups else [SAME.said(language)])]
    folded = sum(1 + len(entry.lines) for group in told.groups for entry in group.entries) > _LONG
    left, left_out = LIMIT - _NOTE - len(blocks[0]), 0
    for group in told.groups:
        items = _within(_items(group, language), left - len(_block(group, [], folded)))
        blocks.extend([_block(group, items, folded)] if items else [])
        left -= len(blocks[-1]) + 1 if items else 0
        left_out += len(group.entries) - len(items)
    note = [LEFT_OUT.said(language).format(n=left_out)] if left_out else []
    return "\n".join([*blocks, *note]).rstrip() + "\n"


def escaped(text: str) -> str:
    """A text as Markdown that shows it in one line, and does nothing else. CommonMark 0.31 §2.5."""
    return _SPECIAL.sub(lambda found: _entities(found[0]), text)


def _entities(found: str) -> str:
    plain = "".join(f"&#{ord(each)};" if each.isascii() and not each.isalnum() else each for each in found)
    return plain + _BREAK if _LINKING.fullmatch(found) else plain


def _within(items: Iterator[str], room: int) -> list[str]:
    """The first items that fit, each with the end of its line."""
    shown: list[str] = []
    for item in items:
        room -= len(item) + 1
        if room < 0:
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
        head = f"- {KINDS[entry.change.kind].said(language)}: **{escaped(entry.name)}**"
        lines = [f"  - {_line(entry, line, language)}" for line in entry.lines]
        shown = _within(iter(lines), _THING)
        more = [f"  - … {MORE.said(language).format(n=len(lines) - len(shown))}"] if len(shown) < len(lines) else []
        yield "\n".join([head, *shown, *more])


def _line(entry: Entry, line: Line, language: Language) -> str:
    added, removed = _values(line.added, language), _values(line.removed, language)
    return f"{escaped(line.property)}: {gained_and_lost(entry.change.kind, added, removed, language)}"


def _values(values: Sequence[str], language: Language) -> str:
    more = [MORE.said(language).format(n=len(values) - _VALUES)] if len(values) > _VALUES else []
    return ", ".join([*map(escaped, values[:_VALUES]), *more])
