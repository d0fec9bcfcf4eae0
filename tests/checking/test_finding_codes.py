"""Every code of a finding has an explanation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from conftest import ROOT
from lq_graph.checking.code_rules import CODE_RULES
from lq_graph.checking.finding import CODES
from lq_graph.cli.explain_finding import rules_of_the_reader

READERS = re.compile(r"(?:cell|column|row|sheet|template)-[a-z]+(?:-[a-z]+)*")
MODULES = sorted((ROOT / "lq_graph").rglob("*.py"))


def constants(tree: ast.Module) -> dict[str, str]:
    """The texts that a module gives names to."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def used() -> Iterator[str]:
    """The codes that are written in the code: where a finding is made, and those of the reader of sheets anywhere."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in MODULES]
    named = {name: value for tree in trees for name, value in constants(tree).items()}
    for tree in trees:
        own = {**named, **constants(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and READERS.fullmatch(node.value):
                yield node.value
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                yield from codes_of(node, own)


def codes_of(call: ast.Call, named: dict[str, str]) -> Iterator[str]:
    """The code that a finding is made with, where it is written there or has a name."""
    for value in (keyword.value for keyword in call.keywords if keyword.arg == "code"):
        if isinstance(value, ast.Constant):
            yield str(value.value)
        elif isinstance(value, ast.Name):
            yield named[value.id]


def test_every_code_that_is_used_is_explained() -> None:
    codes = set(used())
    assert {"unreadable-file", "contradiction"} <= codes
    assert codes - {*CODES, *(rule.code for rule in rules_of_the_reader())} == set()


def test_every_explanation_is_in_both_languages_and_ends_as_a_sentence() -> None:
    own = [each for code in CODES.values() for each in (code.means, code.advice)]
    coded = [each for rule in CODE_RULES.values() for each in (rule.means, rule.advice, rule.fault)]
    texts = [text for each in (*own, *coded) for text in (each.sv, each.en)]
    assert [text for text in texts if not text.endswith(".") or len(text) < 10] == []


def test_every_code_of_a_rule_that_is_code_is_explained() -> None:
    written = (ROOT / "lq_graph" / "checking" / "rules").glob("*.py")
    codes = {
        code
        for path in written
        for code in re.findall(r'"((?:text|near|unknown|ill)-[a-z-]+)"', path.read_text("utf-8"))
    }
    assert codes == set(CODE_RULES)
