"""What the terminal can show: colour, and how many columns of it."""

from __future__ import annotations

import shutil
from typing import Literal

from lq_graph.checking.reports.text import Style
from lq_graph.settings import Settings

Colour = Literal["auto", "always", "never"]


def text_style(colour: Colour, settings: Settings, is_terminal: bool) -> Style:
    """The style of text: in colour in a terminal unless the environment or the user forbids it, wrapped there alone."""
    painted = colour == "always" or (colour == "auto" and is_terminal and settings.colour)
    return Style(colour=painted, columns=shutil.get_terminal_size().columns if is_terminal else None)
