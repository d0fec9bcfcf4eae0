"""What the sheet of findings in a marked workbook is called."""

from __future__ import annotations

import re

from lq_graph.settings import Texts

REVIEW = Texts("Granskning", "Review")
_OURS = re.compile(rf"(?:{REVIEW.sv}|{REVIEW.en})(?: \([0-9]+\))?")


def is_review(title: str) -> bool:
    """Whether a sheet is called as a sheet of findings."""
    return _OURS.fullmatch(title) is not None
