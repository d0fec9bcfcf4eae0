"""The report of a check: its findings with the files that were read, in words, with places, excerpts and fingerprints.

What every format of reports needs; each format is a module beside this one.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, NamedNode

from lq_graph.checking.check import Checked
from lq_graph.checking.finding import Finding, Severity, counts
from lq_graph.names import Names
from lq_graph.reading.position import Cell, Place
from lq_graph.reading.rdf_file import Source
from lq_graph.reading.text_positions import LINE_BREAK
from lq_graph.settings import Settings
from lq_graph.shacl.core.paths import sparql_text
from lq_graph.text import Language, Texts, visible, width


@dataclass(frozen=True)
class Report:
    """The findings of one check, in their order, and what is needed to show them.

    `files` are those that were checked, `contents` the bytes of those whose lines may be shown; no other file is ever
    opened for a report. `threshold` is the least severity that makes the check fail, None if nothing does. `seconds`
    is how long it took, None where a report must be the same each time.
    """

    findings: tuple[Finding, ...]
    names: Names
    root: Path
    language: Language = "sv"
    files: tuple[Path, ...] = ()
    contents: Mapping[Path, bytes] = field(default_factory=dict)
    threshold: Severity | None = Severity.VIOLATION
    seconds: float | None = None
    _shown: dict[Path, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    _lines: dict[Path, list[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def by_file(self) -> list[tuple[str, list[Finding]]]:
        """The findings of each file by its name in reports; an empty name for those of no file."""
        ordered = sorted(self.findings, key=self.file_name)  # is stable, so that the order in a file stays
        return [(name, list(group)) for name, group in groupby(ordered, key=self.file_name)]

    def file_name(self, finding: Finding) -> str:
        """The name of the file to correct; empty if there is none."""
        return "" if finding.file is None else self.display_path(finding.file)

    def display_path(self, file: Path) -> str:
        """The path of a file from the project's folder on, with slashes; absolute for a file elsewhere."""
        if file not in self._shown:
            path = file.resolve()
            self._shown[file] = (path.relative_to(self.root) if path.is_relative_to(self.root) else path).as_posix()
        return self._shown[file]

    def line(self, file: Path, number: int) -> str | None:
        """A line of a file, counted from 1; None if the file's content was not given or has no such line."""
        if file not in self._lines:
            content = self.contents.get(file)
            text = None if content is None else content.decode("utf-8", "replace")
            self._lines[file] = [] if text is None else LINE_BREAK.split(text) if "\r" in text else text.split("\n")
        lines = self._lines[file]
        return lines[number - 1] if 0 < number <= len(lines) else None

    def fails(self, finding: Finding) -> bool:
        """Whether a finding makes the check fail."""
        return self.threshold is not None and finding.severity >= self.threshold


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
    return Report(
        findings=checked.findings,
        names=settings.names,
        root=settings.root,
        language=language,
        files=tuple(files),
        contents=texts_of(sources.values()),
        threshold=threshold,
        seconds=seconds,
    )


def texts_of(sources: Iterable[Source]) -> Mapping[Path, bytes]:
    """The texts of sources whose lines may be shown, by their paths."""
    return MappingProxyType({source.path: source.text for source in sources if source.text is not None})


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


# The words of reports, in both languages.

SEVERITIES: Mapping[Severity, Texts] = MappingProxyType(
    {
        Severity.VIOLATION: Texts("fel", "error"),
        Severity.WARNING: Texts("varning", "warning"),
        Severity.INFO: Texts("upplysning", "note"),
    }
)
_MANY: Mapping[Severity, Texts] = MappingProxyType(
    {
        Severity.VIOLATION: Texts("fel", "errors"),
        Severity.WARNING: Texts("varningar", "warnings"),
        Severity.INFO: Texts("upplysningar", "notes"),
    }
)
_QUOTES = Texts("”{}”", "“{}”")
_MEANT = Texts("Menade du {}?", "Did you mean {}?")
_ONE_FILE, _MANY_FILES = Texts("{} fil", "{} file"), Texts("{} filer", "{} files")
_IN_ALL, _IN_SOME = Texts("i {files}", "in {files}"), Texts("i {faulty} av {files}", "in {faulty} of {files}")
_HINT = Texts("Mer om den vanligaste regeln: {}", "More on the most frequent rule: {}")
NO_FILE = Texts("utan fil", "in no file")


def quoted(text: str, language: Language) -> str:
    """A text in the quotes of a language, in one line."""
    return _QUOTES.in_language(language).format(visible(" ".join(text.split())))


def sentence(finding: Finding, language: Language, address: str = "") -> str:
    """What is wrong with what, and what to do; an address, if one is given, stands in brackets after the label."""
    fault, label = visible(finding.fault.in_language(language)), finding.label
    name = quoted(label.in_language(language), language) if label else ""
    about = f"{name} [{address}]" if name and address else name or address
    if name and name in fault:
        fault = fault.replace(name, about, 1)
    elif about and (name or about not in fault):
        fault = f"{about}: {fault}"
    return " ".join(filter(None, (fault, visible(finding.message.in_language(language)), meant(finding, language))))


def meant(finding: Finding, language: Language) -> str:
    """The question whether the nearest valid value was meant; empty if there is none."""
    if finding.suggestion is None:
        return ""
    return _MEANT.in_language(language).format(quoted(finding.suggestion.in_language(language), language))


def counted(number: int, severity: Severity, language: Language) -> str:
    """So many findings of a severity, such as `1 varning`."""
    words = SEVERITIES if number == 1 else _MANY
    return f"{number} {words[severity].in_language(language)}"


