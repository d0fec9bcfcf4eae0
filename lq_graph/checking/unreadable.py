"""Files that cannot be read, as findings: all of a project at once, so that they can be mended at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lq_graph.checking.codes import CODES, UNREADABLE
from lq_graph.checking.finding import Finding, Severity, in_order
from lq_graph.checking.reading_faults import reading_fault
from lq_graph.errors import SourceError
from lq_graph.reading.position import Place
from lq_graph.reading.project import contributed_files, dataset_files, rdf_files
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.settings import Settings, Texts

_FAULT = Texts("Filen går inte att läsa: {}.", "The file cannot be read: {}.")
_CHECK_THE_FILE = Texts("Se efter att sökvägen och filen är de rätta.", "See that path and file are the right ones.")


def unreadable_finding(error: SourceError) -> Finding:
    """A file that cannot be read, as a finding at the place where reading stopped."""
    fault = reading_fault(error.reason)
    place = None if error.line is None else Place(error.path, error.line, error.column or 1)
    usual = _CHECK_THE_FILE if place is None else CODES[UNREADABLE].advice
    return Finding(
        severity=Severity.VIOLATION,
        code=UNREADABLE,
        message=Texts(fault.advice.sv or usual.sv, fault.advice.en or usual.en),
        fault=Texts(_FAULT.sv.format(fault.reason.sv), _FAULT.en.format(fault.reason.en)),
        files=(error.path,),
        position=place,
        origin="reader",
    )


def unreadable_findings(first: SourceError, settings: Settings, paths: Sequence[Path] = ()) -> tuple[Finding, ...]:
    """All files of a project and of a contribution that cannot be read, given the one that was met first."""
    errors = [first, *_errors(_files(settings, paths))]
    return in_order({str(error): unreadable_finding(error) for error in errors}.values())


def _errors(files: Iterable[Path]) -> Iterator[SourceError]:
    for file in files:
        try:
            read_rdf_file(file)
        except SourceError as error:
            yield error


def _files(settings: Settings, paths: Sequence[Path]) -> list[Path]:
    """The files that a check reads, as far as they can be listed."""
    try:
        of_datasets = [file for files in dataset_files(settings.data).values() for file in files]
        return [*of_datasets, *rdf_files(settings.ontology), *rdf_files(settings.shapes), *contributed_files(paths)]
    except SourceError:
        return []
