"""The validation process: a fork server that holds a release snapshot; each child does one task and answers.

`python -m lq_graph.contributing.validation.process PARENT LIMITS FILES`, the latter two as JSON. Besides checks, the
tasks are what the pages of contributors ask of a release: its classes, choices, templates, exports and values.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from types import MappingProxyType
from typing import Any

from pyoxigraph import NamedNode

from lq_graph.checking.reports.report import Report
from lq_graph.checking.unreadable import reading_fault, unreadable_finding
from lq_graph.contributing.forms.examples import example_value
from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.reference import instances
from lq_graph.contributing.forms.rows import TRUE, Row, number_text, row_cells, value_counts
from lq_graph.contributing.tasks import task_named, task_sheets
from lq_graph.contributing.templates.csv import write_csv
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.responsible import things_by_body
from lq_graph.contributing.templates.template import write_sheets, write_template
from lq_graph.contributing.validation.check import check_file, check_proposal, excerpt_members
from lq_graph.contributing.validation.release_snapshot import (
    ReleaseSnapshot,
    SnapshotFiles,
    read_snapshot,
    snapshot_files,
)
from lq_graph.contributing.validation.wire import (
    JobLimits,
    Message,
    files_of,
    job_limits,
    receive_message,
    send_message,
)
from lq_graph.errors import Refusal, SourceError, UnknownName
from lq_graph.processes.fork_server import Service, run
from lq_graph.text import Language, sort_key

_MAX_BODY_BYTES = 100_000_000


def load(limits: JobLimits, files: SnapshotFiles) -> Service:
    """Reads the snapshot, for children that do one task each; raises SourceError as `read_snapshot`."""
    snapshot = read_snapshot(files)
    return Service(lambda: partial(_serve, snapshot=snapshot), limits.memory_bytes, limits.seconds)


def _serve(end: socket.socket, snapshot: ReleaseSnapshot) -> None:
    """Answers one message; raises errors that are no fault of a contribution, so that the child gives no answer."""
    task = receive_message(end, _MAX_BODY_BYTES)
    send_message(end, _answer(snapshot, task))


def _answer(snapshot: ReleaseSnapshot, task: Message) -> Message:
    try:
        return _TASKS[task.members["task"]](snapshot, task)
    except SourceError as error:
        return Message({"unreadable": _unreadable(snapshot, task, error)})
    except UnknownName as error:
        return Message({"unknown": str(error)})
    except (MemoryError, RecursionError):
        return Message({"exhausted": True})


def _unreadable(snapshot: ReleaseSnapshot, task: Message, error: SourceError) -> Mapping[str, Any]:
    """Why a file cannot be read and what to do, in both languages, with its position and the line at fault."""
    finding = unreadable_finding(error)
    if isinstance(error, Refusal):
        swedish, english = _sentence(error.texts.sv), _sentence(error.texts.en)
    else:
        fault = reading_fault(error.reason)
        advice = fault.advice if finding.position is None else finding.message
        swedish = f"{_sentence(fault.reason.sv)} {advice.sv}".strip()
        english = f"{_sentence(fault.reason.en)} {advice.en}".strip()
    report = Report(
        (finding,), snapshot.names, error.path.parent, contents={error.path: files_of(task).get(error.path.name, b"")}
    )
    return {
        "name": error.path.name,
        "sv": swedish,
        "en": english,
        "line": error.line,
        "column": error.column,
        "excerpt": excerpt_members(report, finding),
    }


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _classes(snapshot: ReleaseSnapshot, task: Message) -> Message:
    """The number of stated instances of each class with a form; without empty classes that have subclasses."""
    numbers = {form.segment: len(instances(snapshot.stated, [form.class_])) for form in snapshot.forms.values()}
    wider = {
        above for form in snapshot.forms.values() for above in snapshot.tree.above(form.class_) if above != form.class_
    }
    shown = (form for form in snapshot.forms.values() if numbers[form.segment] or form.class_ not in wider)
    return Message({"classes": {form.segment: numbers[form.segment] for form in shown}})


def _choices(snapshot: ReleaseSnapshot, task: Message) -> Message:
    """What each field of a form offers to choose from, an example of it, and the things of the class, in a language.

    Each choice is the short address and the label, in the order in which people look for them.
    """
    form, language = snapshot.forms[task.members["form"]], task.members["language"]
    examples = {field.key: example_value(form, field, snapshot.reference, language) for field in form.fields}
    return Message(
        {
            "choices": {field.key: list(_offered(snapshot, field, language)) for field in form.fields},
            "examples": examples,
            "things": sorted(_labelled_things(snapshot, form, language), key=lambda each: sort_key(each[1])),
        }
    )


def _offered(snapshot: ReleaseSnapshot, field: Field, language: Language) -> Iterator[tuple[str, str]]:
    for choice in snapshot.reference.choices(field, language):
        shown = snapshot.reference.display_text(field, choice)
        yield snapshot.names.short(choice.iri), shown.in_language(language)


def _labelled_things(snapshot: ReleaseSnapshot, form: Form, language: Language) -> Iterator[tuple[str, str]]:
    for thing in snapshot.stated.terms.terms(instances(snapshot.stated, [form.class_])):
        label = snapshot.reference.describe(thing.value) if isinstance(thing, NamedNode) else None
        if label is not None and isinstance(thing, NamedNode):
            yield snapshot.names.short(thing.value), label.in_language(language)


def _template(snapshot: ReleaseSnapshot, task: Message) -> Message:
    """The template of a form, as a workbook or as CSV."""
    return _written(snapshot, task)


def _bodies(snapshot: ReleaseSnapshot, task: Message) -> Message:
    """The bodies that the things of each class name, by segment; each as its short address and label in both languages.

    `names` has the labels, `bodies` the addresses of each class with any.
    """
    names: dict[str, tuple[str, str]] = {}
    bodies: dict[str, list[str]] = {}
    for segment, form in snapshot.forms.items():
        for body in sorted(things_by_body(form, snapshot.tree, snapshot.stated)):
            label, short = snapshot.reference.describe(body), snapshot.names.short(body)
            if label is not None:
                names[short] = (label.sv, label.en)
                bodies.setdefault(segment, []).append(short)
    return Message({"names": names, "bodies": bodies})


def _export(snapshot: ReleaseSnapshot, task: Message) -> Message:
    """The things of a form, all or those of a body, as a workbook or as CSV."""
    form, body = snapshot.forms[task.members["form"]], task.members["body"]
    rows = exported_rows(form, snapshot.reference, snapshot.stated, task.members["language"])
    if body:
        own = things_by_body(form, snapshot.tree, snapshot.stated).get(snapshot.iri(body), frozenset())
        rows = [row for row in rows if row.iri in own]
    return _written(snapshot, task, rows)


def _written(snapshot: ReleaseSnapshot, task: Message, rows: Sequence[Row] = ()) -> Message:
    """A template of the task's form with rows, in the task's format and language."""
    form, stream = snapshot.forms[task.members["form"]], BytesIO()
    if task.members["format"] == "csv":
        write_csv(form, task.members["language"], stream, rows)
    else:
        write_template(form, snapshot.reference, task.members["language"], stream, rows)
    return Message({}, stream.getvalue())


def _task_workbook(snapshot: ReleaseSnapshot, task: Message) -> Message:
    """The workbook of a task; raises UnknownName for a task that there is not, or whose classes have no forms."""
    language, stream = task.members["language"], BytesIO()
    sheets = task_sheets(task_named(task.members["name"]), snapshot.reader, language)
    write_sheets(sheets, snapshot.reference, language, stream)
    return Message({}, stream.getvalue())


def _filled(snapshot: ReleaseSnapshot, task: Message) -> Message:
    """The values stated of a thing, by the keys of columns; raises UnknownName if it is none of the form's class."""
    form, iri = snapshot.forms[task.members["form"]], snapshot.iri(task.members["thing"])
    exported = exported_rows(form, snapshot.reference, snapshot.stated, task.members["language"])
    rows = [row for row in exported if row.iri == iri]
    if not rows:
        raise UnknownName(f"there is no {form.name.en} with the address {task.members['thing']}")
    cells = row_cells(form, rows[0], value_counts(rows))
    texts = {
        key: value if isinstance(value, str) else number_text(str(value), task.members["language"])
        for key, value in cells.items()
    }
    return Message({"values": {key: _input(snapshot, form, key, text) for key, text in texts.items()}})


def _input(snapshot: ReleaseSnapshot, form: Form, key: str, text: str) -> str:
    """A cell's text as the value of a form's input: a short address for a choice, true or false for a truth value."""
    field = form.field(key.partition("#")[0])
    if field is not None and field.kind == "truth":
        return "true" if text in (TRUE.sv, TRUE.en) else "false"
    choice = snapshot.reference.find(field, text) if field is not None and field.kind == "choice" else None
    return text if choice is None or "/" in key else snapshot.names.short(choice.iri)


_TASKS: Mapping[str, Callable[[ReleaseSnapshot, Message], Message]] = MappingProxyType(
    {
        "bodies": _bodies,
        "check": check_file,
        "choices": _choices,
        "classes": _classes,
        "export": _export,
        "filled": _filled,
        "propose": check_proposal,
        "task": _task_workbook,
        "template": _template,
    }
)


if __name__ == "__main__":
    parent, limits, files = sys.argv[1:]
    run(partial(load, job_limits(limits), snapshot_files(files)), int(parent))
