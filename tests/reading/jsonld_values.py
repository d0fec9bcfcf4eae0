"""Random made-up literals, terms, arrays and maps of JSON-LD."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from pyoxigraph import NamedNode

from reading.json_writer import JsonWriter, Spot
from reading.jsonld_model import EX, Node, Value

TEXTS = ["", "text", "åäö", "😀 𝔸", 'a "quoted" one', "back\\slash", "two\nlines", "{[,:]}", "@id", "ex:a"]


class ValueWriter(JsonWriter):
    """Values that hang on no node."""

    def literal(self) -> Value:
        """A text, number or truth, maybe in an object with its type or language."""
        form = self.random.choice(["text", "number", "truth", "object"])
        if form == "text":
            return self.plain_text()
        if form == "number":
            number = self.random.choice(["0", "-7", "12"])
            return Value(number, self.put(number))
        if form == "truth":
            truth = self.random.choice(["true", "false"])
            return Value(truth, self.put(truth))
        found: list[Value] = []
        members: list[Callable[[], object]] = [
            lambda: found.append(self.member(self.random.choice(["@value", "text"]), self.plain_text)[1])
        ]
        more = self.random.choice([{}, {"@type": "ex:Type"}, {"kind": f"{EX}Type"}, {"@language": "sv"}])
        members += [partial(self.member, key, partial(self.string, text)) for key, text in more.items()]
        self.braces(self.shuffled(members))
        return found[0]

    def plain_text(self) -> Value:
        """A text that means itself."""
        text = self.random.choice(TEXTS)
        return Value(text, self.string(text))

    def word(self, words: Mapping[str, str]) -> Value:
        """A text that stands for an address."""
        word, address = self.random.choice(list(words.items()))
        spot = self.string(word)
        return Value(Node(spot, NamedNode(address)), spot)

    def json(self, text: str) -> Value:
        """JSON as a literal; one in brackets or braces stands at those."""
        spot = self.put(text)
        return Value(None, Spot(spot.start, spot.start + 1) if text[0] in "[{" else spot)

    def one_or_more(self, value: Callable[[], Value]) -> list[Value]:
        """One value, or an array of some."""
        return [value()] if self.random.random() < 0.5 else self.array_of(value)[1]

    def mapping(self, keys: Sequence[str], values: Callable[[tuple[str, Spot]], list[Value]]) -> list[Value]:
        """The values of a map; its keys are told to what writes its values."""
        found: list[Value] = []
        self.braces([partial(self.entry, key, values, found) for key in self.sample(keys)])
        return found

    def entry(self, key: str, values: Callable[[tuple[str, Spot]], list[Value]], found: list[Value]) -> None:
        """A member of a map."""
        spot = self.string(key)
        self.sign(":")
        found += values((key, spot))

    def array_of(self, value: Callable[[], Value]) -> tuple[Spot, list[Value]]:
        """An array of some values, and where it begins."""
        found: list[Value] = []
        bracket = self.brackets(self.some(lambda: found.append(value())))
        return bracket, found
