"""Findings as one page that needs nothing else: no script, no other file, no request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from pyoxigraph import NamedNode

from lq_graph import __version__
from lq_graph.checking.finding import Finding, counts
from lq_graph.checking.reports.excerpt import Excerpt, excerpt
from lq_graph.checking.reports.html_style import STYLE, STYLE_SOURCE
from lq_graph.checking.reports.places import address
from lq_graph.checking.reports.report import Report
from lq_graph.checking.reports.words import NO_FILE, SEVERITIES, counted, meant, totals
from lq_graph.reading.position import Cell, Place
from lq_graph.settings import Texts
from lq_graph.text import visible

_TITLE = Texts("Granskning", "Check")
_NOTHING = Texts("Allt stämmer.", "All is well.")
_CONTENTS = Texts("Filer med fynd", "Files with findings")
_RULE = Texts("Regel", "Rule")
_LINE = Texts("Rad {}, kolumn {}", "Line {}, column {}")
_CELL = Texts("Blad {}, cell {}", "Sheet {}, cell {}")
_MADE = Texts("Skriven av lq {}", "Written by lq {}")
_POLICY = f"default-src 'none'; style-src '{STYLE_SOURCE}'"


def html_report(report: Report) -> Iterator[str]:
    """The page, in light or dark as the reader has it: what was found in all, then file by file."""
    groups = report.by_file()
    yield _head(report)
    yield f"<p class=totals>{_shown(totals(report))}</p>\n"
    yield _contents(report, groups) if groups else f"<p>{_NOTHING.said(report.language)}</p>\n"
    for index, (name, findings) in enumerate(groups, 1):
        yield f'<section aria-labelledby="file-{index}">\n'
        yield f'<h2 id="file-{index}">{_file(report, name)}</h2>\n<ol>\n'
        yield from (_finding(report, finding) for finding in findings)
        yield "</ol>\n</section>\n"
    yield f"</main>\n<footer><p>{_MADE.said(report.language).format(__version__)}</p></footer>\n</body>\n</html>\n"


def _head(report: Report) -> str:
    title = _TITLE.said(report.language)
    return (
        f'<!doctype html>\n<html lang="{report.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{title}: {_shown(totals(report))}</title>\n'
        f"<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    )


def _contents(report: Report, groups: Sequence[tuple[str, Sequence[Finding]]]) -> str:
    rows = "".join(
        f'<li><a href="#file-{index}">{_file(report, name)}</a> {_shown(_counts(report, findings))}</li>\n'
        for index, (name, findings) in enumerate(groups, 1)
    )
    title = _CONTENTS.said(report.language)
    return f'<nav aria-label="{title}">\n<ul>\n{rows}</ul>\n</nav>\n'


def _counts(report: Report, findings: Sequence[Finding]) -> str:
    number = sorted(counts(findings).items(), reverse=True)
    return ", ".join(counted(many, severity, report.language) for severity, many in number)


def _finding(report: Report, finding: Finding) -> str:
    language = report.language
    severity = SEVERITIES[finding.severity].said(language)
    title = finding.label.said(language) if finding.label else address(report, finding) or finding.code
    question = meant(finding, language)
    parts = [
        f"<h3><span class=severity>{severity.capitalize()}</span> <bdi>{_shown(title)}</bdi></h3>",
        f"<p class=fault>{_shown(finding.fault.said(language))}</p>",
        f"<p>{_shown(finding.message.said(language))}</p>",
        f"<p>{_shown(question)}</p>" if question else "",
        _lines(excerpt(report, finding)),
        f"<p class=about>{' · '.join(_about(report, finding))}</p>",
    ]
    return f"<li class={finding.severity.name.lower()}>\n" + "\n".join(filter(None, parts)) + "\n</li>\n"


def _lines(found: Excerpt | None) -> str:
    if found is None:
        return ""
    marked = f"<mark>{_shown(found.marked) or ' '}</mark>"
    text = f"{_shown(found.before)}{marked}{_shown(found.after)}"
    return f"<pre tabindex=0><code><span class=number>{found.number}</span>{text}</code></pre>"


def _about(report: Report, finding: Finding) -> list[str]:
    """What those ask for who mend the finding: its place, its rule and its address."""
    parts = [_place(report, finding), f"{_RULE.said(report.language)} <code>{_shown(finding.code)}</code>"]
    if isinstance(finding.focus, NamedNode):
        parts.append(_link(finding.focus.value, address(report, finding)))
    return [part for part in parts if part]


def _place(report: Report, finding: Finding) -> str:
    match finding.position:
        case Place(_, line, column):
            return _shown(_LINE.said(report.language).format(line, column))
        case Cell(_, sheet) as cell:
            return _shown(_CELL.said(report.language).format(sheet, cell.name))
        case _:
            return ""


def _link(iri: str, text: str) -> str:
    if not iri.startswith(("https://", "http://")):
        return f"<code>{_shown(text)}</code>"
    return f'<a href="{_shown(iri)}">{_shown(text)}</a>'


def _file(report: Report, name: str) -> str:
    return _shown(name or NO_FILE.said(report.language))


def _shown(text: str) -> str:
    return escape(visible(text))
