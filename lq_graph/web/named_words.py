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
        "clear": Texts("Rensa valen", "Clear the choices"),
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
        "status": Texts("Tjänstens läge", "State of the service"),
    }
)
