"""The LibreOffice of the tests: it saves in other formats, and enters values as a person in Sweden does."""

from __future__ import annotations

from pathlib import Path

from contributing.workbooks import cell, workbook
from office import Office


def test_values_are_entered_and_files_saved(office: Office, tmp_path: Path) -> None:
    before, after, printed = (tmp_path / name for name in ("before.xlsx", "after.xlsx", "after.pdf"))
    before.write_bytes(workbook({"A1": "kept", "A2": "replaced"}))
    edits = 'sheet.getCellRangeByName("A2").FormulaLocal = "17,5"\nsheet.getCellRangeByName("B2").String = "<&>"'

    office.edit(before, edits, after, printed)

    content = after.read_bytes()
    assert [cell(content, name) for name in ("A1", "A2", "B2")] == [
        ("kept", "text"),
        ("17.5", "number"),
        ("<&>", "text"),
    ]
    assert printed.read_bytes().startswith(b"%PDF")
