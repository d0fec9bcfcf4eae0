"""Findings of the rules that are code, with the words of each: what is wrong, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.finding import Finding, Severity, filled
from lq_graph.checking.results import Subjects
from lq_graph.checking.rules.fault import Fault
from lq_graph.checking.rules.literals import ILL_TYPED, literal_faults
from lq_graph.checking.rules.names import name_faults
from lq_graph.checking.rules.texts import text_faults
from lq_graph.checking.rules.vocabularies import term_faults
from lq_graph.shacl.core.paths import Predicate
from lq_graph.text import Texts, explicit
from lq_graph.triples.columns import Columns
from lq_graph.triples.terms import Term

_RULES: tuple[Callable[[Columns], Iterable[Fault]], ...] = (text_faults, name_faults, term_faults, literal_faults)


@dataclass(frozen=True)
class CodeRule:
    """What a finding means, what to do about it, how much it weighs, and what it says is wrong, with {parts}."""

    means: Texts
    advice: Texts
    fault: Texts
    severity: Severity = Severity.VIOLATION


def code_findings(stated: Columns, subjects: Subjects, about: Container[object] | None = None) -> Iterator[Finding]:
    """The findings of all rules on what datasets state, on some focus nodes alone if they are given."""
    for fault in chain.from_iterable(rule(stated) for rule in _RULES):
        if about is None or fault.focus in about:
            yield _finding(fault, fault.focus, fault.value, subjects)
        elif fault.is_pair and fault.value in about:
            yield _finding(fault, fault.value, fault.focus, subjects)


def _finding(fault: Fault, focus: Term, value: Term, subjects: Subjects) -> Finding:
    labels, rule = subjects.labels, CODE_RULES[fault.code]
    path = fault.predicate if isinstance(fault.predicate, NamedNode) else None
    path_words = None if path is None else labels.words(path)
    shown = labels.words(value if fault.shown is None else fault.shown)
    parts = {"focus": labels.words(focus), "value": Texts(explicit(shown.sv), explicit(shown.en)), "path": path_words}
    if isinstance(value, NamedNode):
        parts["address"] = Texts(*[labels.names.short(value.value)] * 2)
    return Finding(
        severity=rule.severity,
        code=fault.code,
        message=rule.advice,
        fault=filled(rule.fault, **parts),
        focus=focus,
        label=labels.label(focus),
        files=subjects.files(focus),
        path=None if path is None else Predicate(path),
        path_words=path_words,
        value=value,
        value_label=labels.label(value),
        suggestion=_suggestion(fault, subjects),
        origin="check",
        is_cause=isinstance(value, Literal) and fault.code != ILL_TYPED,  # a shape says more of it
        meant=_meant(fault),
    )


def _suggestion(fault: Fault, subjects: Subjects) -> Texts | None:
    if fault.suggestion is None:
        return None
    is_term = fault.code == UNKNOWN_TERM and not fault.suggestion.startswith("<")
    text = subjects.labels.names.turtle(fault.suggestion) if is_term else fault.suggestion
    return Texts(text, text)


def _meant(fault: Fault) -> NamedNode | None:
    """The property that a misspelt one is meant to be."""
    is_property = fault.code == UNKNOWN_TERM and fault.predicate is None and fault.suggestion is not None
    return NamedNode((fault.suggestion or "").strip("<>")) if is_property else None


# The words of the rules.

UNKNOWN_TERM = "unknown-term"

CODE_RULES: Mapping[str, CodeRule] = MappingProxyType(
    {
        "text-empty": CodeRule(
            Texts("En text har inget i sig som syns.", "A text has nothing in it that can be seen."),
            Texts("Skriv texten, eller ta bort uppgiften.", "Write the text, or remove the statement."),
            fault=Texts("{path} är tom för {focus}.", "{path} is empty for {focus}."),
        ),
        "text-lost-character": CodeRule(
            Texts(
                "Ett tecken gick förlorat när texten kopierades och visas som � eller ?.",
                "A character was lost when the text was copied and shows as � or ?.",
            ),
            Texts(
                "Läs källan igen och skriv tecknet som gick förlorat.",
                "Read the source again and write the character that was lost.",
            ),
            fault=Texts("{value} saknar ett tecken som gick förlorat.", "{value} lacks a character that was lost."),
        ),
        "text-wrong-encoding": CodeRule(
            Texts(
                "Texten har lästs med fel teckenkodning, så att till exempel å har blivit Ã¥.",
                "The text was read with the wrong character encoding, so that for example å became Ã¥.",
            ),
            Texts(
                "Skriv texten som i förslaget, och läs in filen på nytt som UTF-8.",
                "Write the text as it is suggested, and read the file again as UTF-8.",
            ),
            fault=Texts(
                "{value} har lästs med fel teckenkodning.", "{value} was read with the wrong character encoding."
            ),
        ),
        "text-hidden-character": CodeRule(
            Texts(
                "Texten har tecken som inte syns, som styrtecken, tecken utan bredd eller tecken som vänder skriften.",
                "The text has characters that cannot be seen, such as control characters and ones without width.",
            ),
            Texts("Ta bort tecknen som inte syns.", "Remove the characters that cannot be seen."),
            fault=Texts("{value} har tecken som inte syns.", "{value} has characters that cannot be seen."),
        ),
        "text-markup": CodeRule(
            Texts(
                "Texten har märken från en webbsida eller en redigerare i sig, som <b>, &amp; eller **.",
                "The text has marks of a web page or an editor in it, such as <b>, &amp; or **.",
            ),
            Texts("Skriv texten utan märken för formatering.", "Write the text without marks for formatting."),
            fault=Texts(
                "{value} har märken för formatering i texten.", "{value} has marks for formatting in the text."
            ),
        ),
        "text-is-address": CodeRule(
            Texts("En adress står där en text hör hemma.", "An address stands where a text belongs."),
            Texts(
                "Skriv vad saken heter eller är, och ange adressen som källa.",
                "Write what the thing is called or is, and give the address as a source.",
            ),
            fault=Texts("{value} är en adress, ingen text för {path}.", "{value} is an address, no text for {path}."),
        ),
        "text-line-break": CodeRule(
            Texts("Ett namn eller en beteckning går över flera rader.", "A name or a code runs over several lines."),
            Texts("Skriv namnet på en rad.", "Write the name in one line."),
            fault=Texts("{value} går över flera rader.", "{value} runs over several lines."),
        ),
        "text-space": CodeRule(
            Texts(
                "Texten börjar eller slutar med mellanslag, eller ett namn har flera i rad.",
                "The text begins or ends with a space, or a name has several in a row.",
            ),
            Texts("Ta bort mellanslagen som är för många.", "Remove the spaces that are too many."),
            fault=Texts("{value} har mellanslag som är för många.", "{value} has spaces that are too many."),
        ),
        "text-mixed-script": CodeRule(
            Texts(
                "En bokstav ur ett annat alfabet ser ut som en svensk bokstav, så att sökningar missar ordet.",
                "A letter of another alphabet looks like a Latin one, so that searches miss the word.",
            ),
            Texts("Skriv ordet igen från tangentbordet.", "Write the word again with the keyboard."),
            fault=Texts(
                "{value} har en bokstav ur ett annat alfabet, som ser ut som en svensk.",
                "{value} has a letter of another alphabet, which looks like a Latin one.",
            ),
        ),
        "text-decomposed": CodeRule(
            Texts(
                "En bokstav och dess prickar eller ring är skrivna som två tecken, så att sökningar missar texten.",
                "A letter and its dots, ring or accent are written as two characters, so that searches miss the text.",
            ),
            Texts(
                "Skriv texten som i förslaget, där varje bokstav är ett enda tecken (NFC).",
                "Write the text as it is suggested, where each letter is one single character (NFC).",
            ),
            fault=Texts("{value} har bokstäver i två delar.", "{value} has letters in two parts."),
        ),
        "text-too-long": CodeRule(
            Texts("Ett namn är längre än 250 tecken.", "A name is longer than 250 characters."),
            Texts(
                "Skriv ett kort namn och resten som beskrivning, eller lägg till ett kort namn till källans långa.",
                "Write a short name and the rest as a description, or add a short label to the long one of the source.",
            ),
            fault=Texts("{value} är för långt som {path}.", "{value} is too long for {path}."),
        ),
        "text-placeholder": CodeRule(
            Texts(
                "Ett tecken eller ord som – eller TODO står där ett namn ska stå.",
                "A mark or a word such as – or TODO stands where a name belongs.",
            ),
            Texts("Skriv namnet, eller ta bort uppgiften.", "Write the name, or remove the statement."),
            fault=Texts("{value} är inget namn, som {path} ska vara.", "{value} is no name, as {path} has to be."),
        ),
        "text-untagged": CodeRule(
            Texts(
                "En text saknar språk, fast samma uppgift finns med språk.",
                "A text has no language, though the same statement is there with a language.",
            ),
            Texts(
                "Ange textens språk, eller ta bort den om den redan finns på språket.",
                "Say the language of the text, or remove it if it is there in that language already.",
            ),
            fault=Texts(
                "{value} saknar språk, fast {path} finns med språk.",
                "{value} has no language, though {path} is there with a language.",
            ),
        ),
        "text-languages-swapped": CodeRule(
            Texts(
                "Den svenska texten är av orden att döma på engelska, och den engelska på svenska.",
                "Judging by the words, the Swedish text is in English, and the English one in Swedish.",
            ),
            Texts(
                "Byt plats på den svenska och den engelska texten.",
                "Let the Swedish and the English text change places.",
            ),
            fault=Texts(
                "Svenska och engelska har bytt plats för {path}: {value} är märkt som svenska.",
                "Swedish and English have changed places for {path}: {value} is marked as Swedish.",
            ),
            severity=Severity.WARNING,
        ),
        "text-other-language": CodeRule(
            Texts(
                "Texten har ord som bara finns i det andra språket, och inga ur det språk som den är märkt med.",
                "The text has words that only the other language has, and none of the language that it is marked with.",
            ),
            Texts("Översätt texten, eller rätta dess språk.", "Translate the text, or correct its language."),
            fault=Texts(
                "{value} är inte på det språk som texten är märkt med.",
                "{value} is not in the language that the text is marked with.",
            ),
            severity=Severity.WARNING,
        ),
        "text-personal-number": CodeRule(
            Texts("En text har ett personnummer i sig.", "A text has a personal identity number in it."),
            Texts(
                "Ta bort personnumret, eftersom uppgifter om personer inte publiceras här.",
                "Remove the personal identity number, since data on persons are not published here.",
            ),
            fault=Texts("Ett personnummer står i {path}.", "A personal identity number stands in {path}."),
        ),
        "text-personal-data": CodeRule(
            Texts(
                "En text har en persons namn tillsammans med en e-postadress eller ett telefonnummer.",
                "A text has the name of a person together with an e-mail address or a telephone number.",
            ),
            Texts(
                "Ta bort personens namn och kontaktuppgifter, och ange organet i stället.",
                "Remove the name and the contact details of the person, and name the body instead.",
            ),
            fault=Texts(
                "En persons kontaktuppgifter står i {path}.", "The contact details of a person stand in {path}."
            ),
        ),
        "text-contact": CodeRule(
            Texts(
                "En text har en e-postadress eller ett telefonnummer i sig.",
                "A text has an e-mail address or a telephone number in it.",
            ),
            Texts(
                "Ta bort kontaktuppgiften om den leder till en person.",
                "Remove the contact details if they lead to a person.",
            ),
            fault=Texts(
                "En e-postadress eller ett telefonnummer står i {path}.",
                "An e-mail address or a telephone number stands in {path}.",
            ),
            severity=Severity.WARNING,
        ),
        "near-duplicate-name": CodeRule(
            Texts(
                "Två saker av samma slag har nästan samma namn: skiftläge, skiljetecken eller en bokstav skiljer dem.",
                "Two things of one kind have nearly the same name: case, punctuation or one letter differs.",
            ),
            Texts(
                "Slå ihop sakerna om de är samma, eller ge dem namn som skiljer dem åt.",
                "Merge the things if they are the same, or give them names that tell them apart.",
            ),
            fault=Texts(
                "{focus} heter nästan som {value} ({address}).",
                "{focus} is called nearly the same as {value} ({address}).",
            ),
            severity=Severity.WARNING,
        ),
        ILL_TYPED: CodeRule(
            Texts(
                "Ett värde finns inte i sin datatyp, som abc bland heltalen eller den 30 februari bland datumen.",
                "A value is not in its datatype, such as abc among the integers or 30 February among the dates.",
            ),
            Texts("Rätta värdet eller dess datatyp.", "Correct the value or its datatype."),
            fault=Texts("{value} finns inte i sin datatyp.", "{value} is not in its datatype."),
        ),
        UNKNOWN_TERM: CodeRule(
            Texts(
                "En egenskap, en klass eller en datatyp finns inte i den ordlista som den sägs komma från.",
                "A property, a class or a datatype is not in the vocabulary that it is said to be from.",
            ),
            Texts(
                "Använd en term som ordlistan har; termer skrivs med rätt stora och små bokstäver.",
                "Use a term that the vocabulary has; terms are written with the right capitals.",
            ),
            fault=Texts("{value} finns inte i sin ordlista.", "{value} is not in its vocabulary."),
        ),
    }
)  # fmt: skip
