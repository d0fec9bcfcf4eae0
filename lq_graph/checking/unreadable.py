"""Files that cannot be read, as findings: all of a project at once, so that they can be mended at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lq_graph.checking.codes import CODES, UNREADABLE
from lq_graph.checking.finding import Finding, Severity, in_order
from lq_graph.errors import SourceError
from lq_graph.reading.folders import contributed_files, dataset_files, rdf_files
from lq_graph.reading.position import Place
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.settings import Settings, Texts

_FAULT = Texts("Filen går inte att läsa: {}.", "The file cannot be read: {}.")
_QUOTED = "läsaren säger ”{}”"
_SWEDISH = (
    (r"No such file or directory", "den finns inte"),
    (r"Permission denied", "den får inte läsas av den som frågar"),
    (r"it is no file", "det är ingen fil"),
    (r"the prefix (\S*): is not declared; add (@prefix .*) or use one that this file declares: (.*)",
     r"prefixet \1: är inte deklarerat; lägg till \2 eller använd ett som filen deklarerar: \3"),
    (r"a relative address; .*", "en relativ adress; skriv ut den, eller skriv den med ett prefix"),
    (r"the context stands at another address, .*",
     "dess @context ligger på en annan adress, och lq hämtar ingenting; skriv den i filen själv"),
    (r"the file names graphs of its own; .*", "den namnger egna grafer; ta bort namnen, mappen är datamängdens graf"),
    (r"the file ends in the middle .*",
     "den slutar mitt i en uppgift eller en text; avsluta med punkt eller citattecken"),
    (r"(.*); a property is expected here, .*",
     r"här väntas en egenskap, som lq:isPartOf, eller att uppgiften slutar (läsaren säger ”\1”)"),
    (r"(.*); the address of a thing is expected here, .*",
     r"här väntas adressen till en sak, och inget före den (läsaren säger ”\1”)"),
    (r"(.*); a value is expected here: .*",
     r"här väntas ett värde: en adress, en text inom citattecken eller ett tal (läsaren säger ”\1”)"),
    (r"not a kind of file that lq reads; it reads (.*)", r"lq läser inte filer av det slaget, bara \1"),
    (r"no file here is of a kind that lq reads \((.*)\)", r"ingen fil här är av ett slag som lq läser (\1)"),
)  # fmt: skip


def unreadable_finding(error: SourceError) -> Finding:
    """A file that cannot be read, as a finding at the place where reading stopped."""
    reason = error.reason.rstrip(".").removeprefix("cannot be read: ")
    place = None if error.line is None else Place(error.path, error.line, error.column or 1)
    return Finding(
        severity=Severity.VIOLATION,
        code=UNREADABLE,
        message=CODES[UNREADABLE].advice if place is not None else Texts("", ""),
        fault=Texts(_FAULT.sv.format(_swedish(reason)), _FAULT.en.format(reason)),
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


def _swedish(reason: str) -> str:
    """A reason in Swedish; one that is not known is quoted."""
    for pattern, swedish in _SWEDISH:
        found = re.fullmatch(pattern, reason, re.DOTALL)
        if found:
            return found.expand(swedish)
    return _QUOTED.format(reason)
