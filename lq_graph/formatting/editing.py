"""Turtle files with statements added and removed: their comments and the order of their subjects stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from lq_graph.errors import EngineError
from lq_graph.formatting.document import Block, Collection, CommentBlock, Document, Item, Lines, Property, Value
from lq_graph.formatting.ordering import canonical
from lq_graph.formatting.terms import TermWriter
from lq_graph.formatting.turtle import content_of, has_statements, read_document
from lq_graph.names import Names
from lq_graph.triples.vocabulary import RDF_TYPE

Element = Block | CommentBlock
_ANYWHERE: Mapping[object, object] = MappingProxyType({})


def edited(
    path: Path,
    content: bytes,
    added: Sequence[Triple],
    removed: Set[Triple],
    *,
    names: Names,
    after: Mapping[object, object] = _ANYWHERE,
) -> bytes:
    """A Turtle content in canonical form with some statements added and others, which have no blank nodes, removed.

    Statements are added to the block of their subject that states its class, else to the first. A new subject comes
    after the block of the subject that `after` names for it, or at the end. The comments on what is removed stay: on a
    value above the values that are left, on a property at the end of the block, on a block in its place. Raises as
    `formatting.turtle.formatted`.
    """
    source, document = read_document(path, content)
    text = content_of(document)
    if text != content:
        _, document = read_document(path, text)
    stated = frozenset(source.triples)
    new = [triple for triple in dict.fromkeys(added) if triple not in stated]
    gone = (stated & removed).difference(added)
    if not new and not gone:
        return text
    result = content_of(_edited(canonical(document), new, gone, names, after))
    if not has_statements(path, result, [*(stated - gone), *new]):
        raise EngineError(f"{path}: the edited text would not say what was meant, so it was not made; please report it")
    return result


def _edited(
    document: Document,
    added: Iterable[Triple],
    removed: Iterable[Triple],
    names: Names,
    after: Mapping[object, object],
) -> Document:
    blocks = _blocks_of_subjects(document)
    adding, removing = _by_subject(added), _by_subject(removed)
    changing = [subject for subject in blocks if subject in adding or subject in removing]
    reviser = _Reviser(document, [block for subject in changing for block in blocks[subject].values()], names)

    instead: dict[int, Sequence[Element]] = {}
    for subject in changing:
        home = next((number for number, block in blocks[subject].items() if reviser.states_class(block)), None)
        first = next(iter(blocks[subject]))
        for number, block in blocks[subject].items():
            more = adding.get(subject, ()) if number == (first if home is None else home) else ()
            instead[number] = reviser.revised(block, more, removing.get(subject, ()))

    following: dict[int, list[Element]] = defaultdict(list)
    for subject, triples in adding.items():
        if subject not in blocks:
            place = list(blocks.get(after.get(subject), {len(document.elements) - 1: None}))[-1]
            following[place].append(reviser.new_block(triples))

    elements = [*following[-1]]
    for number, element in enumerate(document.elements):
        elements += (*instead.get(number, [element]), *following[number])
    return replace(document, prefixes=(*document.prefixes, *reviser.new_prefixes()), elements=tuple(elements))


def _blocks_of_subjects(document: Document) -> Mapping[object, Mapping[int, Block]]:
    """The blocks of each subject by their places among the elements; those of blank nodes in brackets are left out."""
    terms = _terms(document, [block.subject.value for block in document.blocks()])
    found: dict[object, dict[int, Block]] = defaultdict(dict)
    for number, element in enumerate(document.elements):
        if isinstance(element, Block) and (text := _text(element.subject.value)) is not None:
            found[terms[text]][number] = element
    return found


def _by_subject(triples: Iterable[Triple]) -> Mapping[object, list[Triple]]:
    found: dict[object, list[Triple]] = {}
    for triple in triples:
        found.setdefault(triple.subject, []).append(triple)
    return found


class _Reviser:
    """Writes blocks anew, with the prefixes of their document."""

    def __init__(self, document: Document, blocks: Iterable[Block], names: Names) -> None:
        properties = [each for block in blocks for each in block.properties]
        predicates = [each.predicate for each in properties if each.predicate != "a"]
        objects = [item.value for each in properties for item in each.items]
        self._terms = {"a": RDF_TYPE, **_terms(document, [*predicates, *objects])}
        declared = {prefix.name[:-1]: prefix.address for prefix in document.prefixes if prefix.name}
        addresses = _terms(document, declared.values())
        spaces = {name: term.value for name, text in declared.items() if isinstance(term := addresses[text], NamedNode)}
        self._writer = TermWriter(names, spaces)
        self.new_prefixes = self._writer.prefixes

    def states_class(self, block: Block) -> bool:
        """Whether a block states a class of its subject."""
        return any(self._terms[each.predicate] == RDF_TYPE for each in block.properties)

    def new_block(self, triples: Sequence[Triple]) -> Block:
        """The block of a new subject."""
        return Block(Item(self._writer.term(triples[0].subject)), tuple(self._properties(triples)))

    def revised(self, block: Block, added: Iterable[Triple], removed: Iterable[Triple]) -> Sequence[Element]:
        """A block with some values and without others; of one that has no statement left, the comments."""
        new, gone = _by_predicate(added), _by_predicate(removed)
        properties: list[Property] = []
        tail = block.tail
        for each in block.properties:
            predicate = self._terms[each.predicate]
            unwanted = {triple.object for triple in gone.get(predicate, ())}
            kept = tuple(item for item in each.items if self._term(item) not in unwanted)
            comments = _comments(item for item in each.items if self._term(item) in unwanted)
            items = kept + self._items(new.pop(predicate, ()))
            if items == each.items:
                properties.append(each)
            elif items:
                properties.append(replace(each, items=items, above=each.above + comments, is_line=False))
            else:
                tail += each.above + each.beside + comments + each.behind
        properties += self._properties(triple for triples in new.values() for triple in triples)
        if properties:
            return [Block(block.subject, tuple(properties), tail)]
        comments = _comments([block.subject]) + tail
        return [CommentBlock(comments)] if comments else []

    def _properties(self, triples: Iterable[Triple]) -> Iterator[Property]:
        for group in _by_predicate(triples).values():
            yield Property(self._writer.predicate(group[0].predicate), self._items(group))

    def _items(self, triples: Iterable[Triple]) -> tuple[Item, ...]:
        return tuple(Item(self._writer.term(triple.object)) for triple in triples)

    def _term(self, item: Item) -> object:
        """The term of an item; None for brackets with statements in them."""
        text = _text(item.value)
        return None if text is None else self._terms[text]


def _by_predicate(triples: Iterable[Triple]) -> dict[object, list[Triple]]:
    found: dict[object, list[Triple]] = {}
    for triple in triples:
        found.setdefault(triple.predicate, []).append(triple)
    return found


def _comments(items: Iterable[Item]) -> Lines:
    """The comments on items, and those inside an empty list."""
    inside = ((item, item.value.tail if isinstance(item.value, Collection) else ()) for item in items)
    return tuple(line for item, lines in inside for line in (*item.above, *lines, *item.beside))


# What a term as written stands for.

_SUBJECT, _PREDICATE = "urn:x-term:", "<urn:x-term:is>"


def _terms(document: Document, values: Iterable[Value]) -> dict[str, object]:
    """The terms of names and literals of a document, by their texts; brackets with statements are left out."""
    distinct = list(dict.fromkeys(text for value in values if (text := _text(value)) is not None))
    lines = [f"<{_SUBJECT}{number}> {_PREDICATE} {text} ." for number, text in enumerate(distinct)]
    quads = parse("\n".join([*document.declarations(), *lines]), format=RdfFormat.TURTLE)
    by_number = {quad.subject: quad.object for quad in quads}
    return {text: by_number[NamedNode(f"{_SUBJECT}{number}")] for number, text in enumerate(distinct)}


def _text(value: Value) -> str | None:
    """The text of a name or a literal, and of the empty list, which has a name; None for other brackets."""
    if isinstance(value, Collection) and not value.items:
        return "()"
    return value if isinstance(value, str) else None
