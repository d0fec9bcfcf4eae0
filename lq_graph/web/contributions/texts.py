"""The words of the pages for contributors in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lq_graph.settings import Texts

CONTRIBUTE_WORDS: Mapping[str, Texts] = MappingProxyType(
    {
        "contribute": Texts("Bidra", "Contribute"),
        "contribute_lead": Texts(
            "Vet du något som saknas här, eller som är fel? Du kan föreslå det i ett formulär eller i en "
            "arbetsbok. Du behöver inte kunna något om länkad data.",
            "Do you know something that is missing here, or wrong? You can propose it in a form or in a workbook."
            " You need to know nothing of linked data.",
        ),
        "contribute_steps": Texts("Så gör du", "How to do it"),
        "step_choose": Texts("Välj", "Choose"),
        "step_choose_help": Texts(
            "Leta upp det slag av sak som du vill beskriva i listan nedan. Formuläret passar för en enda sak, "
            "arbetsboken för flera på en gång.",
            "Find the kind of thing that you want to describe in the list below. The form is good for a single "
            "thing, the workbook for several at once.",
        ),
        "step_fill": Texts("Fyll i och granska", "Fill in and check"),
        "step_fill_help": Texts(
            "Formuläret granskas när du skickar det. En arbetsbok lämnar du in på sidan",
            "The form is checked when you send it. A workbook is handed in on the page",
        ),
        "step_fill_more": Texts("och får tillbaka den med felen markerade.", "and comes back with its faults marked."),
        "step_send": Texts("Lämna ditt förslag", "Hand in your proposal"),
        "step_send_help": Texts(
            "Inget sparas här. Du får en fil att skicka till den som förvaltar uppgifterna, som tar ställning "
            "till den.",
            "Nothing is stored here. You get a file to send to those who look after the data, and they decide on it.",
        ),
        "kinds_of_things": Texts("Vad vill du beskriva?", "What do you want to describe?"),
        "fill_form": Texts("Fyll i ett formulär", "Fill in a form"),
        "take_workbook": Texts("Hämta en arbetsbok (.xlsx)", "Get a workbook (.xlsx)"),
        "take_csv": Texts("Hämta som CSV", "Get as CSV"),
        "there_are": Texts("Finns här nu:", "Here now:"),
        "validate": Texts("Granska en fil", "Check a file"),
        "validate_lead": Texts(
            "Lämna en fil, så får du veta vad som är fel i den, var, och vad du ska göra. Filen sparas inte.",
            "Hand in a file, and you are told what is wrong in it, where, and what to do. The file is not stored.",
        ),
        "validate_kinds": Texts(
            "En ifylld mall (.xlsx eller .csv), eller data som Turtle, TriG, N-Triples, N-Quads, JSON-LD eller "
            "RDF/XML. Högst",
            "A filled template (.xlsx or .csv), or data as Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML. "
            "At most",
        ),
        "validate_graphs": Texts(
            "Grafer med egna namn i TriG och N-Quads tas inte emot.",
            "Graphs with names of their own, in TriG and N-Quads, are not accepted.",
        ),
        "file_to_check": Texts("Fil att granska", "File to check"),
        "rows_are": Texts("Vad handlar raderna om?", "What are the rows about?"),
        "rows_are_help": Texts(
            "Behövs bara för en CSV-fil eller arbetsbok som inte är gjord av en mall härifrån.",
            "Needed only for a CSV file or workbook that was not made from a template from here.",
        ),
        "seen_by_itself": Texts("Det syns på filen", "The file shows it"),
        "check_file": Texts("Granska filen", "Check the file"),
        "check_another": Texts("Granska en fil till", "Check another file"),
        "for_programs": Texts("För program", "For programs"),
        "for_programs_help": Texts(
            "Skicka filen med POST till samma adress, som fältet file eller som den är med sin Content-Type. "
            "Svaret kommer som JSON, Turtle (SHACL), SARIF, text eller markerad arbetsbok, efter Accept eller "
            "?format=.",
            "Send the file by POST to the same address, as the field file or as it is with its Content-Type. The "
            "answer comes as JSON, Turtle (SHACL), SARIF, text or a marked workbook, by Accept or ?format=.",
        ),
        "found_in": Texts("Granskning av", "Check of"),
        "nothing_wrong": Texts("Inga fel", "No errors"),
        "nothing_wrong_help": Texts("Filen kan lämnas som den är.", "The file can be handed in as it is."),
        "describes": Texts("Filen beskriver:", "The file describes:"),
        "describes_nothing": Texts(
            "Filen beskriver ingen sak av de slag som finns här. Kontrollera att den är rätt.",
            "The file describes nothing of the kinds that are here. See that it is the right one.",
        ),
        "violation_one": Texts("fel som måste rättas", "error that must be mended"),
        "violation_many": Texts("fel som måste rättas", "errors that must be mended"),
        "warning_one": Texts("sak som bör ses över", "thing that should be looked at"),
        "warning_many": Texts("saker som bör ses över", "things that should be looked at"),
        "info_one": Texts("upplysning", "note"),
        "info_many": Texts("upplysningar", "notes"),
        "findings_shown": Texts("Sidan visar de första", "This page shows the first"),
        "and_more": Texts("och {} till", "and {} more"),
        "sheet": Texts("Blad", "Sheet"),
        "cell": Texts("cell", "cell"),
        "rule": Texts("Regel", "Rule"),
        "marked_title": Texts("Din fil med felen markerade", "Your file with the errors marked"),
        "marked_help": Texts(
            "Samma arbetsbok, med de felaktiga cellerna färgade, en kommentar vid var och en, och ett blad som "
            "listar dem.",
            "The same workbook, with the faulty cells coloured, a comment at each, and a sheet that lists them.",
        ),
        "take_marked": Texts("Hämta arbetsboken", "Get the workbook"),
        "error_title": Texts("Fel", "Error"),
        "form_faults": Texts("Det här måste rättas", "This must be mended"),
        "form_empty": Texts(
            "Formuläret är tomt. Fyll i det som inte är frivilligt.",
            "The form is empty. Fill in what is not optional.",
        ),
        "optional": Texts("frivilligt", "optional"),
        "propose": Texts("Föreslå", "Propose"),
        "propose_change": Texts("Föreslå en ändring", "Propose a change"),
        "form_note": Texts("Det som inte är frivilligt måste fyllas i.", "What is not optional must be filled in."),
        "change_existing": Texts("Ändra något som redan finns", "Change something that is here already"),
        "which_thing": Texts("Vad vill du ändra?", "What do you want to change?"),
        "fetch_thing": Texts("Hämta uppgifterna", "Get its facts"),
        "no_choice": Texts("Välj …", "Choose …"),
        "not_known": Texts("Vet inte", "Not known"),
        "none_chosen": Texts("Inget av dem", "None of them"),
        "add_value": Texts("Lägg till ett värde till", "Add another value"),
        "review_button": Texts("Granska förslaget", "Review the proposal"),
        "review_help": Texts(
            "Inget sparas. I nästa steg ser du ditt förslag i ord, och kan ändra det.",
            "Nothing is stored. In the next step you see your proposal in words, and can change it.",
        ),
        "review_title": Texts("Granska ditt förslag", "Review your proposal"),
        "review_lead": Texts(
            "Inget har sparats. Läs igenom, hämta filen och lämna den vidare.",
            "Nothing has been stored. Read it through, get the file, and hand it on.",
        ),
        "what_is_said": Texts("Det här föreslår du", "This is what you propose"),
        "is_new": Texts("finns inte här förut", "not here before"),
        "is_changed": Texts("ändring av det som står här", "a change of what is here"),
        "nothing_changed": Texts("Du har inte ändrat något ännu.", "You have not changed anything yet."),
        "new_value": Texts("nytt", "new"),
        "removed_value": Texts("tas bort", "removed"),
        "read_on": Texts("läst", "read"),
        "could_be_better": Texts("Det här kan bli bättre", "This could be better"),
        "could_be_better_help": Texts("Du kan lämna förslaget ändå.", "You can hand in the proposal all the same."),
        "hand_in": Texts("Lämna förslaget", "Hand in the proposal"),
        "hand_in_file": Texts("Hämta förslaget som en fil.", "Get the proposal as a file."),
        "hand_in_steward": Texts(
            "Skicka filen till den som förvaltar uppgifterna:",
            "Send the file to those who look after the data:",
        ),
        "hand_in_anyone": Texts(
            "Skicka filen till den som förvaltar uppgifterna, eller lägg den i en ändringsbegäran (pull request) "
            "där de ligger.",
            "Send the file to those who look after the data, or put it in a pull request where they are kept.",
        ),
        "hand_in_replace": Texts(
            "Filen har hela den nya beskrivningen. Den ersätter den som står i datamängden",
            "The file has the whole new description. It replaces the one in the dataset",
        ),
        "take_turtle": Texts("Hämta som Turtle (.ttl)", "Get as Turtle (.ttl)"),
        "take_filled": Texts("Hämta som arbetsbok (.xlsx)", "Get as a workbook (.xlsx)"),
        "change": Texts("Ändra förslaget", "Change the proposal"),
        "preview": Texts("Så kommer sidan att se ut", "How the page will look"),
        "as_data": Texts("Förslaget som data (Turtle)", "The proposal as data (Turtle)"),
        "way_contribute": Texts(
            "Föreslå det som saknas eller är fel, i ett formulär eller en arbetsbok.",
            "Propose what is missing or wrong, in a form or a workbook.",
        ),
    }
)
