"""Node objects of JSON-LD: what they are about, their types, and the values within."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pyoxigraph import BlankNode

from lq_graph.reading.json_text import ARRAY, JsonText
from lq_graph.reading.jsonld_context import Context
from lq_graph.reading.jsonld_shapes import Entry, Shape
from lq_graph.reading.jsonld_statements import Holder, Placed, Property, Statements
from lq_graph.reading.jsonld_terms import NO_TERM, Term
from lq_graph.triples.vocabulary import RDF_TYPE

_NO_CONTAINERS: frozenset[str] = frozenset()


class Extra(NamedTuple):
    """What the key of a map says of the value there: the word that it is the value of, and the key."""

    word: str
    key: int


class Hook(NamedTuple):
    """Where a value hangs: in which context, what it is said of, and what its key means.

    In a void, under a key that is no valid IRI, the parser says nothing with keys.
    """

    context: Context
    holder: Holder | None = None
    key: int = -1
    word: str = ""
    term: Term = NO_TERM
    containers: frozenset[str] = _NO_CONTAINERS
    is_item: bool = False
    extra: Extra | None = None
    is_void: bool = False


class _Typed(NamedTuple):
    """A type, and the key that says it."""

    key: int
    type: Placed


class _Member(NamedTuple):
    """A key with its value, by their numbers, and what the key means in which context."""

    key: int
    value: int
    entry: Entry
    context: Context


@dataclass
class _Nest:
    """Keys and values still to be read, and the context of the next one."""

    pairs: Iterator[tuple[int, int]]
    context: Context


Pairs = Sequence[tuple[int, int]]
Steps = Iterator[tuple[int, Hook]]


@dataclass(frozen=True)
class NodeObjects:
    """What reads the node objects of one text: their own statements at once, what is within as steps to walk."""

    json: JsonText
    statements: Statements

    def steps(self, value: int, pairs: Pairs, shape: Shape, hook: Hook, is_root: bool = False) -> Steps:
        """The values within a node object, in the order of the parser.

        It takes types first, then the address, then what the key of a map says, then all others as they stand.
        """
        typed, context = self._types([pairs[place] for place in shape.types], hook)
        inner = hook if context is hook.context else hook._replace(context=context)
        said = self._said(pairs, shape, hook.context, context)
        addresses = [pairs[place][1] for place in shape.addresses]
        addresses += [each.value for each in said if each.entry.keyword == "@id"]
        subject = self._subject(value, addresses, inner, bool(said))
        if subject is None:
            return iter(())
        if is_root and shape.graphs and not (typed or addresses or said):
            return ((pairs[place][1], Hook(context)) for place in shape.graphs)
        if hook.holder:
            hook.holder.say(*subject)
        self._say_types(subject, typed)
        return self._within(subject, said, inner) if said or hook.extra else iter(())

    def reference(self, subject: Placed, hook: Hook) -> Steps:
        """What is said of a subject that only its address stands for."""
        typed, context = self._types([], hook)
        self._say_types(subject, typed)
        return self._said_by_key(subject, hook._replace(context=context))

    def _say_types(self, subject: Placed, typed: Sequence[_Typed]) -> None:
        for key, (node, place) in typed:
            self.statements.add(subject, RDF_TYPE, key, node, place)

    def _types(self, pairs: Pairs, hook: Hook) -> tuple[list[_Typed], Context]:
        """The types as the parser takes them, and the context that they bring along."""
        typed: list[_Typed] = []
        context = hook.context
        for key, value in pairs:
            context = self._typed(key, self._values(value), context, typed)
        if hook.extra and hook.extra.word == "@type":
            context = self._typed(hook.extra.key, [hook.extra.key], context, typed)
        return typed, context

    def _typed(self, key: int, values: Sequence[int], context: Context, typed: list[_Typed]) -> Context:
        outer = context
        for value in sorted(values, key=self.json.texts.__getitem__):
            word = self.json.texts[value]
            context = outer.scoped(word, propagates=False) or context
            typed.append(_Typed(key, Placed(outer.node(word, is_word=True), value)))
        return context

    def _values(self, value: int) -> list[int]:
        return list(self.json.items(value)) if self.json.kinds[value] == ARRAY else [value]

    def _said(self, pairs: Pairs, shape: Shape, outer: Context, context: Context) -> list[_Member]:
        """The keys that mean something; their types may have brought another context than they were read in."""
        if context is not outer or "@nest" in shape.places:
            return list(self._flat([pairs[place] for place in shape.others], context))
        return [_Member(*pairs[place], shape.entries[place], context) for place in shape.said]

    def _flat(self, pairs: Iterable[tuple[int, int]], context: Context) -> Iterator[_Member]:
        """Keys that mean something, those within @nest in its place; types there bring along their contexts, too."""
        waiting = [_Nest(iter(pairs), context)]
        while waiting:
            nest = waiting[-1]
            key, value = next(nest.pairs, (-1, -1))
            entry = nest.context.entry(self.json.texts[key])
            if key < 0:
                waiting.pop()
            elif entry.keyword == "@nest":
                waiting.append(self._nest(key, value, nest.context))
            elif entry.is_said:
                yield _Member(key, value, entry, nest.context)
                if entry.keyword == "@type":
                    nest.context = self._typed(key, self._values(value), nest.context, [])

    def _nest(self, key: int, value: int, context: Context) -> _Nest:
        if self.json.kinds[value] == ARRAY:
            return _Nest(((key, item) for item in self.json.items(value)), context)
        inner = context.scoped(self.json.texts[key]) or context.previous or context
        return _Nest(self.json.members(value), inner)

    def _subject(self, value: int, addresses: Sequence[int], hook: Hook, has_more: bool) -> Placed | None:
        """The node that an object is; None for an object that is nothing."""
        of_map = hook.extra.key if hook.extra and hook.extra.word == "@id" else value
        place = addresses[0] if addresses else of_map
        if place == value:
            return Placed(BlankNode(), value)
        text = self.json.texts[place]
        node = hook.context.node(text)
        if node or hook.context.expand(text, is_relative=True, is_word=False) is not None:
            return Placed(node, place)
        return Placed(BlankNode(), value) if has_more else None

    def _within(self, subject: Placed, members: Sequence[_Member], hook: Hook) -> Steps:
        yield from self._said_by_key(subject, hook)
        for member in members:
            if member.entry.is_property:
                yield member.value, self._hook(member, subject, hook.is_void)
            elif member.entry.keyword == "@included":
                yield member.value, Hook(member.context, is_void=hook.is_void)
            elif member.entry.keyword == "@reverse":
                yield from self._reversed(member, subject, hook.is_void)
            elif member.entry.keyword == "@type":
                typed: list[_Typed] = []
                self._typed(member.key, self._values(member.value), member.context, typed)
                self._say_types(subject, typed)

    def _reversed(self, member: _Member, subject: Placed, is_void: bool) -> Steps:
        for key, value in self.json.members(member.value):
            entry = member.context.entry(self.json.texts[key])
            if entry.is_property:
                yield value, self._hook(_Member(key, value, entry, member.context), subject, is_void, turns=True)

    def _said_by_key(self, subject: Placed, hook: Hook) -> Steps:
        if hook.extra and not hook.extra.word.startswith("@"):
            key = hook.extra.key
            entry = hook.context.entry(hook.extra.word)
            yield key, self._hook(_Member(key, key, entry, hook.context), subject, hook.is_void)

    def _hook(self, member: _Member, subject: Placed, is_void: bool, turns: bool = False) -> Hook:
        term = member.entry.term
        predicate = None if is_void else member.entry.predicate
        holder = Property(self.statements, subject, predicate, member.key, term.is_reverse != turns)
        word = self.json.texts[member.key]
        return Hook(member.context, holder, member.key, word, term, term.containers, False, None, predicate is None)
