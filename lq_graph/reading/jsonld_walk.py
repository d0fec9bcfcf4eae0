"""The walk through a JSON-LD text that makes its statements in the order of the parser."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import BlankNode, Literal

from lq_graph.reading.json_text import ARRAY, ATOM, OBJECT, STRING, JsonText
from lq_graph.reading.jsonld_context import Context
from lq_graph.reading.jsonld_nodes import Extra, Hook, NodeObjects, Pairs, Steps
from lq_graph.reading.jsonld_statements import ANY_LITERAL, Cells, Holder, Placed, Statements, Value
from lq_graph.reading.jsonld_terms import NO_TERM

_ADDRESSES = ("@id", "@vocab")
_BOOLEANS = ("true", "false")
_MAPS = {"@index", "@id", "@type"}
_NO_CONTAINERS: frozenset[str] = frozenset()


def jsonld_statements(json: JsonText) -> Statements:
    """The statements of a text that the parser accepts, in its order.

    An address, a literal or a type stands where its string or number does; a node without an address where its object
    begins, a list where its array or object begins. What the parser leaves out, such as what is said with an address
    that is not valid, is left out here too.
    """
    statements = Statements()
    _Walk(json, statements, NodeObjects(json, statements), Hook(Context(json))).run()
    return statements


@dataclass(frozen=True)
class _Walk:
    json: JsonText
    statements: Statements
    nodes: NodeObjects
    root: Hook

    def run(self) -> None:
        """Walk in the order of the text, however deep it is nested."""
        waiting: list[Steps] = [iter([(0, self.root)])]
        while waiting:
            step = next(waiting[-1], None)
            if step is None:
                waiting.pop()
                continue
            within = self._value(*step)
            if within is not None:
                waiting.append(within)

    def _value(self, value: int, hook: Hook) -> Steps | None:
        kind = self.json.kinds[value]
        if hook.holder is not None and hook.term.coercion == "@json":
            hook.holder.say(ANY_LITERAL, value)
            return None
        if kind == ARRAY:
            return self._array(value, hook)
        if kind == OBJECT:
            return self._object(value, hook)
        if hook.holder is None or self._is_null(value):
            return None
        return self._scalar(value, hook, hook.holder)

    def _array(self, value: int, hook: Hook) -> Steps:
        inner = hook._replace(is_item=True)
        if "@list" in hook.containers:
            return self._list(value, hook.key, self.json.items(value), inner)
        return ((item, inner) for item in self.json.items(value))

    def _list(self, place: int, key: int, items: Iterable[int], hook: Hook) -> Steps:
        if hook.holder is None:
            return
        cells = Cells(self.statements, hook.holder, place, key)
        inner = hook._replace(holder=cells)
        for item in items:
            yield item, inner
        cells.close()

    def _scalar(self, value: int, hook: Hook, holder: Holder) -> Steps | None:
        if "@list" in hook.containers and not hook.is_item:
            return self._list(value, hook.key, [value], hook._replace(is_item=True))
        scoped = None if hook.term.context is None else hook.context.scoped(hook.word)
        context = scoped or hook.context
        term = context.terms.get(hook.word, NO_TERM) if scoped else hook.term
        if self.json.kinds[value] == STRING and term.coercion in _ADDRESSES:
            return self._reference(value, hook, context, term.coercion == "@vocab")
        language = term.languages[0] if term.languages else context.language
        holder.say(self._literal(value, None if term.coercion else language), value)
        return None

    def _reference(self, value: int, hook: Hook, context: Context, is_word: bool) -> Steps | None:
        iri = context.expand(self.json.texts[value], is_relative=True, is_word=is_word)
        if hook.holder is None or iri is None:
            return None
        node = (context.previous or context).node(iri) if is_word else context.node(self.json.texts[value])
        hook.holder.say(node, value)
        return self.nodes.reference(Placed(node, value), hook._replace(context=context)) if hook.extra else None

    def _literal(self, value: int, language: str | None) -> Value:
        text = self.json.texts[value]
        if self.json.kinds[value] != STRING:
            return text if text in _BOOLEANS else ANY_LITERAL
        return text if language is None or _is_language(language) else None

    def _object(self, value: int, hook: Hook) -> Steps | None:
        if hook.holder is not None and "@graph" in hook.containers:
            if not hook.containers & _MAPS:
                hook.holder.say(BlankNode(), value)
            return None
        if not hook.is_item and hook.containers & _MAPS:
            return self._map(value, hook)
        if not hook.is_item and "@language" in hook.containers:
            self._language_map(value, hook)
            return None
        return self._plain_object(value, hook)

    def _map(self, value: int, hook: Hook) -> Steps:
        """The values of a map by index, address or type, which is outside the context of a type."""
        context = hook.context.previous or hook.context
        word = next((each for each in ("@id", "@type") if each in hook.containers), hook.term.index_word)
        for key, member in self.json.members(value):
            text = self.json.texts[key]
            is_none = "@none" in (text, hook.context.entry(text).keyword)
            inner = _in_context(hook, (context.scoped(text, propagates=False) if word == "@type" else None) or context)
            extra = None if is_none or not word else Extra(word, key)
            yield member, inner._replace(containers=_NO_CONTAINERS, extra=extra)

    def _language_map(self, value: int, hook: Hook) -> None:
        for key, member in self.json.members(value):
            language = self.json.texts[key]
            if "@none" in (language, hook.context.expand(language, is_relative=False, is_word=False)):
                language = ""
            for item in self.json.items(member) if self.json.kinds[member] == ARRAY else (member,):
                if hook.holder and not self._is_null(item):
                    hook.holder.say(self._literal(item, language or None), item)

    def _plain_object(self, value: int, hook: Hook) -> Steps | None:
        texts = self.json.texts
        pairs = list(self.json.members(value))
        keys = tuple([texts[key] for key, _ in pairs])
        inner = _in_context(hook, self._context(pairs, keys, hook))
        shape = inner.context.shape(keys)
        if "@list" in shape.places:
            key, items = pairs[shape.places["@list"]]
            return self._list(value, key, [items], inner._replace(containers=_NO_CONTAINERS, is_item=False, extra=None))
        if "@set" in shape.places:
            _, items = pairs[shape.places["@set"]]
            return iter([(items, inner._replace(containers=_NO_CONTAINERS, is_item=False))])
        if "@list" in hook.containers and not hook.is_item:
            return self._list(value, hook.key, [value], hook._replace(is_item=True))
        if shape.is_literal:
            self._value_object({word: pairs[place][1] for word, place in shape.places.items()}, inner)
            return None
        return self.nodes.steps(value, pairs, shape, inner, is_root=hook is self.root)

    def _value_object(self, values: Mapping[str | None, int], hook: Hook) -> None:
        if hook.holder is None or "@value" not in values:
            return
        type, language = (self.json.texts[values[word]] if word in values else None for word in ("@type", "@language"))
        if type and hook.context.expand(type, is_relative=True, is_word=True) == "@json":
            hook.holder.say(ANY_LITERAL, values["@value"])
        elif not self._is_null(values["@value"]):
            hook.holder.say(self._literal(values["@value"], language), values["@value"])

    def _context(self, pairs: Pairs, keys: tuple[str, ...], hook: Hook) -> Context:
        """The context within an object: of its place, of its key, and its own."""
        context = hook.context
        if context.previous is not None and not context.shape(keys).is_reference:
            context = context.previous
        if hook.term.context is not None:
            context = hook.context.scoped(hook.word) or context
        if "@context" in keys:
            context = context.extended(pairs[keys.index("@context")][1])
        return context

    def _is_null(self, value: int) -> bool:
        return self.json.kinds[value] == ATOM and self.json.texts[value] == "null"


def _in_context(hook: Hook, context: Context) -> Hook:
    """The same place in another context, where the key may mean something else for the values within."""
    if context is hook.context:
        return hook
    return hook._replace(context=context, term=context.terms.get(hook.word, NO_TERM))


@lru_cache(maxsize=1024)
def _is_language(tag: str) -> bool:
    try:
        Literal("", language=tag)
    except ValueError:
        return False
    return True
