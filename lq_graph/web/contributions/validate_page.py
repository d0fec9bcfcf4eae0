"""The page of `/validate`: a form to choose a file in, and what was found in the last one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from lq_graph.labels import sort_key
from lq_graph.settings import Texts
from lq_graph.web.contributions.door import Door
from lq_graph.web.contributions.upload import Upload
from lq_graph.web.contributions.upload_kind import WORKBOOK
from lq_graph.web.language import Language, language_of, number, text_in
from lq_graph.web.problem import Problem

_SEVERITIES = ("violation", "warning", "info")
MOST_LINKS = 10
_CHECKED = Texts("granskad", "checked")

Finding = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """The findings of one severity: those that the page shows, and how many there are."""

    severity: str
    count: int
    findings: Sequence[Finding]


@dataclass(frozen=True)
class Shown:
    """What was found in a file: by severity, what it describes, and its workbook with the cells marked."""

    name: str
    groups: Sequence[Group]
    things: Sequence[tuple[str, str]]
    marked: str
    marked_name: str

    @property
    def conforms(self) -> bool:
        """Whether nothing in the file must be mended."""
        return not any(group.severity == "violation" for group in self.groups)


def validate_page(
    door: Door,
    request: Request,
    *,
    upload: Upload | None = None,
    said: Finding | None = None,
    told: Finding | None = None,
    problem: Problem | None = None,
) -> Response:
    """The form, and above it what was found in a file, or why it was not read."""
    language = language_of(request.url.path)
    response = door.site.page(
        request,
        "validate.html",
        problem.status if problem else 200,
        shown=_shown(door, upload, said, told, language) if upload and said and told else None,
        problem=problem,
        forms=sorted(
            ((form.segment, text_in(form.name, language)) for form in door.forms.values()),
            key=lambda each: sort_key(each[1]),
        ),
        megabytes=number(f"{door.most / 1e6:g}", language),
        most_links=MOST_LINKS,
        steward=door.site.settings.steward,
    )
    if request.method == "POST":
        response.headers["Cache-Control"] = "no-store"
    return response


def _shown(door: Door, upload: Upload, said: Finding, told: Finding, language: Language) -> Shown:
    found: Sequence[Finding] = [{**each, "id": f"finding-{place}"} for place, each in enumerate(told["findings"], 1)]
    groups = [
        Group(severity, count, [each for each in found if each["severity"] == severity])
        for severity in _SEVERITIES
        if (count := said["counts"][f"{severity}s"])
    ]
    things = [
        (text_in(door.forms[segment].name, language), number(str(count), language))
        for segment, count in said["things"].items()
    ]
    marked = f"data:{WORKBOOK};base64,{told['marked']}" if told.get("marked") else ""
    return Shown(upload.name, groups, things, marked, marked_name(upload.name, language))


def marked_name(name: str, language: Language) -> str:
    """What a workbook is called when its cells are marked, so that it does not take the place of the first."""
    return f"{name.rpartition('.')[0]}-{text_in(_CHECKED, language)}.xlsx"
