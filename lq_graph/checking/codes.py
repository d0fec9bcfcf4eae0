"""The codes of findings that neither a shape nor a query in sparql/checks gives, and what each of them means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lq_graph.settings import Texts

UNREADABLE = "unreadable-file"


@dataclass(frozen=True)
class Code:
    """What a finding with a code means, and what to do about it."""

    means: Texts
    advice: Texts


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
        "column-unknown": Code(
            Texts(
                "En kolumn i arbetsboken hör inte till mallen, så dess celler lästes inte.",
                "A column of the workbook does not belong to the template, so that its cells were not read.",
            ),
            Texts(
                "Rätta kolumnens rubrik eller ta bort kolumnen; lq template gör en mall med de rätta rubrikerna.",
                "Correct the header of the column or remove it; lq template makes a template with the right headers.",
            ),
        ),
        "template-old": Code(
            Texts(
                "Arbetsboken är gjord av en äldre mall än den som gäller nu.",
                "The workbook was made from an older template than the current one.",
            ),
            Texts(
                "Hämta en ny mall och flytta dina rader dit.",
                "Fetch a new template and move your rows there.",
            ),
        ),
    }
)
