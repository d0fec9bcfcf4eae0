"""The files of a project as they will be: their contents, and the project that is read from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from lq_graph.contributing.merging.placement import Plan
from lq_graph.errors import MergeError
from lq_graph.formatting.editing import edited
from lq_graph.formatting.turtle import SUFFIX
from lq_graph.reading.project import Project
from lq_graph.reading.rdf_file import RdfFile, Source, parse_rdf
from lq_graph.text import Texts
from lq_graph.triples.dataset import Dataset

Contents = Mapping[Path, bytes | None]  # None for a file that goes, as nothing is left in it

_NO_TURTLE = Texts(
    "{path}: filen är inte Turtle och kan inte ändras rad för rad. Skriv om den som .ttl först.",
    "{path}: the file is not Turtle and cannot be edited. Write it as .ttl first.",
)


def new_contents(plan: Plan, project: Project) -> Contents:
    """The contents of the files that a plan changes, in canonical form.

    Raises MergeError for a file that is not Turtle.
    """
    contents: dict[Path, bytes | None] = {}
    for path, edit in plan.items():
        if path.suffix.lower() != SUFFIX:
            raise MergeError(_NO_TURTLE, path=path)
        old = old_content(project, path) or b""
        new = edited(path, old, edit.added, edit.removed, names=project.names, after=edit.after)
        if new != old:
            contents[path] = new or None
    return contents


def old_content(project: Project, path: Path) -> bytes | None:
    """The content of a file of a project as it was read; None if there is no such file."""
    source = project.sources.get(path)
    return source.content if isinstance(source, RdfFile) else None


def project_with(project: Project, contents: Contents, more: Iterable[Source] = ()) -> Project:
    """The project with its files as they will be, and with `more` sources in which findings are located."""
    sources = {path: source for path, source in project.sources.items() if path not in contents}
    sources |= {path: parse_rdf(path, content) for path, content in contents.items() if content is not None}
    graphs = dict(project.dataset.graphs)
    for name in {path.parent.name for path in contents}:
        files = [source for path, source in sources.items() if path.parent.name == name]
        graphs[project.names.graph(name)] = frozenset(triple for file in files for triple in file.triples)
    sources |= {source.path: source for source in more}
    return Project(project.names, Dataset(MappingProxyType(graphs)), project.dataset_names, MappingProxyType(sources))