def totals(report: Report) -> str:
    """The numbers of findings and of files, such as `2 fel, 1 varning i 2 av 31 filer (0,4 s)`."""
    number = counts(report.findings)
    shown = [each for each in sorted(Severity, reverse=True) if number[each] or each is not Severity.INFO]
    found = ", ".join(counted(number[each], each, report.language) for each in shown)
    read, faulty = len(report.files), len({report.file_name(finding) for finding in report.findings} - {""})
    files = (_ONE_FILE if read == 1 else _MANY_FILES).in_language(report.language).format(read)
    where = (_IN_SOME if faulty else _IN_ALL).in_language(report.language).format(faulty=faulty, files=files)
    if report.seconds is None:
        return f"{found} {where}"
    seconds = f"{report.seconds:.1f}"
    return f"{found} {where} ({seconds.replace('.', ',') if report.language == 'sv' else seconds} s)"


def hint(report: Report) -> str:
    """Where to read about the most frequent rule among the gravest findings; empty if there are none."""
    if not report.findings:
        return ""
    gravest = max(finding.severity for finding in report.findings)
    codes = Counter(finding.code for finding in report.findings if finding.severity is gravest)
    return _HINT.in_language(report.language).format(f"lq explain-finding {codes.most_common(1)[0][0]}")


# The places of findings, as people write them.


def place(report: Report, finding: Finding) -> str:
    """`file:line:column`, `file!Sheet!C14`, or the file alone, as exactly as it is known; empty without a file."""
    match finding.position:
        case Place(file, line, column):
            return f"{report.display_path(file)}:{line}:{column}"
        case Cell(file, sheet) as cell:
            return f"{report.display_path(file)}!{sheet}!{cell.name}"
        case _:
            return report.file_name(finding)


def address(report: Report, finding: Finding) -> str:
    """The address of the focus node as a person can write it, such as `id/plan/cykelplan`; empty if it has none."""
    focus = finding.focus
    return report.names.short(focus.value) if isinstance(focus, NamedNode) else ""


# Excerpts: the line that a finding is about, cut to a width, with the part that is at fault.

WIDEST = 100
_TAB = "    "
_CUT = "…"


@dataclass(frozen=True)
class Excerpt:
    """A line of a file by its number: the text before the fault, the fault, and the text after it."""

    number: int
    before: str
    marked: str
    after: str

    @property
    def text(self) -> str:
        """The line as it is shown."""
        return self.before + self.marked + self.after

    @property
    def caret(self) -> str:
        """The line that points at the fault from below."""
        return " " * width(self.before) + "^" * max(1, width(self.marked))


def excerpt(report: Report, finding: Finding, widest: int = WIDEST) -> Excerpt | None:
    """The line of a finding in at most so many columns, cut around its place; None without a place or its line."""
    place = finding.position
    if not isinstance(place, Place):
        return None
    line = report.line(place.file, place.line)
    if line is None:
        return None
    start = min(place.column - 1, len(line))
    end = min(start + place.length, len(line))
    marked = _fitting(_shown(line[start:end][: widest + 1]), widest)
    free = widest - width(marked)
    before, after = _shown(line[max(0, start - widest) : start]), _shown(line[end : end + widest])
    if start <= widest and len(line) - end <= widest and width(before) + width(after) <= free:
        return Excerpt(place.line, before, marked, after)
    on_the_left = max(free // 2, free - width(after))
    if width(before) > on_the_left or start > widest:
        before = _fitting(before[::-1], on_the_left, is_all=start <= widest)[::-1]
    after = _fitting(after, free - width(before), is_all=len(line) - end <= widest)
    return Excerpt(place.line, before, marked, after)


def _shown(text: str) -> str:
    return visible(text.replace("\t", _TAB))


def _fitting(text: str, columns: int, is_all: bool = True) -> str:
    """As much of the beginning of a text as takes so many columns; a mark at the end if more follows."""
    if is_all and width(text) <= columns:
        return text
    shown = text[: max(0, columns - 1)]
    while shown and width(shown) > columns - 1:
        shown = shown[:-1]
    return shown + _CUT if columns > 0 else ""


# Fingerprints: a finding has the same one after lines have moved and files have grown.

_DIGITS = 32
_MARK = "\0"


def fingerprints(report: Report) -> list[str]:
    """One for each finding, in their order, all different: 32 hexadecimal digits, and a number for each repetition.

    It follows from code, focus node, component, path and value alone; where there is no focus node, from the file and
    what is wrong in it.
    """
    seen: Counter[str] = Counter()
    found = []
    for finding in report.findings:
        path = "" if finding.path is None else sparql_text(finding.path)
        parts = [finding.code, _stable(finding.focus), finding.component or "", path, _stable(finding.value)]
        if finding.focus is None:
            position = finding.position
            cell = f"{position.sheet}!{position.column}" if isinstance(position, Cell) else ""
            parts += [report.file_name(finding), cell, finding.fault.en]
        digest = hashlib.sha256(_MARK.join(parts).encode("utf-8", "replace")).hexdigest()[:_DIGITS]
        seen[digest] += 1
        found.append(digest if seen[digest] == 1 else f"{digest}:{seen[digest]}")
    return found


def _stable(term: object) -> str:
    """A term without what changes from run to run: each reading labels blank nodes anew."""
    if term is None:
        return ""
    return "_:" if isinstance(term, BlankNode) else str(term)
