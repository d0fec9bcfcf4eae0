"""The words of the page templates, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lq_graph.text import Language, Texts

# Named questions, short links, programs and the state of the service
_SERVICE_WORDS: Mapping[str, Texts] = MappingProxyType(
    {
        "questions": Texts("Färdiga frågor", "Ready questions"),
        "questions_lead": Texts(
            "Varje fråga har en egen adress som svarar med en tabell eller en fil. Du behöver inte kunna SPARQL.",
            "Each question has an address of its own that answers with a table or a file. You need to know no SPARQL.",
        ),
        "grouped_by": Texts("Frågorna är ordnade", "The questions are grouped"),
        "by_theme": Texts("efter ämne", "by theme"),
        "by_audience": Texts("efter vem som frågar", "by who asks"),
        "not_shown": Texts("Vad svaret inte visar:", "What the answer does not show:"),
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


# Contributions
_CONTRIBUTE_WORDS: Mapping[str, Texts] = MappingProxyType(
    {
        "contribute": Texts("Bidra", "Contribute"),
        "contribute_lead": Texts(
            "Föreslå det som saknas eller är fel. Du behöver inte kunna något om länkad data.",
            "Propose what is missing or wrong. You need to know nothing of linked data.",
        ),
        "tasks": Texts("Vad vill du göra?", "What do you want to do?"),
        "several_at_once": Texts(
            "Med det som hör till, i en arbetsbok (.xlsx)", "With what belongs to it, in a workbook (.xlsx)"
        ),
        "task_change": Texts("Ändra något", "Change something"),
        "task_change_help": Texts(
            "Hämta det som finns som en arbetsbok, och ändra i den.", "Get what is here as a workbook, and edit it."
        ),
        "task_validate_help": Texts(
            "Se vad som är fel i en ifylld arbetsbok, och i vilken cell.",
            "See what is wrong in a filled workbook, and in which cell.",
        ),
        "task_other": Texts("Något annat", "Something else"),
        "task_other_help": Texts(
            "Allt som går att beskriva, efter ämne.", "Everything that can be described, by theme."
        ),
        "contribute_steps": Texts("Så går det till", "How it works"),
        "step_fill": Texts(
            "Fyll i ett formulär för en enda sak, eller en arbetsbok för flera.",
            "Fill in a form for a single thing, or a workbook for several.",
        ),
        "step_check": Texts(
            "Formuläret granskas när du skickar det. En arbetsbok granskar du på sidan",
            "The form is checked when you send it. A workbook is checked on the page",
        ),
        "step_send": Texts(
            "Inget sparas här. Du får en fil att lämna vidare.", "Nothing is stored here. You get a file to hand on."
        ),
        "export_help": Texts(
            "Ändra det som är fel, och låt resten stå. Granska sedan filen. Gäller det en enda "
            "sak, öppna dess sida och välj ”Föreslå en ändring”.",
            "Mend what is wrong, and leave the rest. Then check the file. If it is "
            "about a single thing, open its page and choose “Propose a change”.",
        ),
        "export_class": Texts("Vad vill du ändra?", "What do you want to change?"),
        "export_body": Texts("Bara det som rör ett visst organ", "Only what concerns a certain body"),
        "export_body_help": Texts(
            "En nämnd, en förvaltning eller ett bolag: det som organet ansvarar för, har beslutat eller är en del av.",
            "A board, a department or a company: what the body is responsible for, has decided or is a part of.",
        ),
        "export_all": Texts("Alla", "All"),
        "kinds_of_things": Texts("Allt som går att beskriva", "Everything that can be described"),
        "kinds_help": Texts(
            "Formuläret passar för en enda sak, arbetsboken för flera på en gång.",
            "The form is good for a single thing, the workbook for several at once.",
        ),
        "fill_form": Texts("Fyll i ett formulär", "Fill in a form"),
        "take_workbook": Texts("Hämta en arbetsbok (.xlsx)", "Get a workbook (.xlsx)"),
        "take_csv": Texts("Hämta som CSV", "Get as CSV"),
        "several_things": Texts("Flera på en gång", "Several at once"),
        "take_what_is_here_csv": Texts("Det som finns (CSV)", "What is here (CSV)"),
        "empty_workbook": Texts("Tom arbetsbok (.xlsx)", "Empty workbook (.xlsx)"),
        "empty_csv": Texts("Tom CSV-fil", "Empty CSV file"),
        "take_what_is_here": Texts("Det som finns (.xlsx)", "What is here (.xlsx)"),
        "validate": Texts("Granska en fil", "Check a file"),
        "validate_lead": Texts(
            "Lämna en fil, så visas vad som är fel i den, var, och vad du ska göra. Filen sparas inte.",
            "Hand in a file, to see what is wrong in it, where, and what to do. The file is not stored.",
        ),
        "validate_kinds": Texts(
            "En ifylld mall (.xlsx, .ods eller .csv), eller data som Turtle, TriG, N-Triples, N-Quads, JSON-LD eller "
            "RDF/XML. Högst",
            "A filled template (.xlsx, .ods or .csv), or data as Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML. "
            "At most",
        ),
        "validate_graphs": Texts(
            "Grafer med egna namn i TriG och N-Quads tas inte emot.",
            "Graphs with names of their own, in TriG and N-Quads, are not accepted.",
        ),
        "file_to_check": Texts("Fil eller filer att granska", "File or files to check"),
        "validate_several": Texts(
            "Flera filer läses tillsammans, så att de kan hänvisa till varandra.",
            "Several files are read together, so that they may refer to each other.",
        ),
        "rows_are": Texts("Vad handlar raderna om?", "What are the rows about?"),
        "rows_are_help": Texts(
            "Behövs bara för en CSV-fil eller arbetsbok som inte är gjord av en mall härifrån.",
            "Needed only for a CSV file or workbook that was not made from a template from here.",
        ),
        "seen_by_itself": Texts("Det syns på filen", "The file shows it"),
        "check_file": Texts("Granska", "Check"),
        "check_another": Texts("Granska igen", "Check again"),
        "for_programs": Texts("För program", "For programs"),
        "for_programs_help": Texts(
            "Skicka filen med POST till samma adress, som fältet file eller som den är med sin Content-Type. "
            "Svaret kommer som JSON, Turtle (SHACL), SARIF, text eller markerad arbetsbok, efter Accept eller "
            "?format=.",
            "Send the file by POST to the same address, as the field file or as it is with its Content-Type. The "
            "answer comes as JSON, Turtle (SHACL), SARIF, text or a marked workbook, by Accept or ?format=.",
        ),
        "found_in": Texts("Granskning av", "Check of"),
        "files_sent": Texts("filer", "files"),
        "elsewhere": Texts("På andra ställen i uppgifterna", "Elsewhere in the data"),
        "elsewhere_help": Texts(
            "Det här är fel som filerna orsakar i uppgifter som redan finns.",
            "The files cause these errors in data that is here already.",
        ),
        "outcome": Texts("Det här ändras", "What changes"),
        "nothing_wrong": Texts("Inga fel", "No errors"),
        "nothing_wrong_help": Texts("Filen kan lämnas som den är.", "The file can be handed in as it is."),
        "nothing_wrong_help_files": Texts("Filerna kan lämnas som de är.", "The files can be handed in as they are."),
        "nothing_wrong_here": Texts("Inga fel i den här filen.", "No errors in this file."),
        "describes": Texts("Det beskriver:", "This describes:"),
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
        "marked_title": Texts("Din fil med det som bör rättas markerat", "Your file with what to mend marked"),
        "marked_help": Texts(
            "Samma arbetsbok, med cellerna färgade, en kommentar vid var och en, och ett blad som listar dem.",
            "The same workbook, with the cells coloured, a comment at each, and a sheet that lists them.",
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


# What statements rest on, on the pages of things, the ontology and the start page
_BASIS_WORDS: Mapping[str, Texts] = MappingProxyType(
    {
        "basis_stated": Texts("Enligt källor", "Stated by sources"),
        "basis_stated_help": Texts("Det här återger vad källorna säger.", "This reports what the sources say."),
        "basis_read": Texts("Läst in av", "Read into the sources by"),
        "basis_read_help": Texts(
            "Det här är läsningar. Källorna säger det inte själva.",
            "These are readings. The sources do not say this themselves.",
        ),
        "somebody": Texts("någon som inte anges", "somebody who is not given"),
        "basis_derived": Texts("Följer av andra uppgifter", "Follows from other statements"),
        "basis_derived_help": Texts(
            "Ingen källa säger det här. Det är härlett ur andra uppgifter med ontologins regler.",
            "No source says this. It is derived from other statements by the rules of the ontology.",
        ),
        "basis_other": Texts("Ur katalogen och ontologin", "From the catalogue and the ontology"),
        "basis_other_help": Texts(
            "Det här beskriver webbplatsens egna data, begrepp och frågor. Det vilar inte på någon källa.",
            "This describes the site's own data, terms and questions. It rests on no source.",
        ),
        "read_in": Texts("Läst i", "Read in"),
        "rests_on": Texts("Sakens egna uppgifter vilar på", "The thing's own statements rest on"),
        "numbers_help": Texts(
            "Källor anges för en hel post. Siffror efter ett värde visar källorna till den post där uppgiften står.",
            "Sources are given for a whole record. Numbers after a value show those of the record that states it.",
        ),
        "about_source": Texts("om källan", "about the source"),
        "with_derived": Texts("Med det som följer, i en egen graf", "With what follows, in a graph of its own"),
        "three_kinds": Texts("Tre slags uppgifter", "Three kinds of statement"),
        "three_kinds_lead": Texts(
            "Uppgifterna är av tre slag, som hålls isär. Varje uppgift står i en namngiven graf, och "
            "egenskapen lq:holdsStatements säger vilket slags uppgifter grafen har.",
            "Statements are of three kinds, which are kept apart. Each statement stands in a named "
            "graph, and the property lq:holdsStatements says which kind of statements the graph holds.",
        ),
        "kind_stated": Texts(
            "Vad en källa säger. Källan står hos saken.",
            "What a source says. The source is given with the thing.",
        ),
        "kind_read": Texts(
            "Vad någon läser in i en källa, med namn på den som svarar för läsningen och en motivering.",
            "What somebody reads into a source, with the name of who answers for the reading and a rationale.",
        ),
        "kind_derived": Texts(
            "Vad som följer av andra uppgifter med ontologins regler. Ingen källa säger det.",
            "What follows from other statements by the rules of the ontology. No source says it.",
        ),
        "three_kinds_ask": Texts(
            "Samma mönster frågar efter vart och ett av slagen. Byt det sista ordet:",
            "The same pattern asks for each of the kinds. Change the last word:",
        ),
        "three_kinds_all": Texts(
            "En fråga utan GRAPH söker i alla tre slagen på en gång.",
            "A query without GRAPH searches all three kinds at once.",
        ),
        "try_query": Texts("Ställ frågan", "Ask this query"),
    }
)


# All pages, things, the ontology, the data and the query form
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
        "definition": Texts("Definition", "Definition"),
        "example": Texts("Exempel", "Example"),
        "links_here": Texts("Pekar hit", "Links here"),
        "links_here_help": Texts("Rubriken säger hur det som står i listan hänger ihop med",
                                 "Each heading says how the things in its list relate to"),
        "sources": Texts("Källor", "Sources"),
        "read": Texts("läst", "read"),
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
        "compressed_file": Texts("Komprimerad", "Compressed"),
        "size": Texts("Storlek", "Size"),
        "releases": Texts("Utgåvor", "Releases"),
        "releases_help": Texts(
            "Varje utgåva ligger kvar på sin adress med alla sina filer.",
            "Each release stays at its address, with all of its files.",
        ),
        "current_release": Texts("gäller nu", "current"),
        "release_help": Texts(
            "Utgåvan ändras aldrig. Adresserna till filerna är beständiga och går att hänvisa till.",
            "The release never changes. The addresses of the files last, and can be cited.",
        ),
        "newer_release": Texts("Den utgåva som gäller nu:", "The current release:"),
        "verify_release": Texts("Hämta och kontrollera", "Download and verify"),
        "verify_help": Texts(
            "Identiteten följer av innehållet. Räkna om den, och jämför filerna med varandra, med",
            "The identifier follows from the content. Recompute it, and compare the files with each other, by",
        ),
        "cite_release": Texts("Hänvisa till utgåvan", "Cite the release"),
        "compare_releases": Texts("Ändringar från en annan utgåva", "Changes from another release"),
        "changes_title": Texts("Ändringar", "Changes"),
        "changes_from": Texts("Från utgåva", "From release"),
        "changes_to": Texts("till utgåva", "to release"),
        "changes_as_text": Texts("som text", "as text"),
        "permanent_address": Texts("Utgåvans beständiga adress:", "The permanent address of the release:"),
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

_ALL: tuple[Mapping[str, Texts], ...] = (_WORDS, _BASIS_WORDS, _CONTRIBUTE_WORDS, _SERVICE_WORDS)


def words(language: Language) -> dict[str, str]:
    """The words of the templates in a language, by name."""
    return {name: texts.in_language(language) for texts_by_name in _ALL for name, texts in texts_by_name.items()}
