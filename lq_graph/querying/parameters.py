"""Values that people give to the parameters of a question, as the terms that they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.suggestions import folded
from lq_graph.errors import QueryError
from lq_graph.names import XSD, Names
from lq_graph.querying.instances import Instance
from lq_graph.reading.query_file import Parameter
from lq_graph.settings import Texts
from lq_graph.triples.datatypes import is_well_formed

Term = NamedNode | Literal
_SHOWN = 3
_ALIKE = 0.5
_LONGEST = 200
DATATYPE_WORDS: Mapping[str, Texts] = MappingProxyType(
    {
        f"{XSD}gYear": Texts("ett årtal, såsom 2016", "a year, such as 2016"),
        f"{XSD}date": Texts("en dag, såsom 2016-01-26", "a day, such as 2016-01-26"),
        f"{XSD}integer": Texts("ett heltal, såsom 12", "a whole number, such as 12"),
        f"{XSD}decimal": Texts("ett tal med decimalpunkt, såsom 1.5", "a number with a decimal point, such as 1.5"),
        f"{XSD}string": Texts("en text", "a text"),
        f"{XSD}boolean": Texts("true eller false", "true or false"),
    }
)


class ParameterRefused(QueryError):
    """A parameter that a question does not have, or a value that is not of its type; `near` are values that are."""

    def __init__(self, parameter: str, texts: Texts, near: Iterable[str] = ()) -> None:
        self.parameter = parameter
        self.texts = texts
        self.near = tuple(near)
        super().__init__(texts.en)


def terms_of(
    parameters: Iterable[Parameter],
    given: Mapping[str, str],
    instances: Callable[[str], tuple[Instance, ...]],
    names: Names,
) -> dict[str, Term]:
    """The term of each parameter that is given a value; an empty value is none. `instances` tells those of a class.

    Raises ParameterRefused for a name that no parameter has, and for a value that is not of the parameter's type.
    """
    known = {each.name: each for each in parameters}
    for name in given:
        if name not in known:
            raise _unknown(name, list(known))
    return {name: term_of(known[name], text, instances, names) for name, text in given.items() if text}


def term_of(parameter: Parameter, text: str, instances: Callable[[str], tuple[Instance, ...]], names: Names) -> Term:
    """The term that a text means as the value of a parameter.

    A thing is named by its IRI, by `id/<class>/<key>`, by its key, or by its Swedish or English label exactly. Raises
    ParameterRefused if the text is no value of the parameter's type, or names several things.
    """
    if parameter.is_thing:
        return _thing(parameter, text, instances(parameter.type), names)
    literal = Literal(text.strip(), datatype=NamedNode(parameter.type))
    if not is_well_formed(literal):
        raise _ill_typed(parameter, text, DATATYPE_WORDS[parameter.type])
    return literal


def short_name(iri: str, names: Names, instances: Iterable[Instance]) -> str:
    """The shortest text that names a thing among the instances of its class: its key, else its IRI."""
    parts = names.thing_parts(iri)
    if parts is None:
        return iri
    same = [each.iri for each in instances if (names.thing_parts(each.iri) or ("", ""))[1] == parts[1]]
    return parts[1] if same == [iri] else iri.removeprefix(names.base)


def _thing(parameter: Parameter, text: str, things: tuple[Instance, ...], names: Names) -> NamedNode:
    wanted = text.strip()
    for is_meant in (_by_iri, _by_key, _by_label):
        found = [each.iri for each in things if is_meant(each, wanted, names)]
        if len(found) == 1:
            return NamedNode(found[0])
        if found:
            raise _ambiguous(parameter, text, [short_name(each, names, things) for each in found])
    near = _near(wanted, things, names)
    raise _ill_typed(parameter, text, _class_words(parameter, names), near)


def _by_iri(thing: Instance, wanted: str, names: Names) -> bool:
    return thing.iri in (wanted, names.base + wanted.removeprefix("/"))


def _by_key(thing: Instance, wanted: str, names: Names) -> bool:
    parts = names.thing_parts(thing.iri)
    return parts is not None and parts[1] == wanted


def _by_label(thing: Instance, wanted: str, _: Names) -> bool:
    return any(label.value == wanted for label in thing.labels)


def _near(wanted: str, things: tuple[Instance, ...], names: Names) -> list[str]:
    """The labels and keys that are most like a text; if none is, the first things there are."""
    texts: dict[str, str] = {}
    for each in things:
        parts = names.thing_parts(each.iri)
        known = [label.value for label in each.labels] + ([parts[1]] if parts else [])
        texts.update({folded(text): text for text in known})
    alike = get_close_matches(folded(wanted[:_LONGEST]), texts, n=_SHOWN, cutoff=_ALIKE)
    first = sorted(things, key=lambda each: names.thing_parts(each.iri) is None)[:_SHOWN]
    return [texts[each] for each in alike] or [short_name(each.iri, names, things) for each in first]


def _class_words(parameter: Parameter, names: Names) -> Texts:
    name = next((f"{p}:{parameter.type[len(s) :]}" for p, s in names.prefixes.items() if parameter.type.startswith(s)))
    return Texts(
        f"en sak av klassen {name}, given med sin adress, sin nyckel eller sin etikett",
        f"a thing of the class {name}, given by its IRI, its key or its label",
    )


def _ill_typed(parameter: Parameter, text: str, wanted: Texts, near: Iterable[str] = ()) -> ParameterRefused:
    shown, suggestions = repr(text[:_LONGEST]), list(near)
    sv, en = (f"; {word} {', '.join(suggestions)}" if suggestions else "" for word in ("till exempel", "for example"))
    return ParameterRefused(
        parameter.name,
        Texts(
            f"parametern {parameter.name} kan inte vara {shown}; den ska vara {wanted.sv}{sv}",
            f"the parameter {parameter.name} cannot be {shown}; it must be {wanted.en}{en}",
        ),
        suggestions,
    )


def _ambiguous(parameter: Parameter, text: str, found: list[str]) -> ParameterRefused:
    shown = repr(text[:_LONGEST])
    return ParameterRefused(
        parameter.name,
        Texts(
            f"parametern {parameter.name}: {shown} kan vara flera saker; skriv en av {', '.join(found)}",
            f"the parameter {parameter.name}: {shown} can be several things; write one of {', '.join(found)}",
        ),
        found,
    )


def _unknown(name: str, known: list[str]) -> ParameterRefused:
    near = get_close_matches(name, known, n=_SHOWN, cutoff=_ALIKE) or known
    shown = repr(name[:_LONGEST])
    sv, en = (f"den har {', '.join(known)}", f"it has {', '.join(known)}") if known else ("den har inga", "it has none")
    return ParameterRefused(
        name,
        Texts(f"frågan har ingen parameter {shown}; {sv}", f"the question has no parameter {shown}; {en}"),
        near,
    )
