"""Made-up findings and reports: plain ones, and strategies for all possible ones."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.reports.report import Report
from lq_graph.names import LQ, LQS, XSD, Names
from lq_graph.reading.position import Cell, Place
from lq_graph.shacl.core.paths import Inverse, Predicate, Sequence
from lq_graph.text import Language, Texts

NAMES = Names("https://example.org/")
ROOT = Path("/project")
FILE = ROOT / "data" / "x" / "plans.ttl"
BOOK = ROOT / "bidrag.xlsx"
PLAN = NamedNode("https://example.org/id/plan/cykelplan")
CONTENT = '@prefix plan: <https://example.org/id/plan/> .\nplan:cykelplan\n    lq:validFrom "förr" ;\n'.encode()

FINDING = Finding(
    severity=Severity.VIOLATION,
    code="Plan-validFrom",
    message=Texts("Ange en dag som ÅÅÅÅ-MM-DD.", "Give a day as YYYY-MM-DD."),
    fault=Texts("”förr” duger inte som ”gäller från”.", "“förr” will not do as “valid from”."),
    focus=PLAN,
    label=Texts("Cykelplan", "Cycling plan"),
    files=(FILE,),
    position=Place(FILE, 3, 18, 6),
    shape=f"{LQS}Plan-validFrom",
    component="Datatype",
    path=Predicate(NamedNode(f"{LQ}validFrom")),
    path_words=Texts("gäller från", "valid from"),
    value=Literal("förr"),
    suggestion=Texts("2024-05-01", "2024-05-01"),
)
IN_A_CELL = Finding(
    severity=Severity.WARNING,
    code="cell-not-in-list",
    message=Texts("Välj ett i listan.", "Choose one in the list."),
    fault=Texts("”Trygga platsr” finns inte i listan.", "“Trygga platsr” is not in the list."),
    position=Cell(BOOK, "Planer", 14, 3),
    origin="reader",
)
IN_NO_FILE = Finding(
    severity=Severity.INFO,
    code="lonely",
    message=Texts("Gör något.", "Do something."),
    fault=Texts("Något är fel.", "Something is wrong."),
    focus=BlankNode("b"),
    origin="check",
)


def report(*findings: Finding, language: Language = "sv", **others: object) -> Report:
    """A report of findings, with the content of the made-up file."""
    given: dict[str, object] = {"files": (FILE, BOOK), "contents": {FILE: CONTENT}, **others}
    return Report(findings, NAMES, ROOT, language, **given)  # type: ignore[arg-type]


_CHARACTERS = st.characters(exclude_categories=())  # surrogates and controls too
_TEXTS = st.builds(Texts, st.text(_CHARACTERS, max_size=30), st.text(_CHARACTERS, max_size=30))
_CLEAN = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_FILES = st.sampled_from(
    [FILE, ROOT / "data" / "å b" / "m,ä:r%k.ttl", Path("/elsewhere/<&\"'>.ttl"), ROOT / "\udc80.ttl"]
)
_NUMBERS = st.integers(1, 4)
_POSITIONS = st.one_of(
    st.none(),
    st.builds(Place, _FILES, _NUMBERS, st.integers(1, 40), st.integers(0, 40)),
    st.builds(Cell, st.just(BOOK), _CLEAN, _NUMBERS, st.integers(1, 1000)),
)
_IRIS = st.sampled_from([PLAN, NamedNode("http://other.example/a?b=c&d=<'>".replace("<", "%3C").replace(">", "%3E"))])
_LITERALS = st.one_of(
    st.builds(Literal, _CLEAN),
    st.builds(lambda text: Literal(text, language="sv"), _CLEAN),
    st.builds(lambda text: Literal(text, datatype=NamedNode(f"{XSD}date")), _CLEAN),
)
_TERMS = st.one_of(_IRIS, st.just(BlankNode("b0")), _LITERALS)
_PREDICATE = Predicate(NamedNode(f"{LQ}isPartOf"))
_PATHS = st.sampled_from([None, _PREDICATE, Sequence((_PREDICATE, Inverse(_PREDICATE)))])

ANY_FINDING = st.builds(
    Finding,
    severity=st.sampled_from(Severity),
    code=st.sampled_from(["Plan-validFrom", "dangling-link", "unreadable-file", "contradiction"]),
    message=_TEXTS,
    fault=_TEXTS,
    focus=st.one_of(st.none(), _TERMS),
    label=st.one_of(st.none(), _TEXTS),
    files=st.lists(_FILES, max_size=2).map(tuple),
    position=_POSITIONS,
    shape=st.sampled_from([None, f"{LQS}Plan-validFrom"]),
    component=st.sampled_from([None, "MinCount"]),
    path=_PATHS,
    path_words=st.one_of(st.none(), _TEXTS),
    value=st.one_of(st.none(), _TERMS),
    value_label=st.one_of(st.none(), _TEXTS),
    suggestion=st.one_of(st.none(), _TEXTS),
    origin=st.sampled_from(["reader", "reasoning", "shape", "check"]),
)
ANY_REPORT = st.builds(
    Report,
    findings=st.lists(ANY_FINDING, max_size=6).map(tuple),
    names=st.just(NAMES),
    root=st.just(ROOT),
    language=st.sampled_from(["sv", "en"]),
    files=st.lists(_FILES, unique=True).map(tuple),
    contents=st.builds(lambda content: {FILE: content}, st.binary(max_size=80)),
    threshold=st.sampled_from([None, *Severity]),
    seconds=st.sampled_from([None, 0.0, 1.25]),
)
