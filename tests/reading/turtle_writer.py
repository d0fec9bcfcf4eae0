"""Random Turtle, written with its statements and the position of each term.

It is made up. Every term may stand beside random space and comments; addresses may hang on a base and on prefixes that
are declared anew on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from lq_graph.reading.text_positions import Span, Spans

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DEPTH = 3

Said = NamedNode | Literal | Hashable  # a blank node is whatever tells it from others
Stretch = tuple[int, int]
Put = tuple[Said, Stretch]
PutPredicate = tuple[NamedNode, Stretch]

LOCALS = {
    "s": "s",
    "åäö": "åäö",
    "a.b": "a.b",
    r"x\,y": "x,y",
    r"e\'": "e'",
    "c%20d": "c%20d",
    "𝔸": "𝔸",
    "1:2": "1:2",
    "": "",
}
TEXTS = {
    '""': "",
    "''": "",
    '"text"': "text",
    r'"a \"quoted\" one"': 'a "quoted" one',
    "'# no comment, [ nor ( one'": "# no comment, [ nor ( one",
    r'"åäö \u00E5 😀 \\"': "åäö å 😀 \\",
    '"""two\nlines"""': "two\nlines",
    '"""with ""quotes" . in it"""': 'with ""quotes" . in it',
    "'''three\r\n\r\nlines'''": "three\r\n\r\nlines",
    "'''one\rtwo'''": "one\rtwo",
}
NUMBERS = {"7": "integer", "-007": "integer", "+1.50": "decimal", ".5": "decimal", "1e9": "double", "1.E-3": "double"}
GAPS = [" ", " ", " ", "\n", "\n    ", "\r\n", "\r", "\t", ' # {} "a" ] ) .\n', "\n#{}\n\n", " #å😀{}\r\n", "\n\n#{}\n"]
ADDRESSES = ["https://example.org/", "https://example.org/å/", "http://example.com/ns#"]


@dataclass(frozen=True)
class Written:
    """What a statement says, and where it stands."""

    subject: Said
    predicate: NamedNode
    value: Said
    spans: Spans


@dataclass
class Writer:
    """A text that grows, and what it says so far."""

    draw: Callable[[st.SearchStrategy[object]], object]
    is_steady: bool = False  # each prefix has one address, and so has the base
    text: str = ""
    comments: list[str] = field(default_factory=list)
    statements: list[tuple[Put, PutPredicate, Put]] = field(default_factory=list)
    prefixes: dict[str, str] = field(default_factory=dict)
    base: str = ""
    nodes: int = 0

    def choose(self, *choices: str) -> str:
        """One of some texts."""
        return str(self.draw(st.sampled_from(choices)))

    def times(self, least: int, most: int) -> range:
        """As many times as chance will."""
        return range(int(str(self.draw(st.integers(least, most)))))

    def write(self, text: str) -> Stretch:
        """Writes a text, and tells where."""
        start = len(self.text)
        self.text += text
        return start, len(self.text)

    def gap(self, may_be_empty: bool = False) -> None:
        """Writes space, or a comment that there is once; nothing at times where nothing need stand."""
        gap = self.choose(*GAPS, *([""] * 6 if may_be_empty else [])).format(len(self.comments))
        if "#" in gap:
            self.comments.append(gap.strip())
        self.write(gap)

    def node(self) -> Hashable:
        """A new blank node."""
        self.nodes += 1
        return self.nodes

    def say(self, subject: Put, predicate: PutPredicate, value: Put) -> None:
        """Notes a statement, each term with its place."""
        self.statements.append((subject, predicate, value))

    def written(self) -> list[Written]:
        """All statements with their spans."""
        starts = [0, *(found.end() for found in re.finditer("\r\n|\r|\n", self.text))]
        return [
            Written(subject, predicate, value, Spans(*(self._span(starts, place) for place in places)))
            for (subject, a), (predicate, b), (value, c) in self.statements
            for places in [(a, b, c)]
        ]

    def _span(self, starts: list[int], place: Stretch) -> Span:
        line = sum(start <= place[0] for start in starts)
        first_line = re.split("[\r\n]", self.text[slice(*place)])[0]
        return Span(line, place[0] - starts[line - 1] + 1, len(first_line))


def iri(writer: Writer) -> PutPredicate:
    """Writes an address: full, on the base, or with a prefix."""
    kind = writer.choose("full", "full", "base", "prefix", "prefix", "prefix")
    if kind == "prefix" and writer.prefixes:
        prefix, local = writer.choose(*writer.prefixes), writer.choose(*LOCALS)
        return NamedNode(writer.prefixes[prefix] + LOCALS[local]), writer.write(f"{prefix}:{local}")
    name = writer.choose("a", "b#c", "ö")
    if kind == "base" and writer.base:
        return NamedNode(writer.base + name), writer.write(f"<{name}>")
    return NamedNode(f"https://example.org/{name}"), writer.write(f"<https://example.org/{name}>")


def predicate(writer: Writer) -> PutPredicate:
    """Writes a predicate."""
    if writer.choose("a", "iri", "iri") == "a":
        return NamedNode(f"{RDF}type"), writer.write("a")
    return iri(writer)


