"""How the page of findings looks, in light and in dark."""

from __future__ import annotations

import base64
import hashlib

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
