"""The report of a check: its findings with the files that it read."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from types import MappingProxyType

from lq_graph.checking.check import Checked
from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.reports.report import Report
from lq_graph.reading.rdf_file import RdfFile
from lq_graph.settings import Language, Settings


def report_of(
    checked: Checked,
    settings: Settings,
    language: Language,
    *,
    paths: Collection[Path] = (),
    threshold: Severity | None = Severity.VIOLATION,
    seconds: float | None = None,
) -> Report:
    """The report of a checked project, or of the files and folders alone that were given to be checked."""
    sources = checked.project.sources
    given = [path.resolve() for path in paths]
    files = [file for file in sources if not given or any(file.resolve().is_relative_to(path) for path in given)]
    texts = {file: source.content for file, source in sources.items() if isinstance(source, RdfFile)}
    return Report(
        findings=checked.findings,
        names=settings.names,
        root=settings.root,
        language=language,
        files=tuple(files),
        contents=MappingProxyType(texts),
        threshold=threshold,
        seconds=seconds,
    )


def report_of_unreadable(
    findings: tuple[Finding, ...], settings: Settings, language: Language, seconds: float | None = None
) -> Report:
    """The report of files that cannot be read, with the lines at fault of those that can be opened."""
    files = tuple(dict.fromkeys(finding.file for finding in findings if finding.file is not None))
    texts = {file: file.read_bytes() for file in files if file.is_file()}
    return Report(
        findings=findings,
        names=settings.names,
        root=settings.root,
        language=language,
        files=files,
        contents=MappingProxyType(texts),
        seconds=seconds,
    )
