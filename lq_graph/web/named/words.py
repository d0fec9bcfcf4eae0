"""The words of the pages for named questions, short links, programs and the state of the service."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lq_graph.settings import Texts

NAMED_WORDS: Mapping[str, Texts] = MappingProxyType(
    {
        "questions": Texts("Färdiga frågor", "Ready questions"),
        "questions_lead": Texts(
            "Varje fråga har en egen adress som svarar med en tabell eller en fil. Du behöver inte kunna SPARQL.",
            "Each question has an address of its own that answers with a table or a file. You need to know no SPARQL.",
        ),
        "can_choose": Texts("Går att begränsa till", "Can be narrowed to"),
        "choose": Texts("Begränsa svaret", "Narrow the answer"),
        "any": Texts("Alla", "All"),
        "show_answer": Texts("Visa svaret", "Show the answer"),
        "clear_choices": Texts("Rensa valen", "Clear the choices"),
        "first_of": Texts("Här visas de första", "Here are the first"),
        "take_file": Texts("Hämta hela svaret", "Take the whole answer"),
        "excel_file": Texts("CSV för Excel", "CSV for Excel"),
        "code": Texts("Använd svaret i ett program", "Use the answer in a program"),
        "code_help": Texts(
            "Adresserna är beständiga och har dina val i sig.", "The addresses last, and hold your choices."
        ),
        "not_answered": Texts("Valet går inte att svara på", "This choice cannot be answered"),
        "its_query": Texts("Frågan i SPARQL", "The query in SPARQL"),
        "change_query": Texts("Ändra frågan", "Change the query"),
        "programs": Texts("För program", "For programs"),
        "api_lead": Texts(
            "Allt på webbplatsen kan hämtas av program, utan konto och nyckel. Beskrivningen för verktyg finns i",
            "Everything on this site can be taken by programs, without account or key. The description for tools is",
        ),
        "api_service": Texts("Tjänster", "Services"),
        "api_questions": Texts(
            "Varje fråga kan läsas om och begränsas på sin egen sida, med kod att kopiera. {extension} är json, csv, "
            "tsv, xml eller parquet.",
            "Each question can be read about and narrowed on a page of its own, with code to copy. {extension} is "
            "json, csv, tsv, xml or parquet.",
        ),
        "api_address": Texts("Adress", "Address"),
        "api_does": Texts("Ger", "Gives"),
        "api_parameters": Texts("Parametrar", "Parameters"),
        "link": Texts("Kort länk", "Short link"),
        "link_make": Texts("Skapa en kort länk", "Make a short link"),
        "link_help": Texts(
            "En kort länk är beständig, går att citera och visar om svaret har ändrats sedan dess.",
            "A short link lasts, can be cited, and shows whether the answer has changed since.",
        ),
        "link_asked": Texts("Frågan ställdes", "The query was asked"),
        "link_release": Texts("mot utgåva", "of release"),
        "link_then": Texts("Svaret då", "The answer then"),
        "link_same": Texts("Samma svar i dag?", "The same answer today?"),
        "link_unknown": Texts("Frågan får inget svar just nu.", "The query gets no answer just now."),
        "link_equal": Texts("Svaret är detsamma.", "The answer is the same."),
        "link_equal_current": Texts("Utgåvan är densamma.", "The release is the same."),
        "link_now": Texts("Svaret är nu", "The answer is now"),
        "link_added": Texts("nya", "new"),
        "link_removed": Texts("borta", "gone"),
        "link_cite": Texts("Citera svaret", "Cite the answer"),
        "link_answer_now": Texts("Svaret i dag", "The answer today"),
        "status": Texts("Tjänstens läge", "State of the service"),
        "status_lead": Texts(
            "Ett svar är antingen fullständigt eller så säger tjänsten varför det inte finns. Här står gränserna.",
            "An answer is complete, or the service says why there is none. Here are the limits.",
        ),
        "status_now": Texts("Just nu", "Just now"),
        "status_since": Texts("Startad", "Started"),
        "status_workers": Texts("Arbetare som räknar", "Workers at work"),
        "status_of": Texts("av", "of"),
        "status_waiting": Texts("Frågor som väntar", "Queries that wait"),
        "status_kept": Texts("Sparade svar", "Kept answers"),
        "status_limits": Texts("Gränser", "Limits"),
        "limit_time": Texts("Tid för en fråga", "Time for a query"),
        "limit_query": Texts("Frågans längd", "Length of a query"),
        "bytes": Texts("byte", "bytes"),
        "limit_nesting": Texts("nivåer av parenteser", "levels of brackets"),
        "limit_answer": Texts("Svarets storlek", "Size of an answer"),
        "limit_memory": Texts("Minne för en fråga", "Memory for a query"),
        "limit_client": Texts("Tid för en klient", "Time for a client"),
        "limit_a_minute": Texts("sekunder i minuten", "seconds a minute"),
        "limit_at_once": Texts("på en gång", "at once"),
        "limit_help": Texts("Behöver du mer än så, hämta filerna och fråga dem själv:",
                            "If you need more than that, take the files and ask them yourself:"),
        "status_refused": Texts("Nekat sedan starten", "Refused since the start"),
        "status_code": Texts("Status", "Status"),
        "status_none": Texts("Inget har nekats.", "Nothing has been refused."),
        "status_programs": Texts("Samma uppgifter för program:", "The same facts for programs:"),
    }
)  # fmt: skip
