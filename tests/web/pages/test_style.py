"""The contrast of colours in the style sheet, light and dark: WCAG 2.2, 1.4.3 and 1.4.11."""

from __future__ import annotations

import re

import pytest

from lq_graph.web.urls import STATIC

TEXT, EDGE = 4.5, 3.0
PAIRS = [
    ("text", "ground", TEXT),
    ("text", "panel", TEXT),
    ("soft", "ground", TEXT),
    ("soft", "panel", TEXT),
    ("link", "ground", TEXT),
    ("link", "panel", TEXT),
    ("button-text", "primary", TEXT),
    ("button-text", "dark", TEXT),
    ("focus", "ground", EDGE),
    ("focus", "panel", EDGE),
    ("edge", "ground", EDGE),
    ("primary", "ground", TEXT),
    ("text", "mark", TEXT),
    ("good", "ground", EDGE),
]


def colours(scheme: str) -> dict[str, str]:
    css = (STATIC / "lq.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+);", blocks[["light", "dark"].index(scheme)]))


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_contrast_is_enough(scheme: str, front: str, back: str, least: float) -> None:
    shades = sorted((luminance(colours(scheme)[front]), luminance(colours(scheme)[back])))
    assert (shades[1] + 0.05) / (shades[0] + 0.05) >= least
