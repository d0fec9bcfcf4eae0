"""`/contribute`: what a contributor may want to do, and everything that can be described, grouped by meaning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.tasks import TASKS, WITHDRAW, YEARLY, possible_tasks
from lq_graph.contributing.validation.wire import Message
from lq_graph.names import LQ
from lq_graph.text import Language, Texts, number, sort_key
from lq_graph.web.contribute.admission import AdmissionControl
from lq_graph.web.contribute.recipient import recipient_link
from lq_graph.web.contribute.sheets import bodies_with_things
from lq_graph.web.http.language import language_of


@dataclass(frozen=True)
class _FormTask:
    """What a contributor may want to do in the form of a class, or in the workbook of a task for several at once."""

    class_: str
    title: Texts
    help: Texts
    workbook: str


_VALUE = _FormTask(
    "Observation",
    Texts("Nytt värde för en indikator", "New value of an indicator"),
    Texts("Ett tal för ett år eller en annan period.", "A figure for a year or another period."),
    "",
)
_DECISION = _FormTask(
    "Decision",
    Texts("Nytt beslut", "New decision"),
    Texts("När en nämnd eller fullmäktige har antagit något.", "When a board or council has adopted something."),
    "new-decision",
)
_PLAN = _FormTask(
    "Plan",
    Texts("Ny plan", "New plan"),
    Texts("En plan som har antagits eller börjat gälla.", "A plan that was adopted or has come into force."),
    "new-plan",
)
_YEAR = Texts("Årets värden för alla indikatorer", "This year's values of all indicators")
_OTHERS = Texts("Samband och annat", "Links and others")
_GROUPS = (  # titles, with the classes whose sub-classes they hold
    (Texts("Dokument och beslut", "Documents and decisions"), "GoverningDocument Draft Decision Duty FollowUp"),
    (Texts("Inriktning och åtgärder", "Directions and measures"), "ChainElement Challenge"),
    (Texts("Mål", "Goals and targets"), "Goal GoalSystem Target TargetValue"),
    (Texts("Indikatorer och värden", "Indicators and values"), "Indicator Observation Quantity Unit"),
    (
        Texts("Organisation och deltagande", "Organisation and participation"),
        "Body Ownership Participation StakeholderGroup",
    ),
)


@dataclass(frozen=True)
class TaskView:
    """A task as the page shows it; `form` is the class of its form, `workbook` the task of its workbook, if any."""

    title: str
    help: str
    form: str = ""
    workbook: str = ""


@dataclass(frozen=True)
class ClassView:
    """A class of things that can be described, with the number of those that are here."""

    segment: str
    name: str
    definition: str
    count: str


@dataclass(frozen=True)
class ClassGroup:
    """Classes of related meaning, by name."""

    title: str
    classes: Sequence[ClassView]


class ContributeStart:
    """The page on how to contribute."""

    def __init__(self, admission: AdmissionControl) -> None:
        self._admission = admission

    def page(self, request: Request) -> Response:
        """The tasks, what can be fetched and changed, and the classes that can be contributed to."""
        admission, language = self._admission, language_of(request.url.path)
        groups = list(self._groups(language))
        return admission.site.page(
            request,
            "contribute.html",
            tasks=list(self._tasks(language)),
            groups=groups,
            filled=[each for group in groups for each in group.classes if each.count != "0"],
            bodies=bodies_with_things(admission, language),
            recipient=recipient_link(admission.site, language),
        )

    def _tasks(self, language: Language) -> Iterator[TaskView]:
        """The tasks whose classes have forms."""
        forms = self._admission.forms
        segments = {form.class_: form.segment for form in forms.values()}
        possible = {task.name: task for task in possible_tasks(forms)}

        def in_form(task: _FormTask) -> Iterator[TaskView]:
            segment = segments.get(LQ + task.class_)
            if segment is not None:
                workbook = task.workbook if task.workbook in possible else ""
                yield TaskView(task.title.in_language(language), task.help.in_language(language), segment, workbook)

        def in_workbook(name: str, title: Texts) -> Iterator[TaskView]:
            if name in possible:
                description = possible[name].description.in_language(language)
                yield TaskView(title.in_language(language), description, workbook=name)

        yield from in_form(_VALUE)
        yield from in_workbook(YEARLY, _YEAR)
        yield from in_form(_DECISION)
        yield from in_form(_PLAN)
        yield from in_workbook(WITHDRAW, TASKS[WITHDRAW].title)

    def _groups(self, language: Language) -> Iterator[ClassGroup]:
        counts = self._admission.own_result("classes", Message({"task": "classes"})).members["classes"]
        grouped: dict[Texts, list[ClassView]] = {title: [] for title in (*(title for title, _ in _GROUPS), _OTHERS)}
        for segment, count in counts.items():
            form = self._admission.forms[segment]
            grouped[self._group(form)].append(_class_view(form, number(str(count), language), language))
        for title, classes in grouped.items():
            if classes:
                yield ClassGroup(title.in_language(language), sorted(classes, key=lambda each: sort_key(each.name)))

    def _group(self, form: Form) -> Texts:
        """The title of the group with the nearest class above that of a form."""
        steps = self._admission.site.classes.above(form.class_)
        reached = [
            (steps[LQ + name], number, title)
            for number, (title, names) in enumerate(_GROUPS)
            for name in names.split()
            if LQ + name in steps
        ]
        return min(reached)[2] if reached else _OTHERS


def _class_view(form: Form, count: str, language: Language) -> ClassView:
    name = form.name.in_language(language)
    return ClassView(form.segment, name[:1].upper() + name[1:], form.definition.in_language(language), count)
