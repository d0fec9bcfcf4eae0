"""The words of the pages in both languages."""

from __future__ import annotations

from types import MappingProxyType

from lq_graph.settings import Texts
from lq_graph.web.contributions.texts import CONTRIBUTE_WORDS
from lq_graph.web.language import Language, text_in
from lq_graph.web.named.words import NAMED_WORDS

_WORDS = MappingProxyType(
    {
        "skip": Texts("Hoppa till innehållet", "Skip to the content"),
        "menu": Texts("Huvudmeny", "Main menu"),
        "home": Texts("Start", "Start"),
        "ask": Texts("Fråga", "Ask"),
        "terms": Texts("Begrepp", "Terms"),
        "data": Texts("Data", "Data"),
        "other_language": Texts("In English", "På svenska"),
        "release": Texts("Utgåva", "Release"),
        "licence": Texts("Licens", "Licence"),
        "triples": Texts("påståenden", "statements"),
        "datasets": Texts("Datamängder", "Datasets"),
        "dataset": Texts("Datamängd", "Dataset"),
        "examples": Texts("Exempel på frågor", "Example questions"),
        "all_questions": Texts("Skriv en egen fråga", "Write a question of your own"),
        "look_at": Texts("Börja här", "Start here"),
        "contents": Texts("Innehåll", "Contents"),
        "contents_1": Texts("Den här utgåvan innehåller", "This release holds"),
        "contents_2": Texts("påståenden i", "statements in"),
        "contents_3": Texts("datamängder, och", "datasets, and"),
        "contents_3_one": Texts("datamängd, och", "dataset, and"),
        "contents_4": Texts("med det som följer av dem, ontologin, katalogen och frågorna.",
                            "with what follows from them, the ontology, the catalogue and the questions."),
        "lacking": Texts("En del av sidan kunde inte hämtas just nu. Ladda om den om en stund.",
                         "A part of this page could not be got just now. Load it again in a while."),
        "ways_in": Texts("Vägar in", "Ways in"),
        "way_ask": Texts("Ställ frågor i SPARQL och få svar som tabell, CSV eller JSON.",
                         "Ask questions in SPARQL and get answers as a table, CSV or JSON."),
        "way_terms": Texts("Läs vad begreppen betyder, på svenska och engelska.",
                           "Read what the terms mean, in Swedish and English."),
        "way_data": Texts("Hämta allt som filer.", "Take it all as files."),
        "about_thing": Texts("Uppgifter", "Facts"),
        "definition": Texts("Definition", "Definition"),
        "example": Texts("Exempel", "Example"),
        "links_here": Texts("Pekar hit", "Links here"),
        "links_here_help": Texts("Rubriken säger hur det som står i listan hänger ihop med",
                                 "Each heading says how the things in its list relate to"),
        "sources": Texts("Källor", "Sources"),
        "read": Texts("läst", "read"),
        "read_help": Texts("Datamängdernas anmärkningar säger hur källorna är lästa, till exempel i arkiverade kopior.",
                           "The notes of the datasets tell how the sources were read, for example as archived copies."),
        "formats": Texts("Samma uppgifter som data", "The same facts as data"),
        "address": Texts("Beständig adress", "Persistent address"),
        "show": Texts("Visa alla", "Show all"),
        "query": Texts("Fråga i SPARQL 1.1", "Query in SPARQL 1.1"),
        "run": Texts("Kör frågan", "Run the query"),
        "pick": Texts("Välj en exempelfråga", "Pick an example question"),
        "fetch": Texts("Visa", "Show"),
        "answer": Texts("Svar", "Answer"),
        "rows": Texts("rader", "rows"),
        "row": Texts("rad", "row"),
        "first_rows": Texts("Sidan visar de första", "This page shows the first"),
        "first_characters": Texts("Sidan visar bara början av svaret.",
                                  "This page shows only the beginning of the answer."),
        "take_all": Texts("Hela svaret finns i filerna nedan.", "The whole answer is in the files below."),
        "no_rows": Texts("Inga rader svarar mot frågan.", "No rows answer the query."),
        "yes": Texts("ja", "yes"),
        "no": Texts("nej", "no"),
        "seconds": Texts("sekunder", "seconds"),
        "take_as": Texts("Hämta svaret som", "Take the answer as"),
        "endpoint_help": Texts("Program frågar samma adress med SPARQL 1.1 Protocol.",
                               "Programs ask the same address by the SPARQL 1.1 Protocol."),
        "terms_title": Texts("Begrepp i ontologin", "Terms of the ontology"),
        "version": Texts("Version", "Version"),
        "classes": Texts("Klasser", "Classes"),
        "properties": Texts("Egenskaper", "Properties"),
        "individuals": Texts("Fasta värden", "Fixed values"),
        "narrower_than": Texts("Är ett slags", "Is a kind of"),
        "from": Texts("Från", "From"),
        "to": Texts("Till", "To"),
        "files": Texts("Filer", "Files"),
        "file": Texts("Fil", "File"),
        "size": Texts("Storlek", "Size"),
        "data_title": Texts("Hämta data", "Take the data"),
        "data_help": Texts("Filerna hör till en utgåva som aldrig ändras; nya uppgifter blir en ny utgåva.",
                           "The files belong to a release that never changes; new facts make a new release."),
        "deprecated": Texts("Utgånget begrepp", "Deprecated term"),
        "line": Texts("Rad", "Line"),
        "column": Texts("kolumn", "column"),
        "problem_page": Texts("Så svarar tjänsten när något inte går", "What the service answers when something fails"),
        "back_home": Texts("Till startsidan", "To the start page"),
    }
)  # fmt: skip


def words(language: Language) -> dict[str, str]:
    """The words of the pages in a language, by name."""
    return {name: text_in(texts, language) for name, texts in {**_WORDS, **CONTRIBUTE_WORDS, **NAMED_WORDS}.items()}
