"""Identity numbers, and names with an e-mail address or a telephone number; ordinary numbers and dates are neither."""

import pytest

from lq_graph.checking.rules.personal_data import check_digit, personal_fault


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Född 811218-9876", "text-personal-number"),
        ("Nummer 19811218-9876 i akten", "text-personal-number"),
        ("8112189876", "text-personal-number"),
        ("811278-9873", "text-personal-number"),  # a coordination number
        ("Frågor: anna.exempel@example.org", "text-personal-data"),
        ("Kontakta Anna Exempel på plan@example.org", "text-personal-data"),
        ("Anna Exempel, 070-123 45 67", "text-personal-data"),
        ("Ring 042-10 50 00 (Bo Påhittad)", "text-personal-data"),
        ("Skriv till kontakt@example.org", "text-contact"),
        ("ring 0701234567", "text-contact"),
        ("ring +46 70 123 45 67", "text-contact"),
        ("kontakt (at) example.org", "text-contact"),
    ],
)
def test_what_is_said_of_a_person_is_found(text: str, code: str) -> None:
    assert personal_fault(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Beslut 2014-06-16, dnr 01234/2015, giltigt 2016-2024",
        "Organisationsnummer 212000-1157",
        "Utsläppen var 0,75 ton 2010, 0,50 ton 2018 och 0,25 ton 2024",
        "Perioden 2011-2015 (2016-2024)",
        "Mål 11.6, 11.7 och 12.1; ISBN 978-91-000-0000-0",
        "811218-9877 har fel kontrollsiffra",
        "Svar [42] (s. 12)",
    ],
)
def test_other_texts_say_nothing_of_a_person(text: str) -> None:
    assert personal_fault(text) is None


@pytest.mark.parametrize(("digits", "digit"), [("811218987", 6), ("212000115", 7), ("556048067", 4)])
def test_the_check_digit(digits: str, digit: int) -> None:
    assert check_digit(digits) == digit
