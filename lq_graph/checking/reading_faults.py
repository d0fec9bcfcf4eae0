"""Why a file cannot be read, in both languages, with what to do about it."""

from __future__ import annotations

import re
from typing import NamedTuple

from lq_graph.settings import Texts


class ReadingFault(NamedTuple):
    """What is wrong with a file, and what to do; what to do is empty where nobody knows."""

    reason: Texts
    advice: Texts


_NAMED = r"läsaren säger ”\1”"
_SWEDISH = (  # what is said in English; the reason and the advice in Swedish
    (r"cannot be read: No such file or directory", "den finns inte", ""),
    (r"cannot be read: Permission denied", "den får inte läsas av den som frågar", ""),
    (r"cannot be read: it is no file", "det är ingen fil", ""),
    (r"the prefix (\S*): is not declared; add (@prefix .*) or use one that this file declares: (.*)",
     r"prefixet \1: är inte deklarerat", r"lägg till \2 eller använd ett som filen deklarerar: \3"),
    (r"a relative address; .*", "en relativ adress", "skriv ut den, eller skriv den med ett prefix"),
    (r"the context stands at another address, .*",
     "dess @context ligger på en annan adress, och lq hämtar ingenting", "skriv den i filen själv"),
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
    said, _, advised = text.removeprefix("cannot be read: ").partition("; ")
    for pattern, swedish, advice in _SWEDISH:
        found = re.fullmatch(pattern, text, re.DOTALL)
        if found:
            return ReadingFault(Texts(found.expand(swedish), said), _advice(found.expand(advice), advised))
    return ReadingFault(Texts(f"läsaren säger ”{said}”", said), _advice(advised, advised))


def _advice(swedish: str, english: str) -> Texts:
    return Texts(_sentence(swedish), _sentence(english))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""
