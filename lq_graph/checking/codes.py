"""Codes of findings that neither a shape nor a query in sparql/checks gives: what they mean and what to do.

Those of the reader of sheets are told in its own room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lq_graph.checking.finding import Severity
from lq_graph.settings import Texts

UNREADABLE = "unreadable-file"


@dataclass(frozen=True)
class Code:
    """What a finding with a code means, what to do about it, and how much it weighs."""

    means: Texts
    advice: Texts
    severity: Severity = Severity.VIOLATION


CODES: Mapping[str, Code] = MappingProxyType(
    {
        UNREADABLE: Code(
            Texts(
                "Filen följer inte reglerna för sitt format, så inget i den kunde granskas.",
                "The file does not follow the rules of its format, so that nothing in it could be checked.",
            ),
            Texts(
                "Rätta på raden och kolumnen som anges, eller strax före dem, och granska igen.",
                "Mend it at the line and column that are given, or just before them, and check again.",
            ),
        ),
        "contradiction": Code(
            Texts(
                "Två uppgifter om samma sak kan inte båda vara sanna, så som ontologin beskriver orden.",
                "Two statements about one thing cannot both be true, as the ontology describes the words.",
            ),
            Texts(
                "Välj en av dem, eller rätta det som en av dem följer av; lq explain visar varför en uppgift följer.",
                "Choose one of them, or correct what one of them follows from; lq explain shows why one follows.",
            ),
        ),
        "unnamed-shape": Code(
            Texts(
                "En regel utan namn har funnit ett fel.",
                "A rule without a name has found a fault.",
            ),
            Texts(
                "Gör som fyndet säger, och ge formen i shapes/ ett namn så att den går att slå upp.",
                "Do as the finding says, and give the shape in shapes/ a name so that it can be looked up.",
            ),
        ),
    }
)
