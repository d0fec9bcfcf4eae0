"""The terms of changes in words: names of things and properties, values as a person writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.checking.labels import Labels
from lq_graph.labels import TERM_WORDS
from lq_graph.names import RDF, XSD
from lq_graph.releasing.changes.excerpt import shortened, visible
from lq_graph.releasing.changes.words import IN_LANGUAGE, NAMELESS, NO, YES, language_name
from lq_graph.settings import Language
from lq_graph.triples.terms import Term

_FIRST, _REST, _NIL = (NamedNode(f"{RDF}{name}") for name in ("first", "rest", "nil"))
_STRING, _BOOLEAN = NamedNode(f"{XSD}string"), NamedNode(f"{XSD}boolean")
_QUOTES: Mapping[Language, tuple[str, str]] = {"sv": ("”", "”"), "en": ("“", "”")}
_DEEP = 3
_TRUTH = {"true": YES, "1": YES, "false": NO, "0": NO}


@dataclass(frozen=True)
class Wording:
    """The words of one language for the terms of both states; `blanks` are the statements about blank nodes."""

    labels: Labels
    blanks: Mapping[BlankNode, list[Triple]]
    language: Language

    def has_name(self, term: Term) -> bool:
        """Whether there is anything to call a term but its address."""
        return self._label(term) is not None

    def name(self, term: Term) -> str:
        """What to call a thing, a class or a property: its label, a word for it, or its address in short."""
        if isinstance(term, NamedNode):
            return visible(shortened(self._label(term) or self.labels.short(term.value)))
        return self._label(term) or self.value(term)

    def property(self, predicate: NamedNode, language: str | None) -> str:
        """What to call a property, with the language of its values if they have one."""
        name = self.name(predicate)
        if language is None:
            return name
        spoken = language_name(language).said(self.language)
        return IN_LANGUAGE.said(self.language).format(property=name, language=visible(spoken))

    def address(self, term: Term) -> str:
        """The address of a thing in short, to tell it from its namesakes."""
        return visible(self.labels.short(term.value)) if isinstance(term, NamedNode) else NAMELESS.said(self.language)

    def value(self, term: Term, exact: bool = False, depth: int = 0) -> str:
        """A value: a thing by its name, a text in quotes, anything else as it is written.

        `exact` adds the address or the datatype, for values that would look the same without.
        """
        if isinstance(term, BlankNode):
            return self._described(term, depth)
        if isinstance(term, NamedNode):
            return f"{self.name(term)} <{self.address(term)}>" if exact else self.name(term)
        plain = self._literal(term)
        return f"{plain} ({visible(self.labels.short(term.datatype.value))})" if exact else plain

    def quoted(self, text: str) -> str:
        """A text in the quotes of the language."""
        first, last = _QUOTES[self.language]
        return f"{first}{visible(text)}{last}"

    def _label(self, term: Term) -> str | None:
        label = self.labels.label(term) or (TERM_WORDS.get(term.value) if isinstance(term, NamedNode) else None)
        return (label.said(self.language).strip() or None) if label else None

    def _literal(self, literal: Literal) -> str:
        if is_text(literal):
            return self.quoted(shortened(literal.value))
        if literal.datatype == _BOOLEAN and literal.value in _TRUTH:
            return _TRUTH[literal.value].said(self.language)
        return visible(shortened(literal.value))

    def _described(self, blank: BlankNode, depth: int) -> str:
        items = self._items(blank)
        if depth >= _DEEP:
            return "[…]"
        if items is not None:
            return f"({', '.join(self.value(item, depth=depth + 1) for item in items)})"
        said = sorted(self._statement(triple, depth + 1) for triple in self.blanks.get(blank, ()))
        return f"[{'; '.join(said)}]"

    def _statement(self, triple: Triple, depth: int) -> str:
        language = triple.object.language if isinstance(triple.object, Literal) else None
        value = self.value(triple.object, depth=depth)  # type: ignore[arg-type]
        return f"{self.property(triple.predicate, language)}: {value}"

    def _items(self, node: Term) -> list[Term] | None:
        """The items of a list, None for a blank node that is no list. RDF Schema §5.2."""
        items: list[Term] = []
        seen: set[Term] = set()
        while node != _NIL:
            about = self.blanks.get(node, ()) if isinstance(node, BlankNode) else ()
            said = {triple.predicate: triple.object for triple in about if not isinstance(triple.object, Triple)}
            if node in seen or said.keys() != {_FIRST, _REST}:
                return None
            seen.add(node)
            items.append(said[_FIRST])
            node = said[_REST]
        return items


def is_text(term: Term) -> bool:
    """Whether a term is a literal that people read as a text."""
    return isinstance(term, Literal) and (term.language is not None or term.datatype == _STRING)


def statements_of_blanks(triples: Iterable[Triple]) -> Mapping[BlankNode, list[Triple]]:
    """The statements about each blank node."""
    found: dict[BlankNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            found[triple.subject].append(triple)
    return found
