"""Findings as one page that needs nothing else: no script, no other file, no request."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from html import escape

from pyoxigraph import NamedNode

from lq_graph import __version__
from lq_graph.checking.finding import Finding, counts
from lq_graph.checking.reports.report import (
    NO_FILE,
    SEVERITIES,
    Excerpt,
    Report,
    address,
    counted,
    excerpt,
    meant,
    totals,
)
from lq_graph.reading.position import Cell, Place
from lq_graph.text import Texts, visible

# How the page of findings looks, in light and in dark.

STYLE = """
:root {
  --paper: #ffffff; --ink: #1a1c1f; --faint: #565c66; --line: #d5d9e0; --code: #f4f5f7; --link: #0a4fa3;
  --violation: #b3141d; --warning: #7f4f00; --info: #0a5c78; --mark: #ffe08a; --on-mark: #1a1c1f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --ink: #eceef1; --faint: #aab1bc; --line: #3a4048; --code: #1f242a; --link: #8fc1ff;
    --violation: #ff8f8f; --warning: #f2c14e; --info: #7fd0ea; --mark: #6a5200; --on-mark: #fff6db;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main, footer { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 1rem 0 0.25rem; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 0.75rem; padding-bottom: 0.35rem; border-bottom: 2px solid var(--line);
  overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 0 0 0.25rem; overflow-wrap: anywhere; }
p { margin: 0.15rem 0; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, pre:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
ul, ol { margin: 0; padding: 0; list-style: none; }
nav { margin-top: 1rem; }
nav ul { columns: 26rem; }
nav li { padding: 0.2rem 0; overflow-wrap: anywhere; break-inside: avoid; }
li.violation, li.warning, li.info { padding: 0.75rem 0 0.9rem 1rem; border-left: 4px solid; margin: 0 0 0.9rem; }
li.violation { border-color: var(--violation); }
li.warning { border-color: var(--warning); }
li.info { border-color: var(--info); }
.violation .severity { color: var(--violation); }
.warning .severity { color: var(--warning); }
.info .severity { color: var(--info); }
.severity { margin-right: 0.35rem; }
.fault { font-weight: 600; }
.totals { font-size: 1.1rem; }
.about, footer, .number { color: var(--faint); }
.about, footer { font-size: 0.875rem; }
pre { margin: 0.5rem 0; padding: 0.5rem 0.75rem; background: var(--code); border-radius: 4px; overflow-x: auto; }
code { font: 0.875rem/1.5 ui-monospace, "Liberation Mono", monospace; }
.number { display: inline-block; min-width: 2.5rem; padding-right: 0.75rem; text-align: right; user-select: none; }
mark { background: var(--mark); color: var(--on-mark); border-bottom: 2px solid; }
@media print { pre { white-space: pre-wrap; } }
"""
STYLE_SOURCE = "sha256-" + base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode("ascii")


# Findings as one page that needs nothing else: no script, no other file, no request.

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
    yield _contents(report, groups) if groups else f"<p>{_NOTHING.in_language(report.language)}</p>\n"
    for index, (name, findings) in enumerate(groups, 1):
        yield f'<section aria-labelledby="file-{index}">\n'
        yield f'<h2 id="file-{index}">{_file(report, name)}</h2>\n<ol>\n'
        yield from (_finding(report, finding) for finding in findings)
        yield "</ol>\n</section>\n"
    made = _MADE.in_language(report.language).format(__version__)
    yield f"</main>\n<footer><p>{made}</p></footer>\n</body>\n</html>\n"


def _head(report: Report) -> str:
    title = _TITLE.in_language(report.language)
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
    title = _CONTENTS.in_language(report.language)
    return f'<nav aria-label="{title}">\n<ul>\n{rows}</ul>\n</nav>\n'


def _counts(report: Report, findings: Sequence[Finding]) -> str:
    number = sorted(counts(findings).items(), reverse=True)
    return ", ".join(counted(many, severity, report.language) for severity, many in number)


def _finding(report: Report, finding: Finding) -> str:
    language = report.language
    severity = SEVERITIES[finding.severity].in_language(language)
    title = finding.label.in_language(language) if finding.label else address(report, finding) or finding.code
    question = meant(finding, language)
    parts = [
        f"<h3><span class=severity>{severity.capitalize()}</span> <bdi>{_shown(title)}</bdi></h3>",
        f"<p class=fault>{_shown(finding.fault.in_language(language))}</p>",
        f"<p>{_shown(finding.message.in_language(language))}</p>",
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
    """What helps to correct the finding: its place, its rule and its address."""
    parts = [_place(report, finding), f"{_RULE.in_language(report.language)} <code>{_shown(finding.code)}</code>"]
    if isinstance(finding.focus, NamedNode):
        parts.append(_link(finding.focus.value, address(report, finding)))
    return [part for part in parts if part]


def _place(report: Report, finding: Finding) -> str:
    match finding.position:
        case Place(_, line, column):
            return _shown(_LINE.in_language(report.language).format(line, column))
        case Cell(_, sheet) as cell:
            return _shown(_CELL.in_language(report.language).format(sheet, cell.name))
        case _:
            return ""


def _link(iri: str, text: str) -> str:
    if not iri.startswith(("https://", "http://")):
        return f"<code>{_shown(text)}</code>"
    return f'<a href="{_shown(iri)}">{_shown(text)}</a>'


def _file(report: Report, name: str) -> str:
    return _shown(name or NO_FILE.in_language(report.language))


def _shown(text: str) -> str:
    return escape(visible(text))
