"""Texts of unknown encoding are read as they were written. All of them are made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.reading.text_encoding import decoded

PATH = Path("a.csv")
PLAN = "Namn på svenska;Gäller för;Läst datum\nParkplan för Öresund – ”nära”;Örkelljunga;2026\n"
ENCODINGS = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman", "cp850": "code page 850", "utf-16-le": "UTF-16"}


@pytest.mark.parametrize("encoding", [*ENCODINGS, "utf-16-be", "utf-8", "utf-8-sig", "utf-16"])
def test_swedish_is_read_in_the_encodings_of_all_systems(encoding: str) -> None:
    text = PLAN.replace("– ”nära”", "nära") if encoding == "cp850" else PLAN
    assert decoded(PATH, text.encode(encoding)).text == text
    if encoding in ENCODINGS:
        assert decoded(PATH, text.encode(encoding)).encoding == ENCODINGS[encoding]


@pytest.mark.parametrize(
    "text",
    [
        "Name;Note\nPlan;“quoted” – it’s 5 €… †\n",
        "Name;Note\nMiloš Šimek;“plan”\n",
        "å;b\n€;ö\n",
        "FÖRVALTNING;ÅR\n",
        "Idé;Kommitté\n",
    ],
)
def test_other_signs_are_those_of_windows(text: str) -> None:
    assert decoded(PATH, text.encode("cp1252")) == (text, "Windows-1252")


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850"])
@pytest.mark.parametrize("text", ["Gå på två ben", "FÖRVALTNING", "rör", "LÄST"])
def test_a_few_words_are_enough(encoding: str, text: str) -> None:
    assert decoded(PATH, text.encode(encoding)).text == text


def test_a_text_that_was_decoded_twice_is_put_right() -> None:
    undefined = b"\x81\x8d\x8f\x90\x9d"
    windows = "".join(chr(byte) if byte in undefined else bytes([byte]).decode("cp1252") for byte in PLAN.encode())
    assert "fÃ¶r" in windows
    assert decoded(PATH, windows.encode()) == (PLAN, "UTF-8")
    assert decoded(PATH, PLAN.encode().decode("latin-1").encode()) == (PLAN, "UTF-8")


@pytest.mark.parametrize("text", ["Ã¥ är ett å som blivit fel", "São Paulo; Ãn", "Â§ 3 för"])
def test_what_only_looks_so_stays(text: str) -> None:
    assert decoded(PATH, text.encode()).text == text


@given(st.text(alphabet="abc åäö;\n", max_size=30))
def test_utf_8_is_never_taken_for_another(text: str) -> None:
    assert decoded(PATH, text.encode()) == (text, "UTF-8")
