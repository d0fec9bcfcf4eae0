"""Why a file is refused in which no form, or not one form alone, is recognised."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.refusal import Refusal
from lq_graph.contributing.sheets.header_match import bare
from lq_graph.settings import Texts

_MOST = 6  # forms that are named
_UNKNOWN = Texts(
    "det går inte att se vilken mall filen är gjord av: ingen rad bland de första tio har mallens rubriker; "
    "hämta en mall, eller säg vad raderna handlar om",
    "it cannot be seen which template the file was made from: none of the first ten rows has its headers; "
    "get a template, or say what the rows are about",
)


def unrecognised(path: Path, form: Form | None = None) -> Refusal:
    """The refusal of a file in which no sheet has headers of a form, or of the one that is said to be meant."""
    return Refusal(path, _UNKNOWN if form is None else _unlike(form))


def ambiguous(path: Path, forms: Sequence[Form]) -> Refusal:
    """The refusal of a file whose headers fit several forms alike."""
    named, example = forms[:_MOST], f"{forms[0].segment}.csv"
    swedish, english = (", ".join(map(bare, names)) for names in zip(*map(_names, named), strict=True))
    return Refusal(
        path,
        Texts(
            f"rubrikerna passar flera mallar ({swedish}); "
            f"säg vilken som menas, eller döp filen efter den, till exempel {example}",
            f"the headers fit several templates ({english}); "
            f"say which is meant, or name the file after it, for example {example}",
        ),
    )


def _names(form: Form) -> tuple[str, str]:
    return form.name.sv, form.name.en


def _unlike(form: Form) -> Texts:
    return Texts(
        f"ingen rad bland de första tio har rubriker ur mallen för {bare(form.name.sv)}; "
        "hämta mallen, och fyll i den eller ta dess rubriker",
        f"none of the first ten rows has headers of the template for {bare(form.name.en)}; "
        "get the template, and fill it in or take its headers",
    )
