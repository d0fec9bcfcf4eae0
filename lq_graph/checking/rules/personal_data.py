"""What a text says of a person: an identity number, or how to reach somebody."""

from __future__ import annotations

import re
from datetime import date

PERSONAL_NUMBER = "text-personal-number"
_SUSPECT = re.compile(r"[@\[(]|[0-9][0-9 ()-]{6,}[0-9]")  # all that follows needs one of these
_IDENTITY = re.compile(r"(?<![\d-])(?P<century>18|19|20)?(?P<number>\d{6})[-+ ]?(?P<last>\d{4})(?![\d-])")
_COORDINATION = 60  # is added to the day of a coordination number
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b[\w.+-]+ ?(?:\(at\)|\[at\]|\(snabel-a\)) ?[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+\d{2}|00\d{2}|0)[ -]?(?:\(0\) ?)?\d(?:[ -]{0,3}\d){6,10}(?![\w-]|[.,]\d)")
_NAMED_MAIL = re.compile(r"[^\W\d_]{2,}[._-][^\W\d_]{2,}@")
_PERSON = re.compile(r"\b[^\W\d_a-zåäö][^\W\d_]+(?:-[^\W\d_]+)? [^\W\d_a-zåäö][^\W\d_]+(?:-[^\W\d_]+)?\b")
_NEAR = 80


def personal_fault(text: str) -> str | None:
    """The code of the rule that a text breaks by what it says of a person; None if it says nothing such."""
    if not _SUSPECT.search(text):
        return None
    if any(_is_identity_number(found) for found in _IDENTITY.finditer(text)):
        return PERSONAL_NUMBER
    contact = _MAIL.search(text) or _PHONE.search(text)
    if contact is None:
        return None
    around = text[max(0, contact.start() - _NEAR) : contact.start()] + " | " + text[contact.end() :][:_NEAR]
    is_of_person = _NAMED_MAIL.match(contact[0]) or _PERSON.search(around)
    return "text-personal-data" if is_of_person else "text-contact"


def check_digit(digits: str) -> int:
    """The digit that follows nine digits of an identity or organisation number (Luhn, ISO/IEC 7812-1 annex B)."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return -sum(number // 10 + number % 10 for number in doubled) % 10


def _is_identity_number(found: re.Match[str]) -> bool:
    number, last = found["number"], found["last"]
    day = int(number[4:])
    try:
        date(2000, int(number[2:4]), day - _COORDINATION if day > _COORDINATION else day)
    except ValueError:
        return False
    return check_digit(number + last[:3]) == int(last[3])
