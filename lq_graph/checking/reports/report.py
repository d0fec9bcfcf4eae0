"""Reports: findings with the files that were read, their places, excerpts, fingerprints and words."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import BlankNode, NamedNode

from lq_graph.checking.check import Checked
from lq_graph.checking.finding import Finding, Severity, counts
from lq_graph.names import Names
from lq_graph.reading.position import Cell, Place
from lq_graph.reading.rdf_file import RdfFile
from lq_graph.settings import Settings
from lq_graph.shacl.core.paths import sparql_text
from lq_graph.text import Language, Texts, visible, width

# A report: what every format gets to tell.

_BREAK = re.compile(r"\r\n|\r|\n")


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
        """The name of the file to mend; empty if there is none."""
        return "" if finding.file is None else self.shown(finding.file)

    def shown(self, file: Path) -> str:
        """A file from the project's folder on, with slashes; whole if it stands elsewhere."""
        if file not in self._shown:
            whole = file.resolve()
            self._shown[file] = (whole.relative_to(self.root) if whole.is_relative_to(self.root) else whole).as_posix()
        return self._shown[file]

    def line(self, file: Path, number: int) -> str | None:
        """A line of a file, counted from 1; None if the file's content is not at hand or has no such line."""
        if file not in self._lines:
            content = self.contents.get(file)
            self._lines[file] = [] if content is None else _lines(content.decode("utf-8", "replace"))
        lines = self._lines[file]
        return lines[number - 1] if 0 < number <= len(lines) else None

    def fails(self, finding: Finding) -> bool:
        """Whether a finding makes the check fail."""
        return self.threshold is not None and finding.severity >= self.threshold


def _lines(text: str) -> list[str]:
    """The lines of a text, which end as the parser counts them."""
    return _BREAK.split(text) if "\r" in text else text.split("\n")


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
_IN_FILES = Texts("i {} av {}", "in {} of {}")
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
    """How many findings there are in how many files, such as `2 fel, 1 varning i 2 av 31 filer (0,4 s)`."""
    number = counts(report.findings)
    shown = [each for each in sorted(Severity, reverse=True) if number[each] or each is not Severity.INFO]
    found = ", ".join(counted(number[each], each, report.language) for each in shown)
    return " ".join(filter(None, (found, _files(report), _seconds(report))))


def hint(report: Report) -> str:
    """Where to read about the most frequent rule among the gravest findings; empty if there are none."""
    if not report.findings:
        return ""
    gravest = max(finding.severity for finding in report.findings)
    codes = Counter(finding.code for finding in report.findings if finding.severity is gravest)
    return _HINT.in_language(report.language).format(f"lq explain-finding {codes.most_common(1)[0][0]}")


def _files(report: Report) -> str:
    read = len(report.files)
    faulty = len({report.file_name(finding) for finding in report.findings} - {""})
    word = Texts("fil" if read == 1 else "filer", "file" if read == 1 else "files").in_language(report.language)
    if not faulty:
        return f"{_IN_FILES.in_language(report.language).split()[0]} {read} {word}"
    return _IN_FILES.in_language(report.language).format(faulty, f"{read} {word}")


def _seconds(report: Report) -> str:
    if report.seconds is None:
        return ""
    text = f"{report.seconds:.1f}"
    return f"({text.replace('.', ',') if report.language == 'sv' else text} s)"


# Where findings stand, as people write it.


def place(report: Report, finding: Finding) -> str:
    """`file:line:column`, `file!Sheet!C14`, or the file alone, as exactly as it is known; empty without a file."""
    match finding.position:
        case Place(file, line, column):
            return f"{report.shown(file)}:{line}:{column}"
        case Cell(file, sheet) as cell:
            return f"{report.shown(file)}!{sheet}!{cell.name}"
        case _:
            return report.file_name(finding)


def address(report: Report, finding: Finding) -> str:
    """The address of the focus node as a person can write it, such as `id/plan/cykelplan`; empty if it has none."""
    focus = finding.focus
    return report.names.short(focus.value) if isinstance(focus, NamedNode) else ""


# Fingerprints: the same finding is known again when lines have moved and files have grown.

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
        digest = hashlib.sha256(_MARK.join(_parts(report, finding)).encode("utf-8", "replace")).hexdigest()[:_DIGITS]
        seen[digest] += 1
        found.append(digest if seen[digest] == 1 else f"{digest}:{seen[digest]}")
    return found


def _parts(report: Report, finding: Finding) -> list[str]:
    path = "" if finding.path is None else sparql_text(finding.path)
    parts = [finding.code, _stable(finding.focus), finding.component or "", path, _stable(finding.value)]
    return (
        parts if finding.focus is not None else [*parts, report.file_name(finding), _sheet(finding), finding.fault.en]
    )


def _stable(term: object) -> str:
    """A term as it is the next time too: blank nodes are named anew by each reading."""
    if term is None:
        return ""
    return "_:" if isinstance(term, BlankNode) else str(term)


def _sheet(finding: Finding) -> str:
    return f"{finding.position.sheet}!{finding.position.column}" if isinstance(finding.position, Cell) else ""


# The line that a finding is about, cut to what can be shown, with the stretch that is at fault.

WIDEST = 100
_TAB = "    "
_CUT = "…"


@dataclass(frozen=True)
class Excerpt:
    """A line of a file by its number: what stands before the fault, the fault, and what stands after it."""

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
    """The line of a finding in at most so many columns; None if it has no place, or its file is not at hand."""
    place = finding.position
    if not isinstance(place, Place):
        return None
    line = report.line(place.file, place.line)
    return None if line is None else _cut(line, place, widest)


def _cut(line: str, place: Place, widest: int) -> Excerpt:
    """The excerpt: the whole line if it fits, else as much as does around the place."""
    start = min(place.column - 1, len(line))
    end = min(start + place.length, len(line))
    marked = _fitting(_shown(line[start:end][: widest + 1]), widest)
    room = widest - width(marked)
    before, after = _shown(line[max(0, start - widest) : start]), _shown(line[end : end + widest])
    if start <= widest and len(line) - end <= widest and width(before) + width(after) <= room:
        return Excerpt(place.line, before, marked, after)
    on_the_left = max(room // 2, room - width(after))
    if width(before) > on_the_left or start > widest:
        before = _fitting(before[::-1], on_the_left, whole=start <= widest)[::-1]
    after = _fitting(after, room - width(before), whole=len(line) - end <= widest)
    return Excerpt(place.line, before, marked, after)


def _shown(text: str) -> str:
    return visible(text.replace("\t", _TAB))


def _fitting(text: str, room: int, whole: bool = True) -> str:
    """As much of the beginning of a text as takes so many columns, with a mark where it is cut."""
    if whole and width(text) <= room:
        return text
    kept = text[: max(0, room - 1)]
    while kept and width(kept) > room - 1:
        kept = kept[:-1]
    return kept + _CUT if room > 0 else ""


# The report of a check: its findings with the files that it read.


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
