"""The form of changes: things that end, are removed, get another name or merge into another."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from lq_graph.contributing.forms.form import Field, Form, fingerprint
from lq_graph.names import DCTERMS, LQ, OWL, SKOS, XSD
from lq_graph.text import Texts, folded

SEGMENT = "change"
_CLASS = f"{OWL}Thing"
_ANYTHING = "address"


class ChangeKind(StrEnum):
    """What happens to a thing."""

    ENDS = "ends"
    REMOVED = "removed"
    RENAMED = "renamed"
    MERGED = "merged"


KINDS: Mapping[ChangeKind, Texts] = MappingProxyType(
    {
        ChangeKind.ENDS: Texts("upphör", "ends"),
        ChangeKind.REMOVED: Texts("tas bort", "is removed"),
        ChangeKind.RENAMED: Texts("byter namn", "is renamed"),
        ChangeKind.MERGED: Texts("går upp i", "merges into"),
    }
)
_WRITTEN: Mapping[str, ChangeKind] = MappingProxyType(
    {
        **{folded(text): kind for kind, texts in KINDS.items() for text in (texts.sv, texts.en)},
        **{folded(text): ChangeKind.REMOVED for text in ("ta bort", "bort", "dras tillbaka", "återkallas", "remove")},
        **{folded(text): ChangeKind.ENDS for text in ("upphört", "avslutas", "slutar gälla", "end", "ended")},
        **{folded(text): ChangeKind.RENAMED for text in ("byt namn", "nytt namn", "namnbyte", "rename")},
        **{folded(text): ChangeKind.MERGED for text in ("slås ihop med", "slås samman med", "merge")},
    }
)

THING = Field(
    "Change-thing",
    "",
    Texts("vad som ändras", "what changes"),
    Texts("Välj eller skriv namnet, eller adressen ur exporten.", "Write the name, or the address in the export."),
    "address",
    required=True,
    most=1,
)
KIND = Field(
    "Change-kind",
    "",
    Texts("vad som händer", "what happens"),
    Texts("Skriv upphör, tas bort, byter namn eller går upp i.", "Write ends, is removed, is renamed or merges into."),
    "text",
    required=True,
    most=1,
    options=tuple(KINDS.values()),
)
DAY = Field(
    "Change-day",
    f"{LQ}validThrough",
    Texts("sista dag", "last day"),
    Texts(
        "Den sista dag då det gällde eller fanns, som ÅÅÅÅ-MM-DD, ÅÅÅÅ-MM eller ÅÅÅÅ.",
        "The last day on which it was valid or existed, as YYYY-MM-DD, YYYY-MM or YYYY.",
    ),
    "day",
    most=1,
    datatypes=(f"{XSD}date", f"{XSD}gYearMonth", f"{XSD}gYear"),
)
SUCCESSOR = Field(
    "Change-successor",
    f"{DCTERMS}replaces",
    Texts("ersätts av", "replaced by"),
    Texts("Det som kommer i stället, om det finns.", "What comes instead, if there is anything."),
    "address",
    most=1,
)
NAME_SV, NAME_EN = (
    Field(
        f"Change-name-{language}",
        f"{SKOS}prefLabel",
        name,
        Texts("Bara om det byter namn. Det gamla namnet finns kvar.", "Only if it is renamed. The old name is kept."),
        "text",
        most=1,
        language=language,
    )
    for language, name in (
        ("sv", Texts("nytt namn på svenska", "new name in Swedish")),
        ("en", Texts("nytt namn på engelska", "new name in English")),
    )
)
REASON = Field(
    "Change-reason",
    "",
    Texts("skäl", "reason"),
    Texts("Varför, i en mening. Behövs när något tas bort.", "Why, in a sentence. Needed when something is removed."),
    "text",
    most=1,
)
_FIELDS = (THING, KIND, DAY, SUCCESSOR, NAME_SV, NAME_EN, REASON)
CHANGES = Form(
    SEGMENT,
    _CLASS,
    Texts("ändring", "change"),
    Texts(
        "Något som upphör, tas bort, byter namn eller går upp i något annat.",
        "Something that ends, is removed, is renamed or merges into something else.",
    ),
    _FIELDS,
    fingerprint(_CLASS, _FIELDS, ()),
)


def change_kind(text: str) -> ChangeKind | None:
    """The kind of change that a text names; None if it names none."""
    return _WRITTEN.get(folded(text).rstrip("."))
