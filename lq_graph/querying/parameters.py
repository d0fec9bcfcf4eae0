"""Named questions and the values of their parameters, as the terms that they mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    Variable,
    parse_query_results,
)

from lq_graph.errors import QueryError, QueryRefused, UnknownName
from lq_graph.labels import NAMING_PROPERTIES, best_texts
from lq_graph.names import XSD, Names
from lq_graph.querying.engine import Engine, Query
from lq_graph.querying.guard import query_form, start_of_form
from lq_graph.reading.query_file import Parameter, QueryFile, read_query_file
from lq_graph.reading.sparql_tokens import Token, scope_of, tokens_of
from lq_graph.text import Texts, folded
from lq_graph.triples.datatypes import is_well_formed


def find_question(folder: Path, name: str) -> QueryFile:
    """The question of a name, from a folder of `.rq` files.

    The part before the first hyphen, such as `cq14`, will do. Raises UnknownName, which suggests near names, if there
    is none; SourceError if it cannot be read.
    """
    paths = {path.stem: path for path in folder.glob("*.rq")}
    numbered = {stem.partition("-")[0]: path for stem, path in paths.items()}
    path = paths.get(name) or numbered.get(name)
    if path is None:
        names = sorted(paths)
        near = near_names(name, names)
        if near:
            raise UnknownName(f"there is no question {name!r}; did you mean {' or '.join(near)}?")
        raise UnknownName(f"there is no question {name!r} in {folder}; it has {len(names)} others")
    return read_query_file(path)


def near_names(name: str, names: list[str]) -> list[str]:
    """The names that contain a text, or are similar to it; three at most."""
    wanted = name.lower()
    holding = [each for each in names if wanted and wanted in each]
    return list(dict.fromkeys(holding + get_close_matches(wanted, names, n=3)))[:3]


_INSTANCES = f"""
SELECT ?thing ?property ?label WHERE {{
  ?thing a ?class .
  OPTIONAL {{ ?thing ?property ?label . FILTER(?property IN ({", ".join(f"<{each}>" for each in NAMING_PROPERTIES)})) }}
}}
"""


@dataclass(frozen=True)
class Instance:
    """A thing: its IRI, its label in both languages, None if it has none, and the texts of all its labels."""

    iri: str
    label: Texts | None
    texts: tuple[str, ...]


def instances_of(engine: Engine, class_: str) -> tuple[Instance, ...]:
    """The things of a class, stated or inferred, sorted by IRI; without blank nodes.

    Raises QueryError or EngineError if the engine does not answer.
    """
    answer = engine.answer(Query(_INSTANCES, bindings={"class": NamedNode(class_)}, trusted=True))
    rows = parse_query_results(answer.body, QueryResultsFormat.JSON)
    found: dict[str, list[tuple[str, Literal]]] = {}
    for row in rows if isinstance(rows, QuerySolutions) else ():
        thing, name, label = row["thing"], row["property"], row["label"]
        if isinstance(thing, NamedNode):
            labels = found.setdefault(thing.value, [])
            if isinstance(name, NamedNode) and isinstance(label, Literal):
                labels.append((name.value, label))
    return tuple(
        Instance(iri, best_texts(labels), tuple(sorted({label.value.strip() for _, label in labels} - {""})))
        for iri, labels in sorted(found.items())
    )


# Binding terms to the variables of a query.
#
# Oxigraph's own `substitutions` reach only variables in the projection. So each group of the WHERE clause gets a VALUES
# block of the terms in the engine's syntax: plain SPARQL, the same on every engine, and FILTER, UNION, OPTIONAL and
# EXISTS see it. Only a DESCRIBE without WHERE and a CONSTRUCT WHERE, which can hold no VALUES, use `substitutions`.

Terms = Mapping[str, NamedNode | Literal]
Substitutions = dict[Variable, NamedNode | BlankNode | Literal | Triple]


@dataclass(frozen=True)
class Bound:
    """A query's text with its bindings, and the terms that the engine must substitute itself."""

    text: str
    substitutions: Substitutions | None = None


def bind(text: str, terms: Terms) -> Bound:
    """The query with terms bound to its variables.

    Raises QueryRefused if a name is no variable, or is none of the query's outside its subqueries.
    """
    if not terms:
        return Bound(text)
    variables = {name: _variable(name) for name in terms}
    start = start_of_form(text)
    tokens = [token for token in tokens_of(text) if token.start() >= start]
    if _takes_no_values(text, tokens):
        return Bound(text, {variables[name]: term for name, term in terms.items()})
    scope = scope_of(tokens, query_form(text) == "construct")
    for name in terms:
        if name not in scope.variables:
            raise QueryRefused(f"the query has no variable ?{name} outside its subqueries that could be given a value")
    return Bound(_insert(text, scope.openings, _values(terms)))


def _variable(name: str) -> Variable:
    try:
        return Variable(name)
    except ValueError as error:
        raise QueryRefused(f"{name!r} is not the name of a variable") from error


def _takes_no_values(text: str, tokens: list[Token]) -> bool:
    form = query_form(text)
    if form == "describe":
        return all(token[0] != "{" for token in tokens)
    return form == "construct" and len(tokens) > 1 and tokens[1][0] != "{"


def _values(terms: Terms) -> str:
    names = " ".join(f"?{name}" for name in terms)
    return f" VALUES ({names}) {{ ({' '.join(map(str, terms.values()))}) }} "


def _insert(text: str, places: list[int], part: str) -> str:
    edges = [0, *places, len(text)]
    return part.join(text[start:end] for start, end in pairwise(edges))


# The terms that texts mean as values of the parameters of a question.

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
    """The term of each parameter with a value that is not empty; `instances` returns the things of a class.

    Raises ParameterRefused for a name that no parameter has, and for a value that is not of the parameter's type.
    """
    known = {each.name: each for each in parameters}
    for name in given:
        if name not in known:
            raise _unknown_parameter(name, list(known))
    return {name: term_of(known[name], text, instances, names) for name, text in given.items() if text}


PRESENT_DAY = frozenset(("day", "today"))
"""The names of parameters of type xsd:date that have the present day as their value if none is given."""


def with_today(parameters: Iterable[Parameter], terms: Mapping[str, Term], today: date) -> dict[str, Term]:
    """The terms with the present day for the parameter of that meaning, if a question has it and no value is given.

    It is bound as a value, so that an answer is cached under the day that it is of.
    """
    present = Literal(today.isoformat(), datatype=NamedNode(f"{XSD}date"))
    asked = [each.name for each in parameters if each.name in PRESENT_DAY and each.type == f"{XSD}date"]
    return {**dict.fromkeys(asked, present), **terms}


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
    return wanted in thing.texts


def _near(wanted: str, things: tuple[Instance, ...], names: Names) -> list[str]:
    """The labels and keys that are most similar to a text; if none is, the first things of the class."""
    texts: dict[str, str] = {}
    for each in things:
        parts = names.thing_parts(each.iri)
        known = [*each.texts, *([parts[1]] if parts else [])]
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


def _unknown_parameter(name: str, known: list[str]) -> ParameterRefused:
    near = get_close_matches(name, known, n=_SHOWN, cutoff=_ALIKE) or known
    shown = repr(name[:_LONGEST])
    sv, en = (f"den har {', '.join(known)}", f"it has {', '.join(known)}") if known else ("den har inga", "it has none")
    return ParameterRefused(
        name,
        Texts(f"frågan har ingen parameter {shown}; {sv}", f"the question has no parameter {shown}; {en}"),
        near,
    )
