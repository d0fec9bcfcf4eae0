"""Files that somebody contributes to a project folder, read with what the project has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lq_graph.contributing.contribution import ReadContribution, contribution_reader
from lq_graph.contributing.forms.form_reader import form_named
from lq_graph.contributing.forms.project_forms import project_forms
from lq_graph.reading.project import Project


def read_contribution(
    project: Project, files: Sequence[tuple[Path, bytes]], class_: str | None = None
) -> ReadContribution:
    """Files of any mix of RDF, CSV and Excel, each with its content; `class_` says what sheets are about that do not.

    To check it: `check(project.with_contribution(read.sources, replaces=True), checks, paths, read=read.findings)`.
    Raises SourceError for a file that cannot be read, its subclass Refusal for a sheet, and UnknownName for a class
    that has no form.
    """
    said = project_forms(project)
    reader = contribution_reader(said.forms, said.reference, project.dataset.graph(project.ontology))
    return reader.read(files, None if class_ is None else form_named(said.forms, class_))
