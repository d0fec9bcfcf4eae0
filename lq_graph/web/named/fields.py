"""The form of a named question: a field for each parameter, with the values that it can have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from lq_graph.labels import sort_key
from lq_graph.names import XSD
from lq_graph.querying.parameters import DATATYPE_WORDS, Term, short_name
from lq_graph.reading.query_file import Parameter
from lq_graph.settings import Texts
from lq_graph.web.labels import look_up
from lq_graph.web.language import Language, text_in
from lq_graph.web.named.questions import NamedQueries, NamedQuery
from lq_graph.web.site import Site

_TITLES: Mapping[str, Texts] = {
    f"{XSD}gYear": Texts("År", "Year"),
    f"{XSD}date": Texts("Dag", "Day"),
    f"{XSD}integer": Texts("Heltal", "Whole number"),
    f"{XSD}decimal": Texts("Tal", "Number"),
    f"{XSD}string": Texts("Text", "Text"),
    f"{XSD}boolean": Texts("Sant eller falskt", "True or false"),
}


@dataclass(frozen=True)
class Choice:
    """One value to choose: what the address says, what people read, and whether it is chosen."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Field:
    """One parameter as a form shows it; without choices, its value is typed."""

    name: str
    title: str
    hint: str
    value: str
    choices: tuple[Choice, ...]
    kind: str = "text"
    is_wrong: bool = False


@dataclass(frozen=True)
class NamedForm:
    """The form of a question, filled with what was given; `wrong` names the parameter that was refused."""

    queries: NamedQueries
    query: NamedQuery
    language: Language
    given: Mapping[str, str]
    terms: Mapping[str, Term]
    wrong: str = ""

    def fields(self) -> list[Field]:
        """A field for each parameter; raises QueryError or EngineError if the engine does not tell their values."""
        titles = titles_of(self.queries.site, self.query.parameters, self.language)
        return [self._field(each, titles[each.type]) for each in self.query.parameters]

    def _field(self, parameter: Parameter, title: str) -> Field:
        value, is_wrong = self.given.get(parameter.name, ""), parameter.name == self.wrong
        choices = self._things(parameter) if parameter.is_thing else self._texts(parameter)
        if is_wrong and choices and value:
            choices = (*choices, Choice(value, value, is_chosen=True))
        hint = "" if parameter.is_thing else text_in(DATATYPE_WORDS[parameter.type], self.language)
        kind = "date" if parameter.type == f"{XSD}date" and not is_wrong else "text"
        return Field(parameter.name, title, hint, value, choices, kind, is_wrong)

    def _texts(self, parameter: Parameter) -> tuple[Choice, ...]:
        values = self.queries.values(self.query, parameter)
        texts = sorted({each.value for each in values if isinstance(each, Literal)})
        return tuple(Choice(text, text, self._is_chosen(parameter, text)) for text in texts)

    def _things(self, parameter: Parameter) -> tuple[Choice, ...]:
        """The things that the answer holds, by label; also the one that is chosen although it does not."""
        things, term = self.queries.instances(parameter.type), self.terms.get(parameter.name)
        known = {each.iri: each for each in things}
        values: Iterable[Term] = self.queries.values(self.query, parameter)
        iris = dict.fromkeys(each.value for each in values if isinstance(each, NamedNode)) or dict.fromkeys(known)
        if isinstance(term, NamedNode):
            iris[term.value] = None
        labelled = [(known[iri].label(self.language) if iri in known else iri, iri) for iri in iris]
        names = self.queries.site.names
        return tuple(
            Choice(short_name(iri, names, things), label, self._is_chosen(parameter, iri))
            for label, iri in sorted(labelled, key=lambda pair: (sort_key(pair[0]), pair[1]))
        )

    def _is_chosen(self, parameter: Parameter, value: str) -> bool:
        term = self.terms.get(parameter.name)
        return term is not None and term.value == value


def titles_of(site: Site, parameters: Iterable[Parameter], language: Language) -> dict[str, str]:
    """What each type of parameters is called: the label of its class, or a word for its datatype."""
    links, asked = site.links(language), list(parameters)
    labels = look_up(site, [NamedNode(each.type) for each in asked if each.is_thing])
    return {each.type: _title(each, labels.name(each.type, links).text, language) for each in asked}


def _title(parameter: Parameter, label: str, language: Language) -> str:
    text = label if parameter.is_thing else text_in(_TITLES[parameter.type], language)
    return text[:1].upper() + text[1:]
