"""What the pages of contributors ask of a release: its classes, what fields offer, templates, things to change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from pyoxigraph import NamedNode

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.reference import instances
from lq_graph.contributing.forms.rows import TRUE, row_cells, value_counts
from lq_graph.contributing.templates.csv import write_csv
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.template import write_template
from lq_graph.contributing.validation.release_snapshot import Ground
from lq_graph.contributing.validation.wire import Message
from lq_graph.errors import UnknownName
from lq_graph.triples.terms import Term


def classes(ground: Ground, asked: Message) -> Message:
    """How many things the graph states to be of each class; without classes that only others stand below."""
    numbers = {form.segment: len(instances(ground.stated, [form.class_])) for form in ground.forms.values()}
    wider = {
        above for form in ground.forms.values() for above in ground.tree.above(form.class_) if above != form.class_
    }
    kept = (form for form in ground.forms.values() if numbers[form.segment] or form.class_ not in wider)
    return Message({"classes": {form.segment: numbers[form.segment] for form in kept}})


def choices(ground: Ground, asked: Message) -> Message:
    """What each field of a form offers to choose from, and which things of the class there are.

    Each choice is the address in short, and the words in both languages.
    """
    form = ground.forms[asked.said["form"]]
    things = ground.stated.terms.terms(instances(ground.stated, [form.class_]))
    return Message(
        {
            "choices": {field.key: list(_offers(ground, field)) for field in form.fields},
            "things": list(_called(ground, things)),
        }
    )


def template(ground: Ground, asked: Message) -> Message:
    """The template of a form, as a workbook or as CSV."""
    form, stream = ground.forms[asked.said["form"]], BytesIO()
    if asked.said["format"] == "csv":
        write_csv(form, asked.said["language"], stream)
    else:
        write_template(form, ground.reference, asked.said["language"], stream)
    return Message({}, stream.getvalue())


def filled_values(ground: Ground, asked: Message) -> Message:
    """What is stated of a thing, by the keys of columns; raises UnknownName if it is none of the form's class."""
    form, iri = ground.forms[asked.said["form"]], _whole(ground, asked.said["thing"])
    rows = [
        row for row in exported_rows(form, ground.reference, ground.stated, asked.said["language"]) if row.iri == iri
    ]
    if not rows:
        raise UnknownName(f"there is no {form.name.en} with the address {asked.said['thing']}")
    values = {
        key: _picked(ground, form, key, str(value))
        for key, value in row_cells(form, rows[0], value_counts(rows)).items()
    }
    return Message({"values": values})


def _offers(ground: Ground, field: Field) -> Iterator[tuple[str, str, str]]:
    for choice in ground.reference.choices(field):
        shown = ground.reference.shown(field, choice)
        yield ground.short(choice.iri), shown.sv, shown.en


def _called(ground: Ground, things: Iterable[Term]) -> Iterator[tuple[str, str, str]]:
    for thing in things:
        label = ground.reference.describe(thing.value) if isinstance(thing, NamedNode) else None
        if label is not None and isinstance(thing, NamedNode):
            yield ground.short(thing.value), label.sv, label.en


def _picked(ground: Ground, form: Form, key: str, text: str) -> str:
    """A value as a form has it: the address in short of what is chosen from a list, a truth as true or false."""
    field = form.field(key.partition("#")[0])
    if field is not None and field.kind == "truth":
        return "true" if text in (TRUE.sv, TRUE.en) else "false"
    choice = ground.reference.find(field, text) if field is not None and field.kind == "choice" else None
    return text if choice is None or "/" in key else ground.short(choice.iri)


def _whole(ground: Ground, text: str) -> str:
    return f"{ground.names.base}{text}" if text.startswith("id/") else text
