"""Each fault of the characters of a text is found and repaired, and plain texts in both languages have none."""

import unicodedata

import pytest

from lq_graph.checking.rules.characters import LONGEST_NAME, TextFault, Use, text_fault

NAME, TEXT, CODE = Use(is_name=True), Use(), Use(is_code=True)
QUOTED = Use(is_name=True, is_quoted=True)

GOOD = [
    ("Frisk luft", NAME),
    ("Livskvalitetsprogrammet 2016–2024 (utkast)", NAME),
    ("”Vi har möjligheter” – en läsning", NAME),
    ("#kontakt", CODE),
    ("11.6.2", CODE),
    ("https://example.org/id/1", CODE),
    ("Minst 30 % av resorna; högst 5 kg/person & år", TEXT),
    ("Rad ett.\nRad två.", TEXT),
    ("Värden < 5 och > 3 är inga märken", TEXT),
    ("Läs mer på https://example.org/sida?a=b&c=d om planen.", TEXT),
    ("SMÅ–STORA Å° Ä–Ö", TEXT),
    ("Façade, señor, Łódź, Þór, naïve, œuvre", NAME),
    ("30\u00a0%", NAME),
    ("Hur mår du? Bra!", TEXT),
    ("2 * 3 * 4 = 24, x_1 och y_2", TEXT),
    ("الأهداف", NAME),
    ("Москва, Αθήνα och 5 μg/m³", NAME),
    ("y" * LONGEST_NAME, NAME),
    ("x" * 600, QUOTED),
    ("in all its  forms ", QUOTED),
    ("x" * 600, TEXT),
]

BAD = [
    ("", NAME, "text-empty", None),
    ("   ", TEXT, "text-empty", None),
    ("\u00a0\t\n", NAME, "text-empty", None),
    ("\u200b", NAME, "text-empty", None),
    ("Gr\ufffdn plan", NAME, "text-lost-character", None),
    ("Milj?program", NAME, "text-lost-character", None),
    ("GrÃ¶n plan fÃ¶r stadens trÃ¤d", NAME, "text-wrong-encoding", "Grön plan för stadens träd"),
    ("2016â€“2024", NAME, "text-wrong-encoding", "2016–2024"),
    ("stadens â€\x9dvisionâ€\x9d", TEXT, "text-wrong-encoding", "stadens ”vision”"),
    ("Ã\x84ngelholm", NAME, "text-wrong-encoding", "Ängelholm"),
    ("GrÃƒÂ¶n", NAME, "text-wrong-encoding", "Grön"),
    ("Gr├Ân", NAME, "text-wrong-encoding", "Grön"),
    ("Gr√∂n", NAME, "text-wrong-encoding", "Grön"),
    ("30Â\u00a0%", NAME, "text-wrong-encoding", "30\u00a0%"),
    ("Frisk\u200bluft", NAME, "text-hidden-character", "Friskluft"),
    ("\ufeffFrisk luft", NAME, "text-hidden-character", "Frisk luft"),
    ("Frisk \u202eluft", TEXT, "text-hidden-character", "Frisk luft"),
    ("Frisk\u0007 luft", TEXT, "text-hidden-character", "Frisk luft"),
    ("Skоgsplan för Сity", NAME, "text-mixed-script", "Skogsplan för City"),
    ("Plan Αrena", TEXT, "text-mixed-script", "Plan Arena"),
    ("Frisk\tluft", NAME, "text-hidden-character", "Frisk luft"),
    ("Fri\u00adsk luft", NAME, "text-hidden-character", "Frisk luft"),
    ("<b>Frisk</b> luft", NAME, "text-markup", "Frisk luft"),
    ("Frisk luft<br/>och vatten", TEXT, "text-markup", "Frisk luftoch vatten"),
    ("Luft &amp; vatten", NAME, "text-markup", "Luft & vatten"),
    ("Luft&nbsp;och&#8211;vatten", NAME, "text-markup", "Luft och–vatten"),
    ("**Frisk** luft", NAME, "text-markup", "Frisk luft"),
    ("Frisk [luft](https://example.org)", TEXT, "text-markup", "Frisk luft"),
    ("# Frisk luft", NAME, "text-markup", "Frisk luft"),
    ("_Frisk_ luft", NAME, "text-markup", "Frisk luft"),
    ("`Frisk` luft", NAME, "text-markup", "Frisk luft"),
    ("https://example.org/plan", NAME, "text-is-address", None),
    ("www.example.org", NAME, "text-is-address", None),
    ("Planen, se https://example.org/plan", NAME, "text-is-address", None),
    ("example.org/plan", NAME, "text-is-address", None),
    ("https://example.org/plan", TEXT, "text-is-address", None),
    ("Frisk\nluft", NAME, "text-line-break", "Frisk luft"),
    ("11\n.6", CODE, "text-line-break", "11 .6"),
    (" Frisk luft", NAME, "text-space", "Frisk luft"),
    ("Frisk luft\u00a0", TEXT, "text-space", "Frisk luft"),
    ("Frisk luft\n", TEXT, "text-space", "Frisk luft"),
    ("Frisk  luft", NAME, "text-space", "Frisk luft"),
    (unicodedata.normalize("NFD", "Grön"), NAME, "text-decomposed", "Grön"),
    ("y" * 600, NAME, "text-too-long", None),
    ("F?rslag", NAME, "text-lost-character", None),
    ("–", NAME, "text-placeholder", None),
    ("TODO: namn", NAME, "text-placeholder", None),
    ("xxx", NAME, "text-placeholder", None),
]


@pytest.mark.parametrize(("text", "use"), GOOD)
def test_a_right_text_has_no_fault(text: str, use: Use) -> None:
    assert text_fault(text, use) is None


@pytest.mark.parametrize(("text", "use", "code", "repaired"), BAD)
def test_a_wrong_text_has_the_fault(text: str, use: Use, code: str, repaired: str | None) -> None:
    assert text_fault(text, use) == TextFault(code, repaired)


@pytest.mark.parametrize(("text", "use", "code", "repaired"), BAD)
def test_a_repaired_text_has_no_fault(text: str, use: Use, code: str, repaired: str | None) -> None:
    assert repaired is None or text_fault(repaired, use) is None
