"""Random JSON-LD, written with its statements and the position of each key and value.

It is made up. The context may stand first or last, as may addresses and types; space may stand between all signs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from random import Random

from hypothesis import strategies as st
from pyoxigraph import NamedNode

from reading.json_writer import Spot
from reading.jsonld_model import EX, TYPE, Here, Node, Value, Written, cells, written
from reading.jsonld_values import ValueWriter

BASE = "https://base.example/a/"
CONTEXT = {
    "@base": BASE,
    "@vocab": EX,
    "ex": EX,
    "id": "@id",
    "kind": "@type",
    "text": "@value",
    "name": {"@id": "ex:name", "@language": "sv"},
    "date": {"@id": "ex:date", "@type": "ex:Day"},
    "knows": {"@id": "ex:knows", "@type": "@id"},
    "sort": {"@id": "ex:sort", "@type": "@vocab"},
    "steps": {"@id": "ex:steps", "@container": "@list"},
    "tags": {"@id": "ex:tags", "@container": "@set"},
    "labels": {"@id": "ex:labels", "@container": "@language"},
    "posts": {"@id": "ex:posts", "@container": "@index"},
    "rooms": {"@id": "ex:rooms", "@container": "@index", "@index": "ex:door"},
    "things": {"@id": "ex:things", "@container": "@id"},
    "kinds": {"@id": "ex:kinds", "@container": "@type"},
    "partOf": {"@reverse": "ex:hasPart"},
    "raw": {"@id": "ex:raw", "@type": "@json"},
    "unsaid": None,
    "group": "@nest",
}
SCOPED = {
    "inner": {"@id": "ex:inner", "@context": {"note": "ex:innerNote"}},
    "Special": {"@id": "ex:Special", "@context": {"note": "ex:specialNote"}},
}
ADDRESSES = {
    "ex:a": f"{EX}a",
    f"{EX}å": f"{EX}å",
    "b": f"{BASE}b",
    "../c": "https://base.example/c",
    "": BASE,
    "#d": f"{BASE}#d",
    "urn:e:1": "urn:e:1",
}
TYPES = {"Thing": f"{EX}Thing", "ex:Type": f"{EX}Type", f"{EX}X": f"{EX}X", "Special": f"{EX}Special"}


@dataclass
class Writer(ValueWriter):
    """JSON-LD that grows, and what it says."""

    statements: list[Written] = field(default_factory=list)
    has_scopes: bool = False

    def document(self) -> None:
        """A whole document: a node, or an array or graph of nodes."""
        form = self.random.choice(["node", "array", "graph"])
        if form == "graph":
            graph = self.some(lambda: self.statements.extend(self.node(3).within))
            self.braces(self.shuffled([self.context, lambda: self.member("@graph", lambda: self.brackets(graph))]))
        elif form == "node":
            self.statements += self.node(3, has_context=True).within
        else:
            self.brackets(self.some(lambda: self.statements.extend(self.node(2, has_context=True).within)))

    def context(self) -> None:
        """The context, alone or on top of another."""
        context = dict(self.shuffled((CONTEXT | SCOPED if self.has_scopes else CONTEXT).items()))
        form = self.random.choice([context, [context], [{"@vocab": "https://other.example/", "name": "id"}, context]])
        self.member("@context", lambda: self.put(json.dumps(form, indent=self.random.choice([None, 1]))))

    def node(self, depth: int, has_context: bool = False, note: str = "note", named: Node | None = None) -> Value:
        """A node object; the parser takes its types first, then all else in its order."""
        node = named or Node(Spot())
        types: list[Written] = []
        others: list[Written] = []
        names = TYPES if self.has_scopes else [name for name in TYPES if name != "Special"]
        words = {key: self.sample(names) for key in ("@type", "kind") if self.random.random() < 0.3}
        is_special = any("Special" in each for each in words.values())
        here = Here(node, depth, "specialNote" if is_special else note, note)
        members: list[Callable[[], object]] = [self.context] if has_context else []
        members += [partial(self.types, node, key, each, types) for key, each in words.items()]
        if named is None and self.random.random() < 0.7:
            members.append(partial(self.address, node))
        members += self.some(lambda: others.extend(self.property(here)))
        brace = self.braces(self.shuffled(members))
        if node.spot.start < 0:
            node.spot.start, node.spot.end = brace.start, brace.end
        types.sort(key=lambda each: self.text[each.key.start + 1])
        return Value(node, node.spot, types + others)

    def address(self, node: Node) -> None:
        """The member that says the address of a node."""
        word, address = self.random.choice(list(ADDRESSES.items()))
        node.address = NamedNode(address)
        _, spot = self.member(self.random.choice(["@id", "id"]), lambda: self.string(word))
        node.spot.start, node.spot.end = spot.start, spot.end

    def types(self, node: Node, key: str, words: Sequence[str], said: list[Written]) -> None:
        """A member that gives types, which the parser takes in alphabetical order."""
        spots: dict[str, Spot] = {}
        if len(words) == 1 and self.random.random() < 0.5:
            key_spot, spots[words[0]] = self.member(key, lambda: self.string(words[0]))
        else:
            strings = [lambda word=word: spots.update({word: self.string(word)}) for word in words]
            key_spot, _ = self.member(key, lambda: self.brackets(strings))
        for word in sorted(words):
            said.append(Written(node, TYPE, key_spot, Value(Node(spots[word], NamedNode(TYPES[word])), spots[word])))

    def property(self, here: Here) -> list[Written]:
        """A member that says something of a node, of whatever kind."""
        kinds: list[Callable[[Here], list[Written]]] = [
            self.plain,
            self.noted,
            self.named,
            self.dated,
            self.known,
            self.kind_of,
            self.tagged,
            self.labelled,
        ]
        kinds += [self.posted, self.stepped, self.raw, self.unsaid]
        if here.depth:
            kinds += [self.part_of, self.has_part, self.included, self.grouped, self.roomed, self.thing, self.kind]
        if self.has_scopes and here.depth and here.note == here.note_within:
            kinds.append(self.inner)
        return self.random.choice(kinds)(here)

    def plain(self, here: Here) -> list[Written]:
        key = self.random.choice(["plain", "ex:plain", f"{EX}plain"])
        return self.say(here, key, "plain", lambda: self.values(here))

    def noted(self, here: Here) -> list[Written]:
        return self.say(here, "note", here.note, lambda: self.values(here))

    def named(self, here: Here) -> list[Written]:
        return self.say(here, "name", "name", lambda: [self.literal()])

    def dated(self, here: Here) -> list[Written]:
        return self.say(here, "date", "date", lambda: [self.literal()])

    def known(self, here: Here) -> list[Written]:
        return self.say(here, "knows", "knows", lambda: self.one_or_more(lambda: self.word(ADDRESSES)))

    def kind_of(self, here: Here) -> list[Written]:
        return self.say(here, "sort", "sort", lambda: self.one_or_more(lambda: self.word(TYPES)))

    def tagged(self, here: Here) -> list[Written]:
        return self.say(here, "tags", "tags", lambda: self.values(here))

    def labelled(self, here: Here) -> list[Written]:
        texts = lambda key: self.one_or_more(self.plain_text)  # noqa: E731
        return self.say(here, "labels", "labels", lambda: self.mapping(["sv", "en-GB", "@none"], texts))

    def posted(self, here: Here) -> list[Written]:
        return self.say(
            here, "posts", "posts", lambda: self.mapping(["a", "å", "@none"], lambda key: self.values(here))
        )

    def stepped(self, here: Here) -> list[Written]:
        key, items = self.member("steps", lambda: self.array_of(lambda: self.value(here)))
        return written(here.node, "steps", key, [cells(key, *items)])

    def raw(self, here: Here) -> list[Written]:
        text = self.random.choice(['[1, {"a": null}]', '{"@id": 1}', "null", '"text"', "1.50"])
        return self.say(here, "raw", "raw", lambda: [self.json(text)])

    def unsaid(self, here: Here) -> list[Written]:
        return self.say(here, "unsaid", "unsaid", lambda: self.values(here))[:0]

    def part_of(self, here: Here) -> list[Written]:
        return self.turned(here, "partOf")

    def has_part(self, here: Here) -> list[Written]:
        return self.member("@reverse", lambda: self.inside(lambda: self.turned(here, "hasPart")))[1]

    def included(self, here: Here) -> list[Written]:
        return self.member("@included", lambda: self.within(here).within)[1]

    def grouped(self, here: Here) -> list[Written]:
        """A member that only groups others; in it the parser leaves the context of the node's types."""
        within = replace(here, note=here.note_within)
        return self.member("group", lambda: self.inside(lambda: self.property(within)))[1]

    def inner(self, here: Here) -> list[Written]:
        return self.say(here, "inner", "inner", lambda: [self.within(here, note="innerNote")])

    def roomed(self, here: Here) -> list[Written]:
        """A map by a property, which is said of each node after its types."""

        def room(key: tuple[str, Spot]) -> list[Value]:
            value = self.within(here)
            assert isinstance(value.value, Node)
            types = [each for each in value.within if each.subject is value.value and each.predicate == TYPE]
            door = Written(value.value, NamedNode(f"{EX}door"), key[1], Value(key[0], key[1]))
            return [Value(value.value, value.spot, [*types, door, *value.within[len(types) :]])]

        return self.say(here, "rooms", "rooms", lambda: self.mapping(["a", "å"], room))

    def thing(self, here: Here) -> list[Written]:
        """A map by address."""

        def thing(key: tuple[str, Spot]) -> list[Value]:
            return [self.within(here, Node(key[1], NamedNode(ADDRESSES[key[0]])))]

        return self.say(here, "things", "things", lambda: self.mapping(list(ADDRESSES), thing))

    def kind(self, here: Here) -> list[Written]:
        """A map by type; its nodes have no addresses."""

        def kind(key: tuple[str, Spot]) -> list[Value]:
            node = Node(Spot())
            said: list[Written] = []
            brace = self.braces(self.some(lambda: said.extend(self.plain(Here(node, 0, here.note, here.note_within)))))
            node.spot.start, node.spot.end = brace.start, brace.end
            of_type = Written(node, TYPE, key[1], Value(Node(key[1], NamedNode(TYPES[key[0]])), key[1]))
            return [Value(node, node.spot, [of_type, *said])]

        return self.say(here, "kinds", "kinds", lambda: self.mapping(list(TYPES), kind))

    def values(self, here: Here) -> list[Value]:
        """One value or more, in whatever form; null is none."""
        form = self.random.choice(["one", "one", "array", "set", "null"])
        if form == "one":
            return [self.value(here)]
        if form == "null":
            self.put("null")
            return []
        if form == "array":
            return self.array_of(lambda: self.value(here))[1]
        return self.inside(lambda: self.member("@set", lambda: self.array_of(lambda: self.value(here))))[1][1]

    def value(self, here: Here) -> Value:
        """A value that means itself."""
        form = self.random.choice(["literal", "literal", "reference", "list", "node"])
        if form == "literal":
            return self.literal()
        if form == "list":
            return self.chained(here)
        if form == "node" and here.depth:
            return self.within(here)
        return self.inside(lambda: self.member("id", lambda: self.word(ADDRESSES)))[1]

    def within(self, here: Here, named: Node | None = None, note: str = "") -> Value:
        """A node within another."""
        return self.node(here.depth - 1, note=note or here.note_within, named=named)

    def chained(self, here: Here) -> Value:
        """A list object."""
        brace, (key, (_, items)) = self.inside_of(
            lambda: self.member("@list", lambda: self.array_of(lambda: self.value(here)))
        )
        return cells(key, brace, items)

    def say(self, here: Here, key: str, predicate: str, values: Callable[[], list[Value]]) -> list[Written]:
        """A member that says values of a node."""
        key_spot, found = self.member(key, values)
        return written(here.node, predicate, key_spot, found)

    def turned(self, here: Here, key: str) -> list[Written]:
        """A member that says a node of others."""
        key_spot, value = self.member(key, lambda: self.within(here))
        assert isinstance(value.value, Node)
        own = Value(here.node, here.node.spot)
        return [Written(value.value, NamedNode(f"{EX}hasPart"), key_spot, own), *value.within]


def writers() -> st.SearchStrategy[Writer]:
    """Writers that have written a document."""
    return st.integers(min_value=0, max_value=2**32).map(_writer)


def _writer(seed: int) -> Writer:
    random = Random(seed)
    writer = Writer(random, has_scopes=random.random() < 0.2)
    writer.document()
    return writer
