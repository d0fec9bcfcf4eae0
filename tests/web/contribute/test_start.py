"""The tasks and classes that the page offers follow from the forms of the graph."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.validation.wire import Message
from lq_graph.names import LQ
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.text import Texts
from lq_graph.web.contribute.admission import AdmissionControl
from lq_graph.web.contribute.start import ContributeStart
from lq_graph.web.pages.site import Site, template_environment

CLASSES = {"decision": "Decision", "board": "Board", "working-method-change": "WorkingMethodChange", "riddle": "Riddle"}


def form(segment: str) -> Form:
    name = Texts(f"{segment} sv", f"{segment} en")
    return Form(segment, f"{LQ}{CLASSES[segment]}", name, Texts("Påhittat.", "Made up."), (), "")


@pytest.fixture(name="start")
def _start(engine: Engine, city: Release, site_settings: Settings) -> ContributeStart:
    site = Site(engine, city, site_settings, template_environment())
    site.__dict__["forms"] = {segment: form(segment) for segment in CLASSES}
    known = {
        "classes": Message({"classes": dict.fromkeys(CLASSES, 0) | {"board": 2}}),
        "bodies": Message({"names": {"id/board/x": ["Nämnden", "The board"]}, "bodies": {"board": ["id/board/x"]}}),
    }
    return ContributeStart(AdmissionControl(site, _own_results=known))


def page(start: ContributeStart, path: str) -> str:
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": [], "root_path": ""}
    return bytes(start.page(Request({**scope, "scheme": "http", "server": ("a", 80)})).body).decode()


def test_a_task_is_offered_where_its_class_has_a_form(start: ContributeStart) -> None:
    english = page(start, "/en/contribute")
    assert '<a href="/en/contribute/decision">New decision</a>' in english
    assert "New plan" not in english
    assert "New value" not in english
    assert "This year" not in english
    assert "task=new-decision" not in english  # its workbook has plans too


def test_classes_of_related_meaning_stand_together_and_others_last(start: ContributeStart) -> None:
    swedish = page(start, "/contribute")
    groups = [part.partition("</details>")[0] for part in swedish.split('<details class="group">')[1:]]
    titles = [part.partition('class="title">')[2].partition("<")[0] for part in groups]
    assert titles == [
        "Dokument och beslut",
        "Inriktning och åtgärder",
        "Organisation och deltagande",
        "Samband och annat",
    ]
    assert 'id="working-method-change"' in groups[1]
    assert 'id="riddle"' in groups[3]


def test_only_what_is_here_can_be_fetched(start: ContributeStart) -> None:
    swedish = page(start, "/contribute")
    assert swedish.count("/contribute/export.xlsx?class=") == swedish.count("/contribute/export.xlsx?class=board") == 1
    assert '<option value="board">Board sv (2)</option>' in swedish
    assert '<option value="id/board/x">Nämnden</option>' in swedish
