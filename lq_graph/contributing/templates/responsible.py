"""The bodies that things name, as those that answer for them, decide or publish them, and the things of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pyoxigraph import NamedNode

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.form_reader import ClassTree
from lq_graph.contributing.forms.reference import instances
from lq_graph.names import LQ
from lq_graph.triples.columns import Columns, first, restrict, second

BODY = f"{LQ}Body"


def is_of_bodies(field: Field, tree: ClassTree) -> bool:
    """Whether a field asks for bodies: one of its classes is that of bodies, or below it."""
    return any(BODY in tree.above(class_) for class_ in field.classes)


def things_by_body(form: Form, tree: ClassTree, stated: Columns) -> Mapping[str, frozenset[str]]:
    """The things of a form's class that name a body in any field that asks for bodies, by the IRI of the body.

    A body that is of the class itself is among its own.
    """
    things = instances(stated, [form.class_])
    found: defaultdict[str, set[str]] = defaultdict(set)
    for predicate in sorted({field.predicate for field in form.own_fields if is_of_bodies(field, tree)}):
        pairs = restrict(stated.named(predicate), things)
        for thing, body in zip(stated.terms.terms(first(pairs)), stated.terms.terms(second(pairs)), strict=True):
            if isinstance(thing, NamedNode) and isinstance(body, NamedNode):
                found[body.value].add(thing.value)
    if BODY in tree.above(form.class_):
        for thing in stated.terms.terms(things):
            if isinstance(thing, NamedNode):
                found[thing.value].add(thing.value)
    return {body: frozenset(named) for body, named in found.items()}