def literal(writer: Writer) -> tuple[Literal, Stretch]:
    """Writes a text with or without a language or datatype, a number or a boolean."""
    kind = writer.choose("text", "text", "language", "datatype", "number", "boolean")
    if kind == "number":
        number = writer.choose(*NUMBERS)
        return Literal(number, datatype=NamedNode(XSD + NUMBERS[number])), writer.write(number)
    if kind == "boolean":
        word = writer.choose("true", "false")
        return Literal(word, datatype=NamedNode(f"{XSD}boolean")), writer.write(word)
    text = writer.choose(*TEXTS)
    start, end = writer.write(text)
    if kind == "text":
        return Literal(TEXTS[text]), (start, end)
    if writer.choose("", "", "apart"):
        writer.gap()
    if kind == "language":
        tag = writer.choose("sv", "en", "sv-SE")
        return Literal(TEXTS[text], language=tag.lower()), (start, writer.write(f"@{tag}")[1])
    writer.write("^^")
    datatype, (_, end) = iri(writer)
    return Literal(TEXTS[text], datatype=datatype), (start, end)


def value(writer: Writer, depth: int, say: Callable[[Put], None]) -> None:
    """Writes an object, and says the statement that it ends."""
    kind = writer.choose("iri", "iri", "literal", "literal", "label", "[]", "()", *(["[", "("] if depth else []))
    if kind == "(":
        say(collection(writer, depth - 1))
    elif kind == "[":
        say(description(writer, depth - 1))
    else:
        say(_simple(writer, kind))


def _simple(writer: Writer, kind: str) -> Put:
    if kind == "label":
        label = writer.choose("x", "y.z", "1", "å")
        return f"_:{label}", writer.write(f"_:{label}")
    if kind in {"[]", "()"}:
        start, _ = writer.write(kind[0])
        writer.gap(may_be_empty=True)
        end = writer.write(kind[1])[1]
        return (writer.node() if kind == "[]" else NamedNode(f"{RDF}nil")), (start, end)
    return literal(writer) if kind == "literal" else iri(writer)


def description(writer: Writer, depth: int) -> Put:
    """Writes a blank node with what it has."""
    node, start = writer.node(), writer.write("[")[0]
    later: list[Callable[[Stretch], None]] = []
    writer.gap(may_be_empty=True)
    properties(writer, depth, lambda verb, of: later.append(lambda place: writer.say((node, place), verb, of)))
    end = writer.write("]")[1]
    for statement in later:
        statement((start, end))
    return node, (start, end)


def collection(writer: Writer, depth: int) -> Put:
    """Writes a list of one to three items."""
    start = writer.write("(")[0]
    items: list[Put] = []
    for _ in writer.times(1, 3):
        writer.gap(may_be_empty=not items)
        value(writer, depth, items.append)
    writer.gap(may_be_empty=True)
    bracket = writer.write(")")
    nodes = [(writer.node(), place) for _, place in items]
    nodes[0] = (nodes[0][0], (start, bracket[1]))
    following = [
        *((node, item[1]) for (node, _), item in zip(nodes, items, strict=True)),
        (NamedNode(f"{RDF}nil"), bracket),
    ]
    for node, item, rest in zip(nodes, items, following[1:], strict=True):
        writer.say(node, (NamedNode(f"{RDF}first"), item[1]), item)
        writer.say(node, (NamedNode(f"{RDF}rest"), rest[1]), rest)
    return nodes[0][0], (start, bracket[1])


Saying = Callable[[PutPredicate, Put], None]


def properties(writer: Writer, depth: int, say: Saying) -> None:
    """Writes predicates with their objects, and a gap."""
    for number in writer.times(1, 3):
        if number:
            writer.write(";" * (1 + len(writer.times(0, 1))))
            writer.gap(may_be_empty=True)
        verb = predicate(writer)
        for number_ in writer.times(1, 3):
            if number_:
                writer.write(",")
            writer.gap()
            value(writer, depth, lambda of, verb=verb: say(verb, of))  # type: ignore[misc]
            writer.gap(may_be_empty=True)
    writer.write(writer.choose("", "", ";", " ;; "))


def block(writer: Writer) -> None:
    """Writes a subject with what it has."""
    kind = writer.choose("iri", "iri", "label", "[]", "()", "[", "(")
    if kind == "[":
        subject = description(writer, DEPTH)
    elif kind == "(":
        subject = collection(writer, DEPTH)
    else:
        subject = _simple(writer, kind)
    if kind != "[" or writer.choose("", "more"):
        writer.gap()
        properties(writer, DEPTH, lambda verb, of: writer.say(subject, verb, of))
    writer.gap(may_be_empty=True)
    writer.write(".")


def directive(writer: Writer) -> None:
    """Declares a prefix, new or anew, or the base."""
    word = writer.choose("@prefix", "PREFIX", "Prefix", "@base", "BASE")
    address = writer.choose(*ADDRESSES)
    writer.write(word)
    writer.gap()
    if "base" in word.lower():
        address = writer.base = ADDRESSES[0] if writer.is_steady else address.removesuffix("ns#")
    else:
        prefix = writer.choose("", "p", "p.q", "å", "a")
        address = writer.prefixes[prefix] = ADDRESSES[len(prefix) % 3] if writer.is_steady else address
        writer.write(f"{prefix}:")
        writer.gap(may_be_empty=True)
    writer.write(f"<{address}>")
    writer.gap(may_be_empty=True)
    writer.write("." if word.startswith("@") else "")


@st.composite
def writers(draw: Callable[[st.SearchStrategy[object]], object], is_steady: bool = False) -> Writer:
    """A writer who has written a whole document."""
    writer = Writer(draw, is_steady)
    for _ in writer.times(0, 8):
        writer.gap()
        (directive if writer.choose("directive", "block", "block") == "directive" else block)(writer)
    writer.gap()
    return writer
