"""The words of reports, in both languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from lq_graph.checking.finding import Finding, Severity, counts
from lq_graph.checking.reports.report import Report
from lq_graph.settings import Language, Texts
from lq_graph.text import visible

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
    return _QUOTES.said(language).format(visible(" ".join(text.split())))


def sentence(finding: Finding, language: Language, address: str = "") -> str:
    """What is wrong with what, and what to do; an address, if one is given, stands in brackets after the label."""
    fault, label = visible(finding.fault.said(language)), finding.label
    name = quoted(label.said(language), language) if label else ""
    about = f"{name} [{address}]" if name and address else name or address
    if name and name in fault:
        fault = fault.replace(name, about, 1)
    elif about and (name or about not in fault):
        fault = f"{about}: {fault}"
    return " ".join(filter(None, (fault, visible(finding.message.said(language)), meant(finding, language))))


def meant(finding: Finding, language: Language) -> str:
    """The question whether the nearest valid value was meant; empty if there is none."""
    if finding.suggestion is None:
        return ""
    return _MEANT.said(language).format(quoted(finding.suggestion.said(language), language))


def counted(number: int, severity: Severity, language: Language) -> str:
    """So many findings of a severity, such as `1 varning`."""
    words = SEVERITIES if number == 1 else _MANY
    return f"{number} {words[severity].said(language)}"


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
    return _HINT.said(report.language).format(f"lq explain-finding {codes.most_common(1)[0][0]}")


def _files(report: Report) -> str:
    read = len(report.files)
    faulty = len({report.file_name(finding) for finding in report.findings} - {""})
    word = Texts("fil" if read == 1 else "filer", "file" if read == 1 else "files").said(report.language)
    if not faulty:
        return f"{_IN_FILES.said(report.language).split()[0]} {read} {word}"
    return _IN_FILES.said(report.language).format(faulty, f"{read} {word}")


def _seconds(report: Report) -> str:
    if report.seconds is None:
        return ""
    text = f"{report.seconds:.1f}"
    return f"({text.replace('.', ',') if report.language == 'sv' else text} s)"
