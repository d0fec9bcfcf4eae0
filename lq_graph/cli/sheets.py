"""Workbooks and CSV files among the paths of a check, read as a contribution."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lq_graph.checking.check import Contribution
from lq_graph.checking.unreadable import in_language
from lq_graph.contributing.contribution import read_contribution
from lq_graph.contributing.sheets.source import read_sheet_content
from lq_graph.errors import Refusal
from lq_graph.reading.project import read_project
from lq_graph.settings import Settings
from lq_graph.text import Language


def read_sheets(sheets: Sequence[Path], settings: Settings, language: Language) -> Contribution:
    """The statements of sheets as a contribution to the project; raises SourceError for one that cannot be read."""
    project = read_project(settings)
    try:
        return read_contribution(project, [(file, read_sheet_content(file)) for file in sheets]).contribution
    except Refusal as refusal:
        raise in_language(refusal, language) from refusal
