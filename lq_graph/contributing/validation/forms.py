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
from lq_graph.contributing.validation.release_snapshot import ReleaseSnapshot
from lq_graph.contributing.validation.wire import Message
from lq_graph.errors import UnknownName
from lq_graph.triples.terms import Term


def classes(snapshot: ReleaseSnapshot, asked: Message) -> Message:
    """How many things the graph states to be of each class; without classes that only others stand below."""
    numbers = {form.segment: len(instances(snapshot.stated, [form.class_])) for form in snapshot.forms.values()}
    wider = {
        above for form in snapshot.forms.values() for above in snapshot.tree.above(form.class_) if above != form.class_
    }
    kept = (form for form in snapshot.forms.values() if numbers[form.segment] or form.class_ not in wider)
    return Message({"classes": {form.segment: numbers[form.segment] for form in kept}})


def choices(snapshot: ReleaseSnapshot, asked: Message) -> Message:
    """What each field of a form offers to choose from, and which things of the class there are.

    Each choice is the address in short, and the words in both languages.
    """
    form = snapshot.forms[asked.said["form"]]
    things = snapshot.stated.terms.terms(instances(snapshot.stated, [form.class_]))
    return Message(
        {
            "choices": {field.key: list(_offers(snapshot, field)) for field in form.fields},
            "things": list(_called(snapshot, things)),
        }
    )


def template(snapshot: ReleaseSnapshot, asked: Message) -> Message:
    """The template of a form, as a workbook or as CSV."""
    form, stream = snapshot.forms[asked.said["form"]], BytesIO()
    if asked.said["format"] == "csv":
        write_csv(form, asked.said["language"], stream)
    else:
        write_template(form, snapshot.reference, asked.said["language"], stream)
    return Message({}, stream.getvalue())


def filled_values(snapshot: ReleaseSnapshot, asked: Message) -> Message:
    """What is stated of a thing, by the keys of columns; raises UnknownName if it is none of the form's class."""
    form, iri = snapshot.forms[asked.said["form"]], _whole(snapshot, asked.said["thing"])
    rows = [
        row
        for row in exported_rows(form, snapshot.reference, snapshot.stated, asked.said["language"])
        if row.iri == iri
    ]
    if not rows:
        raise UnknownName(f"there is no {form.name.en} with the address {asked.said['thing']}")
    stated = row_cells(form, rows[0], value_counts(rows))
    return Message({"values": {key: _picked(snapshot, form, key, str(value)) for key, value in stated.items()}})


def _offers(snapshot: ReleaseSnapshot, field: Field) -> Iterator[tuple[str, str, str]]:
    for choice in snapshot.reference.choices(field):
        shown = snapshot.reference.shown(field, choice)
        yield snapshot.short(choice.iri), shown.sv, shown.en


def _called(snapshot: ReleaseSnapshot, things: Iterable[Term]) -> Iterator[tuple[str, str, str]]:
    for thing in things:
        label = snapshot.reference.describe(thing.value) if isinstance(thing, NamedNode) else None
        if label is not None and isinstance(thing, NamedNode):
            yield snapshot.short(thing.value), label.sv, label.en


def _picked(snapshot: ReleaseSnapshot, form: Form, key: str, text: str) -> str:
    """A value as a form has it: the address in short of what is chosen from a list, a truth as true or false."""
    field = form.field(key.partition("#")[0])
    if field is not None and field.kind == "truth":
        return "true" if text in (TRUE.sv, TRUE.en) else "false"
    choice = snapshot.reference.find(field, text) if field is not None and field.kind == "choice" else None
    return text if choice is None or "/" in key else snapshot.short(choice.iri)


def _whole(snapshot: ReleaseSnapshot, text: str) -> str:
    return f"{snapshot.names.base}{text}" if text.startswith("id/") else text
