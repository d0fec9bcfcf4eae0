"""What LibreOffice saves, as .ods and as .xlsx, is read as what lq wrote: the same statements, in the same cells."""

from __future__ import annotations

import io
from pathlib import Path

from pyoxigraph import Triple

from contributing.workbooks import PATH, WHOLE, city_reader, filled
from lq_graph.checking.check import Checked
from lq_graph.contributing.contribution import ReadContribution, contribution_reader
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.contributing.spreadsheets.spreadsheet import open_spreadsheet
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.template import write_template
from office import Office

CLASSES = ("plan", "observation", "decision")


def statements(read: ReadContribution) -> list[tuple[Triple, int, int]]:
    """What is stated, with row and column."""
    return [(each.triple, each.row, each.column) for sheet in read.sheets for each in sheet.statements]


def test_exports_that_libreoffice_saves_as_ods_are_the_same(office: Office, checked: Checked, tmp_path: Path) -> None:
    known = project_forms(checked.project)
    reader = contribution_reader(checked.project, known)
    written = []
    for form in known.forms.values():
        rows = exported_rows(form, known.reference, known.stated, "sv") if form.segment in CLASSES else []
        if rows:
            stream = io.BytesIO()
            write_template(form, known.reference, "sv", stream, rows)
            path = tmp_path / f"{form.segment}.xlsx"
            path.write_bytes(stream.getvalue())
            written.append(path)
    assert len(written) == len(CLASSES)

    for before, after in zip(written, office.saved_as(".ods", written, tmp_path), strict=True):
        ours, theirs = (reader.read([(PATH, path.read_bytes())]) for path in (before, after))
        assert statements(theirs) == statements(ours)
        assert theirs.edit == Edit()
        assert theirs.findings == ours.findings == ()
        books = [open_spreadsheet(path, path.read_bytes()) for path in (before, after)]
        assert [(sheet.name, sheet.is_visible, sheet.grid().rows) for sheet in books[0].sheets] == [
            (sheet.name, sheet.is_visible, sheet.grid().rows) for sheet in books[1].sheets
        ]


TYPED = """
sheet.getCellByPosition({cost}, 2).FormulaLocal = "1 250,5"
sheet.getCellByPosition({cost}, 3).FormulaLocal = "5%"
sheet.getCellByPosition({cost}, 4).FormulaLocal = "=2*8,5"
sheet.getCellByPosition({count}, 2).FormulaLocal = "ca 7"
sheet.getCellByPosition({start}, 2).FormulaLocal = "2024-03-01"
sheet.getCellByPosition({start}, 3).FormulaLocal = "1 mars 2024"
sheet.getCellByPosition({start}, 4).FormulaLocal = "1/3-24"
sheet.getCellByPosition({held}, 2).FormulaLocal = "SANT"
sheet.getCellRangeByPosition({goal}, 2, {goal}, 3).merge(True)
sheet.Rows.getByIndex(4).IsVisible = False
sheet.getCellByPosition({goal}, 2).String = "Ängar"
"""


def test_what_is_typed_in_libreoffice_is_the_same_in_both_of_its_formats(office: Office, tmp_path: Path) -> None:
    template, ods, xlsx = (tmp_path / name for name in ("plan.xlsx", "typed.ods", "typed.xlsx"))
    rows = [{**WHOLE, "Plan-name-sv": f"Plan {number}", "Plan-name-en": f"Plan {number}"} for number in range(3)]
    template.write_bytes(filled(*rows))
    keys = open_spreadsheet(template, template.read_bytes()).sheets[0].grid().texts(1)
    places = {text: column - 1 for column, text in keys.items()}
    names = {"cost": "cost", "count": "count", "start": "from", "held": "held", "goal": "goal#1"}
    office.edit(template, TYPED.format(**{name: places[f"Plan-{key}"] for name, key in names.items()}), ods, xlsx)

    reader = city_reader()
    from_ods, from_xlsx = (reader.read([(PATH, path.read_bytes())]) for path in (ods, xlsx))
    assert statements(from_ods) == statements(from_xlsx)
    assert from_ods.findings == from_xlsx.findings
    values = {str(triple.object) for triple, _, _ in statements(from_ods)}
    assert {'"1250.5"^^<http://www.w3.org/2001/XMLSchema#decimal>', "<https://example.org/id/goal/3>"} <= values
    assert '"2024-03-01"^^<http://www.w3.org/2001/XMLSchema#date>' in values
    read = open_spreadsheet(ods, ods.read_bytes())
    assert read.sheets[0].grid().hidden == open_spreadsheet(xlsx, xlsx.read_bytes()).sheets[0].grid().hidden
    assert 5 in read.sheets[0].grid().hidden.rows
