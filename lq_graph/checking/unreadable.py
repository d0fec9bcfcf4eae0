"""Findings of files that cannot be read, all of a project at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from lq_graph.checking.finding import CODES, UNREADABLE, Finding, Severity, in_order
from lq_graph.errors import Refusal, SourceError
from lq_graph.reading.position import Place
from lq_graph.reading.project import contributed_files, dataset_files, rdf_files
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.settings import Settings
from lq_graph.text import Language, Texts

_FAULT = Texts("Filen går inte att läsa: {}.", "The file cannot be read: {}.")
_CHECK_THE_FILE = Texts("Se efter att sökvägen och filen är de rätta.", "See that path and file are the right ones.")


def unreadable_findings(first: SourceError, settings: Settings, paths: Sequence[Path] = ()) -> tuple[Finding, ...]:
    """All files of a project and of a contribution that cannot be read, given the one that was met first."""
    errors = [first, *_errors(_files(settings, paths))]
    return in_order({str(error): unreadable_finding(error) for error in errors}.values())


def unreadable_finding(error: SourceError) -> Finding:
    """A file that cannot be read, as a finding at the place where reading stopped."""
    fault = reading_fault(error.reason)
    place = None if error.line is None else Place(error.path, error.line, error.column or 1)
    usual = _CHECK_THE_FILE if place is None else CODES[UNREADABLE].advice
    return Finding(
        severity=Severity.VIOLATION,
        code=UNREADABLE,
        message=Texts(fault.advice.sv or usual.sv, fault.advice.en or usual.en),
        fault=Texts(_FAULT.sv.format(fault.reason.sv), _FAULT.en.format(fault.reason.en)),
        files=(error.path,),
        position=place,
        origin="reader",
    )


def in_language(error: SourceError, language: Language) -> SourceError:
    """The error with its reason in a language, for a person who sent the file."""
    if isinstance(error, Refusal):
        reason = error.texts.in_language(language)
    elif language == "en":
        reason = error.reason
    else:
        fault = reading_fault(error.reason)
        advice = fault.advice.sv.rstrip(".")
        reason = "; ".join(filter(None, (fault.reason.sv, advice[:1].lower() + advice[1:])))
    return SourceError(error.path, reason, error.line, error.column)


def _errors(files: Iterable[Path]) -> Iterator[SourceError]:
    for file in files:
        try:
            read_rdf_file(file)
        except SourceError as error:
            yield error


def _files(settings: Settings, paths: Sequence[Path]) -> list[Path]:
    """The files that a check reads, as far as they can be listed."""
    try:
        of_datasets = [file for files in dataset_files(settings.data).values() for file in files]
        return [*of_datasets, *rdf_files(settings.ontology), *rdf_files(settings.shapes), *contributed_files(paths)]
    except SourceError:
        return []


# Why a file cannot be read, in both languages, with what to do about it.


class ReadingFault(NamedTuple):
    """What is wrong with a file, and what to do; the advice is empty where there is none."""

    reason: Texts
    advice: Texts


_NAMED = r"läsaren säger ”\1”"
_SWEDISH = (  # the English text; the reason and the advice in Swedish
    (r"cannot be read: No such file or directory", "den finns inte", ""),
    (r"cannot be read: Permission denied", "den får inte läsas av den som frågar", ""),
    (r"cannot be read: it is no file", "det är ingen fil", ""),
    (r"a document type declaration \(DOCTYPE\) is not read, .*",
     "den har en dokumenttypdeklaration (DOCTYPE), och den kan växa utan gräns och peka på andra filer",
     "ta bort den, och skriv ut vad dess entiteter står för"),
    (r"no well-formed XML \((.*)\); .*",
     r"den är inte välformad XML: läsaren säger ”\1”",
     "avsluta varje öppet element, och skriv < och & i text som &lt; och &amp;"),
    (r"nested more than (\S+) levels deep; .*",
     r"den är nästlad i mer än \1 nivåer", "ge det inre en adress, och skriv det bredvid"),
    (r"more than (\S+) attributes and prefixes; .*",
     r"ett element har mer än \1 attribut och prefix",
     "skriv egenskaper som element, och ta bort prefix som ingen använder"),
    (r"a context of more than (\S+) terms; .*",
     r"dess @context har mer än \1 termer", "ta bort dem som ingen använder"),
    ("no JSON from here on; .*",
     "härifrån är den inte JSON", "se efter att citattecken och parenteser står i par, och komman mellan värden"),
    (r"(?:more than \S+ triple terms|a triple term) of RDF 1\.2.*",
     "den säger något om en uppgift (RDF 1.2), och det läser lq inte", "säg det om en sak med egen adress"),
    ("one text, address or comment of more than 16 MiB; .*",
     "en text, adress eller kommentar är större än 16 MiB",
     "korta den, eller lägg den i en fil bredvid och ange dess adress"),
    ("the first line says that the text is not in UTF-8; .*",
     "dess första rad säger att texten inte är UTF-8", "spara den som UTF-8, och skriv det där"),
    ("the text is in UTF-16; .*", "texten är UTF-16", "spara den som UTF-8"),
    (r"the byte (0x\S\S) here is not UTF-8, in Windows-1252 the sign (.); .*",
     r"byten \1 här är inte UTF-8, i Windows-1252 tecknet ”\2”", "spara filen som UTF-8"),
    (r"the byte (0x\S\S) here is n.*", r"byten \1 här är inte text", "spara filen som UTF-8"),
    ("a NUL (?:byte|character), .*", "här står ett NUL-tecken, och det finns inte i text", "ta bort det"),
    ("it looks like (.*), whatever its name; give it the ending of what it is, or export it as (.*)",
     r"den ser ut som något annat än namnet säger (\1)", r"ge den ändelsen för vad den är, eller exportera den som \2"),
    ("the file is empty; write the names .*", "den är tom", "fyll i mallen, spara den som CSV och skicka den"),
    ("the file is empty; .*", "den är tom", "ta bort den, eller skriv vad den ska säga"),
    (r"a value beyond the last of (\d+) columns; .*",
     r"ett värde står till höger om den sista av \1 kolumner",
     "ge kolumnen ett namn i första raden, eller sätt citattecken kring text med avgränsaren i"),
    ("a quote that none ends; .*",
     "ett citattecken har inget slut", "avsluta det, eller skriv citattecken i text dubbelt"),
    ("text after the quote that ends one; .*",
     "text står efter ett slutande citattecken", "skriv citattecken i text dubbelt"),
    (r"more than (\S+) (?:columns|rows); .*",
     r"den har fler rader eller kolumner än lq läser (\1)", "dela upp den på flera filer"),
    (r"a cell of more than (\S+) characters; .*", r"en cell har mer än \1 tecken", "korta den"),
    (r"the prefix (\S*): is not declared; add (@prefix .*) or use one that this file declares: (.*)",
     r"prefixet \1: är inte deklarerat", r"lägg till \2 eller använd ett som filen deklarerar: \3"),
    (r"a relative address; .*", "en relativ adress", "skriv ut den, eller skriv den med ett prefix"),
    (r"the context stands at another address, .*",
     "dess @context ligger på en annan adress, och lq hämtar ingenting", "skriv den i filen själv"),
    (r"owl:imports names another file, .*",
     "owl:imports pekar på en annan fil, och lq hämtar ingenting", "ta bort det, och bidra med den filen bredvid"),
    (r"the file names graphs of its own; .*",
     "den namnger egna grafer", "ta bort namnen, mappen är datamängdens graf"),
    (r"the file ends in the middle .*",
     "den slutar mitt i en uppgift eller en text", "avsluta med punkt eller citattecken"),
    (r"(.*); a property is expected here, .*",
     _NAMED, "skriv en egenskap här, som lq:isPartOf, eller avsluta uppgiften"),
    (r"(.*); the address of a thing is expected here, .*",
     _NAMED, "skriv adressen till en sak här, och inget före den"),
    (r"(.*); a value is expected here: .*",
     _NAMED, "skriv ett värde här: en adress, en text inom citattecken eller ett tal"),
    (r"not a kind of file that lq reads; it reads (.*)", "lq läser inte filer av det slaget", r"det läser \1"),
    (r"no file here is of a kind that lq reads \((.*)\)", r"ingen fil här är av ett slag som lq läser (\1)", ""),
    (r"lq would not read this; a dataset holds (.*) and (\S*)",
     "lq skulle inte läsa den", r"en datamängd består av \1 och \2"),
    (r"there is no dataset here; make a folder with a (\S+), .*",
     "här finns ingen datamängd", r"gör en mapp med en \1, se data/README.md"),
    (r"a file beside the datasets is in none of them; .*",
     "den ligger bredvid datamängderna och hör inte till någon", "flytta den till en datamängds mapp"),
    (r"lq gives this name to a graph of its own, .*", "lq ger det namnet till en egen graf", "döp om mappen"),
    (r"the dataset has no (\S+); .*", r"datamängden har ingen \1", "beskriv den där, som dess grannar gör"),
    (r"a dataset has no folders in it; .*",
     "en datamängd har inga mappar i sig", "flytta upp filerna, eller gör en egen datamängd av dem"),
    (r"there is no such folder; .*",
     "mappen finns inte", "ett projekt har data/, ontology/ och shapes/ bredvid lq.toml"),
    (r"the header has no line '(.*)'; add it", r"frågans huvud saknar raden ”\1”", "lägg till den"),
    (r"a check is a SELECT with the variable \?focus",
     "en kontroll är en SELECT med variabeln ?focus", "rätta frågan"),
)  # fmt: skip


def reading_fault(reason: str) -> ReadingFault:
    """The fault of a reason that a SourceError gives; in Swedish, a reason that is not known is quoted."""
    text = reason.rstrip(".")
    reported, _, advised = text.removeprefix("cannot be read: ").partition("; ")
    for pattern, swedish, advice in _SWEDISH:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            return ReadingFault(Texts(found.expand(swedish), reported), _advice(found.expand(advice), advised))
    return ReadingFault(Texts(f"läsaren säger ”{reported}”", reported), _advice(advised, advised))


def _advice(swedish: str, english: str) -> Texts:
    return Texts(_sentence(swedish), _sentence(english))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
