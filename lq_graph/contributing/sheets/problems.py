"""What can be wrong with a cell, a row, a column or a template, and the findings on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.finding import Finding, Severity
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.rows import capitalised
from lq_graph.contributing.xlsx.grid import CellKind
from lq_graph.reading.position import Cell, Position
from lq_graph.shacl.core.paths import Predicate
from lq_graph.text import Texts

_MOST_CHARACTERS = 80  # of a value that a finding quotes
_NONE = Texts("", "")


@dataclass(frozen=True)
class CellError:
    """Why a cell cannot be read: the code of the problem, and what was probably meant, as it would be written.

    `advice` is what to write and `fault` is what is wrong, where they are more than the problem gives for every cell.
    """

    code: str
    suggestion: Texts | None = None
    advice: Texts | None = None
    fault: Texts | None = None


NO_TEXT: Mapping[CellKind, CellError] = MappingProxyType(
    {"formula": CellError("cell-formula-without-value"), "error": CellError("cell-error-value")}
)


def same(text: str) -> Texts:
    """A text that is written alike in both languages."""
    return Texts(text, text)


def suggesting(code: str, text: str | None, advice: Texts | None = None) -> CellError:
    """An error with what was probably meant, None if that is not known."""
    return CellError(code, same(text) if text else None, advice)


@dataclass(frozen=True)
class Subject:
    """The thing of a row: its address and its label, None if it has none."""

    iri: str
    label: Texts | None = None


def cell_finding(
    error: CellError,
    position: Position,
    value: str = "",
    *,
    field: Field | None = None,
    other: Texts = _NONE,
    subject: Subject | None = None,
    is_repeated: bool = False,
    comes_first: bool = False,
) -> Finding:
    """The finding on an error at a position; `other` is what else its sentences name.

    The finding has the value if its subject is known and no other cell has the same value of the same thing.
    """
    problem = PROBLEMS[error.code]
    name = capitalised(field.name) if field is not None else _NONE
    line = " ".join(value.split())
    quoted = line if len(line) <= _MOST_CHARACTERS else f"{line[:_MOST_CHARACTERS].rstrip()} …"

    def filled(texts: Texts) -> Texts:
        return Texts(
            texts.sv.format(value=quoted, field=name.sv, other=other.sv),
            texts.en.format(value=quoted, field=name.en, other=other.en),
        )

    return Finding(
        severity=problem.severity,
        code=error.code,
        message=error.advice or filled(problem.message),
        fault=error.fault or filled(problem.fault),
        focus=NamedNode(subject.iri) if subject else None,
        label=subject.label if subject else None,
        files=(position.file,),
        position=position,
        is_exact=True,
        path=Predicate(NamedNode(field.predicate)) if field is not None and field.predicate else None,
        path_words=field.name if field is not None else None,
        language=field.language if field is not None else None,
        value=Literal(value) if value and subject and not is_repeated else None,
        suggestion=error.suggestion,
        origin="reader",
        comes_first=comes_first,
    )


def shown_place(position: Position) -> str:
    """A position as people write it in its own file: a cell such as `C14`, or line and column."""
    return position.name if isinstance(position, Cell) else f"{position.line}:{position.column}"


@dataclass(frozen=True)
class Problem:
    """One rule of the reader: its severity, what is wrong, and what to do.

    Sentences have `{value}` for the text of the cell, `{field}` for the name of its column, and `{other}` for
    whatever else there is to name.
    """

    severity: Severity
    fault: Texts
    message: Texts


_VIOLATION, _WARNING, _INFO = Severity.VIOLATION, Severity.WARNING, Severity.INFO

PROBLEMS: Mapping[str, Problem] = MappingProxyType(
    {
        "cell-not-in-list": Problem(
            _VIOLATION,
            Texts(
                "”{value}” finns inte att välja under ”{field}”.", "“{value}” is not among the choices under “{field}”."
            ),
            Texts("Välj ett värde i listan.", "Choose a value from the list."),
        ),
        "cell-has-several-meanings": Problem(
            _VIOLATION,
            Texts(
                "”{value}” under ”{field}” kan betyda flera saker.",
                "“{value}” under “{field}” may mean several things.",
            ),
            Texts("Skriv adressen till den du menar.", "Write the address of the one you mean."),
        ),
        "cell-not-a-number": Problem(
            _VIOLATION,
            Texts(
                "”{value}” under ”{field}” är inget tal som går att läsa.",
                "“{value}” under “{field}” is no number that can be read.",
            ),
            Texts("Skriv ett tal, till exempel 12,5.", "Write a number, for example 12.5."),
        ),
        "cell-not-a-day": Problem(
            _VIOLATION,
            Texts(
                "”{value}” under ”{field}” är inget datum som går att läsa.",
                "“{value}” under “{field}” is no date that can be read.",
            ),
            Texts("Skriv ÅÅÅÅ-MM-DD.", "Write YYYY-MM-DD."),
        ),
        "cell-not-a-duration": Problem(
            _VIOLATION,
            Texts(
                "”{value}” under ”{field}” är ingen tid i år och månader.",
                "“{value}” under “{field}” is no time in years and months.",
            ),
            Texts("Skriv till exempel 7 år eller 1 år och 6 månader.", "Write 7 years or 1 year and 6 months, say."),
        ),
        "cell-not-yes-or-no": Problem(
            _VIOLATION,
            Texts(
                "”{value}” under ”{field}” är varken ja eller nej.", "“{value}” under “{field}” is neither yes nor no."
            ),
            Texts("Skriv ja eller nej.", "Write yes or no."),
        ),
        "cell-not-a-text": Problem(
            _VIOLATION,
            Texts(
                "”{value}” under ”{field}” är ingen text som går att läsa.",
                "“{value}” under “{field}” is no text that can be read.",
            ),
            Texts("Formatera cellen som text och skriv den igen.", "Format the cell as text and write it again."),
        ),
        "cell-not-an-address": Problem(
            _VIOLATION,
            Texts("”{value}” under ”{field}” är ingen webbadress.", "“{value}” under “{field}” is no web address."),
            Texts(
                "Skriv hela adressen, med https:// först och utan mellanslag.",
                "Write the whole address, with https:// first and no spaces.",
            ),
        ),
        "cell-formula-without-value": Problem(
            _VIOLATION,
            Texts("Cellen har en formel utan sparat värde.", "The cell has a formula without a saved value."),
            Texts(
                "Öppna filen i Excel eller LibreOffice, spara den och skicka den igen, eller skriv värdet.",
                "Open the file in Excel or LibreOffice, save it and send it again, or write the value.",
            ),
        ),
        "cell-error-value": Problem(
            _VIOLATION,
            Texts("Cellens formel ger felet {value}.", "The formula in the cell gives the error {value}."),
            Texts("Rätta formeln, eller skriv värdet.", "Mend the formula, or write the value."),
        ),
        "cell-describes-nothing": Problem(
            _VIOLATION,
            Texts(
                "Här står ”{field}”, men inget under ”{other}” bredvid.",
                "Here is “{field}”, but nothing under “{other}” beside it.",
            ),
            Texts("Fyll i cellen till vänster, eller töm den här.", "Fill in the cell to the left, or empty this one."),
        ),
        "cell-says-otherwise": Problem(
            _VIOLATION,
            Texts(
                "Här står {value} under ”{field}”, men i {other} står något annat om samma adress.",
                "Here {value} stands under “{field}”, but {other} says otherwise of the same address.",
            ),
            Texts("Skriv samma på båda ställena.", "Write the same in both places."),
        ),
        "row-id-used-twice": Problem(
            _VIOLATION,
            Texts("Adressen används redan av raden i {other}.", "The address is used already by the row of {other}."),
            Texts(
                "Töm cellen, så får raden en egen adress, eller slå ihop raderna.",
                "Empty the cell, and the row gets an address of its own, or merge the rows.",
            ),
        ),
        "row-id-elsewhere": Problem(
            _VIOLATION,
            Texts("”{value}” är ingen adress i den här grafen.", "“{value}” is no address of this graph."),
            Texts(
                "Töm cellen, så fylls adressen i, eller skriv adressen till en sak som redan finns.",
                "Empty the cell, and the address is filled in, or write the address of a thing that is there already.",
            ),
        ),
        "row-id-of-another-class": Problem(
            _VIOLATION,
            Texts("”{value}” är adressen till en sak av ett annat slag.", "“{value}” is the address of another kind."),
            Texts(
                "Töm cellen, så fylls adressen i, eller flytta raden till rätt mall.",
                "Empty the cell, and the address is filled in, or move the row to the right template.",
            ),
        ),
        "row-id-near-another": Problem(
            _WARNING,
            Texts(
                "Ingenting har adressen ”{value}”, så raden beskriver något nytt.",
                "Nothing has the address “{value}”, so that the row describes something new.",
            ),
            Texts(
                "Ska raden ändra något som finns, skriv dess adress. Är det nytt, töm cellen, så fylls adressen i.",
                "To change what is there, write its address. If it is new, empty the cell, and it gets its address.",
            ),
        ),
        "row-id-not-a-key": Problem(
            _VIOLATION,
            Texts("”{value}” går inte att använda som adress.", "“{value}” cannot be used as an address."),
            Texts(
                "Töm cellen, så fylls adressen i, eller skriv små bokstäver a–z, siffror och bindestreck.",
                "Empty the cell, and the address is filled in, or write small letters a–z, digits and hyphens.",
            ),
        ),
        "change-unknown": Problem(
            _VIOLATION,
            Texts("”{value}” säger inte vad som händer.", "“{value}” does not say what happens."),
            Texts(
                "Skriv upphör, tas bort, byter namn eller går upp i.",
                "Write ends, is removed, is renamed or merges into.",
            ),
        ),
        "change-lacks": Problem(
            _VIOLATION,
            Texts("”{field}” behövs här, men är inte ifyllt.", "“{field}” is needed here, but is not filled in."),
            Texts("Fyll i cellen.", "Fill in the cell."),
        ),
        "thing-unknown": Problem(
            _VIOLATION,
            Texts("”{value}” finns inte bland det som är publicerat.", "“{value}” is not among what is published."),
            Texts(
                "Skriv namnet som det står i exporten, eller adressen i dess kolumn A.",
                "Write the name as it is in the export, or the address in its column A.",
            ),
        ),
        "thing-is-removed": Problem(
            _VIOLATION,
            Texts(
                "Det här ändras, men {other} säger att det tas bort.",
                "This is changed, but {other} says that it is removed.",
            ),
            Texts("Behåll bara det ena.", "Keep only one of the two."),
        ),
        "thing-is-used": Problem(
            _VIOLATION,
            Texts(
                "”{value}” kan inte tas bort, för andra uppgifter hänvisar dit: {other}.",
                "“{value}” cannot be removed, as others refer to it: {other}.",
            ),
            Texts(
                "Ta bort eller ändra dem också, skriv vad de ska hänvisa till under ”Ersätts av”, "
                "eller skriv upphör i stället.",
                "Remove or change them too, write what they should refer to under “Replaced by”, "
                "or write ends instead.",
            ),
        ),
        "changed-by-others": Problem(
            _VIOLATION,
            Texts(
                "”{field}” har ändrats av någon annan sedan filen hämtades: {other}.",
                "“{field}” was changed by somebody else since the file was made: {other}.",
            ),
            Texts(
                "Hämta en ny fil och gör ändringen i den, eller skriv det nya värdet om det är rätt.",
                "Get a new file and make the change in it, or write the new value if it is right.",
            ),
        ),
        "changed-since": Problem(
            _INFO,
            Texts(
                "”{field}” har ändrats sedan filen hämtades: {other}.",
                "“{field}” has changed since the file was made: {other}.",
            ),
            Texts("Den ändringen står kvar; du behöver inte göra något.", "That change stays; there is nothing to do."),
        ),
        "row-exists": Problem(
            _VIOLATION,
            Texts("”{value}” finns redan: {other}.", "“{value}” is there already: {other}."),
            Texts(
                "Ska raden ändra det, skriv den adressen i kolumn A. Är det något annat, skriv ett annat namn.",
                "If the row is to change it, write that address in column A. If it is another, write another name.",
            ),
        ),
        "value-lacks-period": Problem(
            _VIOLATION,
            Texts("”{field}” är inte ifyllt.", "“{field}” is not filled in."),
            Texts(
                "Skriv den period som källan anger. Anger den ingen, ge värdet ett eget namn på svenska och engelska.",
                "Write the period that the source gives. If it gives none, name the value in Swedish and English.",
            ),
        ),
        "value-exists": Problem(
            _VIOLATION,
            Texts(
                "Det finns redan ett värde för samma indikator, område och period: {other}.",
                "There is a value for the same indicator, area and period already: {other}.",
            ),
            Texts(
                "Gäller det en annan period, skriv den. Ska det rättas, hämta de publicerade värdena och ändra där.",
                "If it is for another period, write that. To correct it, get the published values and change it there.",
            ),
        ),
        "rows-repeat": Problem(
            _INFO,
            Texts(
                "Rader som säger det som redan är publicerat: {other}.",
                "Rows that say what is published already: {other}.",
            ),
            Texts(
                "De ändrar inget. Är de något annat, skriv ett annat namn eller en annan period.",
                "They change nothing. If they are something else, write another name or another period.",
            ),
        ),
        "row-is-new-value": Problem(
            _INFO,
            Texts(
                "Raden gäller en annan period eller ett annat område än {other}, och läses som ett nytt värde.",
                "The row is for another period or area than {other}, and is read as a new value.",
            ),
            Texts(
                "Det gamla värdet finns kvar. Ska det rättas, skriv periodens och områdets gamla värden i raden.",
                "The old value stays. To correct it, write the old period and area in the row.",
            ),
        ),
        "value-overwritten": Problem(
            _WARNING,
            Texts(
                "Ett värde som redan är publicerat byts ut: {other}. Det gamla försvinner.",
                "A value that is published already is replaced: {other}. The old one is lost.",
            ),
            Texts(
                "Låt raden stå om det gamla värdet är fel. Är det ett nytt värde, skriv den period som det gäller.",
                "Leave the row if the old value is wrong. If it is a new value, write the period that it is for.",
            ),
        ),
        "column-missing": Problem(
            _VIOLATION,
            Texts("Kolumnen ”{field}” saknas.", "The column “{field}” is missing."),
            Texts(
                "Lägg till en kolumn med den rubriken, eller hämta en ny mall.",
                "Add a column with that header, or get a new template.",
            ),
        ),
        "column-recommended": Problem(
            _WARNING,
            Texts("Kolumnen ”{field}” saknas.", "The column “{field}” is missing."),
            Texts(
                "Lägg till en kolumn med den rubriken om uppgiften är känd.",
                "Add a column with that header if it is known.",
            ),
        ),
        "column-unknown": Problem(
            _WARNING,
            Texts("Kolumnen ”{value}” läses inte.", "The column “{value}” is not read."),
            Texts(
                "Rätta rubriken så att den är en av mallens, eller ta bort kolumnen.",
                "Change the header to one of the template's, or remove the column.",
            ),
        ),
        "column-without-header": Problem(
            _WARNING,
            Texts("Kolumnen har ingen rubrik och läses inte.", "The column has no header and is not read."),
            Texts(
                "Ge den en av mallens rubriker, eller töm den.", "Give it one of the template's headers, or empty it."
            ),
        ),
        "column-used-twice": Problem(
            _VIOLATION,
            Texts("Kolumnen ”{value}” finns redan i {other}.", "The column “{value}” is there already, in {other}."),
            Texts("Ta bort den ena, eller numrera dem.", "Remove one of them, or number them."),
        ),
        "sheet-not-read": Problem(
            _WARNING,
            Texts("Bladet ”{value}” läses inte.", "The sheet “{value}” is not read."),
            Texts(
                "Har det rader som ska med, ge dem rubrikerna ur en mall; annars är allt som det ska.",
                "If it has rows that belong here, give them the headers of a template; otherwise all is well.",
            ),
        ),
        "rows-hidden": Problem(
            _WARNING,
            Texts(
                "Rader som är dolda eller bortfiltrerade läses också: rad {other}.",
                "Rows that are hidden or filtered out are read too: row {other}.",
            ),
            Texts(
                "Visa alla rader (Data, Rensa filter) och se efter att de ska med. Ta annars bort dem.",
                "Show all rows (Data, Clear Filter) and see that they belong here. Otherwise remove them.",
            ),
        ),
        "columns-hidden": Problem(
            _WARNING,
            Texts("Kolumner som är dolda läses också: {other}.", "Columns that are hidden are read too: {other}."),
            Texts(
                "Visa kolumnerna och se efter att det som står där ska med. Töm dem annars.",
                "Show the columns and see that what they have belongs here. Otherwise empty them.",
            ),
        ),
        "cells-merged": Problem(
            _VIOLATION,
            Texts(
                "Sammanslagna celler täcker {other}, så bara den första kolumnen har ett värde.",
                "Merged cells cover {other}, so that only the first column has a value.",
            ),
            Texts("Dela upp cellerna och fyll i var och en.", "Unmerge the cells and fill in each of them."),
        ),
        "row-is-note": Problem(
            _WARNING,
            Texts(
                "Raden läses inte: ”{value}” ser ut som en anmärkning eller en rubrik.",
                "The row is not read: “{value}” looks like a note or a heading.",
            ),
            Texts(
                "Är den en sak, fyll i raden som de andra; annars är allt som det ska.",
                "If it is a thing, fill in the row as the others; otherwise all is well.",
            ),
        ),
        "row-is-sum": Problem(
            _WARNING,
            Texts(
                "Raden läses inte: ”{value}” ser ut som en summa.", "The row is not read: “{value}” looks like a sum."
            ),
            Texts(
                "Är den en sak, fyll i raden som de andra; annars är allt som det ska.",
                "If it is a thing, fill in the row as the others; otherwise all is well.",
            ),
        ),
        "row-is-header": Problem(
            _WARNING,
            Texts("Raden läses inte: den upprepar rubrikerna.", "The row is not read: it repeats the headers."),
            Texts("Ta bort raden.", "Remove the row."),
        ),
        "sheet-empty": Problem(
            _WARNING,
            Texts("Här finns inga ifyllda rader.", "There are no filled rows here."),
            Texts("Fyll i en rad per sak, under rubrikerna.", "Fill in one row for each thing, below the headers."),
        ),
        "template-old": Problem(
            _WARNING,
            Texts("Mallen är äldre än reglerna. {other}", "The template is older than the rules. {other}"),
            Texts(
                "Hämta en ny mall nästa gång; det som är ifyllt här läses ändå.",
                "Get a new template next time; what is filled in here is read all the same.",
            ),
        ),
        "template-elsewhere": Problem(
            _WARNING,
            Texts("Mallen är gjord för {other}.", "The template was made for {other}."),
            Texts("Hämta mallen härifrån.", "Get the template from here."),
        ),
    }
)
