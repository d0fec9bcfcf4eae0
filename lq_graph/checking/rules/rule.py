"""A rule: what stands behind the code of a finding."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from lq_graph.checking.finding import Severity
from lq_graph.settings import Texts


@dataclass(frozen=True)
class RuleExample:
    """Lines of a file that keep to a rule, from a line on that counts from 1; what is left out of them is marked."""

    file: Path
    line: int
    text: str


@dataclass(frozen=True)
class Rule:
    """What one code means.

    `about` is what the rule is about, `must` what must hold, phrase by phrase, `message` what to do where it does not.
    `means` is what a finding means, `fault` what it says to be wrong, with … for what it names. `file` and `line` are
    where the rule is written, None for a rule of the code itself. `parts` are the codes of rules that belong to it.
    """

    code: str
    message: Texts
    severity: Severity = Severity.VIOLATION
    about: Texts | None = None
    means: Texts | None = None
    fault: Texts | None = None
    must: tuple[Texts, ...] = ()
    file: Path | None = None
    line: int | None = None
    parts: tuple[str, ...] = ()
    example: RuleExample | None = None
