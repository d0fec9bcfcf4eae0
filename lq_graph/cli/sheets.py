"""Workbooks and CSV files among the paths of a check, read as a contribution; refusals in a language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lq_graph.checking.check import Contribution
from lq_graph.checking.unreadable import in_language
from lq_graph.contributing.contribution import read_contribution
from lq_graph.contributing.sheets.source import read_sheet_content
from lq_graph.errors import SourceError, UnknownName
from lq_graph.reading.project import read_project
from lq_graph.settings import Settings
from lq_graph.text import Language


@contextmanager
def said_in(language: Language) -> Iterator[None]:
    """Raises what files and names are refused for in the words of a language."""
    try:
        yield
    except SourceError as error:
        raise in_language(error, language) from error
    except UnknownName as error:
        raise error if error.texts is None else UnknownName(error.texts.in_language(language)) from error


def read_sheets(sheets: Sequence[Path], settings: Settings, language: Language) -> Contribution:
    """The statements of sheets as a contribution to the project; raises SourceError for one that cannot be read."""
    project = read_project(settings)
    with said_in(language):
        return read_contribution(project, [(file, read_sheet_content(file)) for file in sheets]).contribution
