"""The words of what is wrong in a form, where those of a sheet would not fit."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from lq_graph.settings import Texts
from lq_graph.web.language import Language, text_in

_IN_FORMS: Mapping[str, Texts] = MappingProxyType(
    {
        "cell-describes-nothing": Texts(
            "Ett datum är ifyllt, men ingen webbadress bredvid. Fyll i adressen, eller ta bort datumet.",
            "There is a date, but no web address beside it. Fill in the address, or remove the date.",
        ),
        "cell-says-otherwise": Texts(
            "Samma webbadress står två gånger, med olika datum. Ta bort den ena, eller skriv samma datum.",
            "The same web address stands here twice, with different dates. Remove one, or write the same date.",
        ),
        "row-id-elsewhere": Texts(
            "Adressen till det som ska ändras finns inte här. Börja om från det du vill ändra.",
            "The address of what is to be changed is not here. Start again from the thing that you want to change.",
        ),
    }
)


def told_error(finding: Mapping[str, Any], language: Language) -> str:
    """What is wrong and what to do, in one or two sentences."""
    known = _IN_FORMS.get(finding["code"])
    if known is not None:
        return text_in(known, language)
    return " ".join(filter(None, (finding["fault"], finding["message"], finding["meant"])))
