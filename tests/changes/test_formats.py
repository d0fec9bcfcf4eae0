"""A comment shows the text of the data, which cannot act as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from changes.test_description import PLAN, tale
from lq_graph.changes.formats import LIMIT, escaped, markdown_of
from lq_graph.text import explicit

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=y>", "</details>", "<!-- x", "&lt;b&gt;", "**bold**", "`code`",
    "[link](https://evil.example/)", "![picture](https://evil.example/p.png)", "https://evil.example/",
    "www.evil.example", "a@evil.example", "@everyone", "#1", "city/data#1", "GH-1", "gh-22", "| a | b |",
    "\\*", "~~gone~~", "$x$", ":tada:", "[^1]", "- [ ] task", "# heading", "1. one", "---", "```", "x    code",
    "_emphasis_", "<https://a.b>",
)  # fmt: skip
HARMLESS = {"text", "text_special", "strong_open", "strong_close"}
LETTERS = "ab1 <>&*_`[]()!#@|~$:\\-+.=\"'\n\tåGH/"


def tokens(text: str) -> list[Token]:
    """The parts of a text as GitHub-flavoured Markdown has them; HTML is allowed, as it is there."""
    return (
        MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(f"- Tillkom: **{escaped(explicit(text))}**\n")
    )


def shown(found: Iterable[Token]) -> str:
    """All that the parts show."""
    return "".join(child.content for token in found for child in token.children or ())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_shown_as_they_are(text: str) -> None:
    found = tokens(text)
    assert shown(found).replace("\u200b", "") == f"Tillkom: {text}"
    assert kinds(found) <= HARMLESS


@pytest.mark.parametrize("text", HOSTILE)
def test_a_link_is_not_seen_in_the_source_either(text: str) -> None:
    assert not re.search(r"://|www\.|[@:]\w", escaped(text))


def kinds(found: Iterable[Token]) -> set[str]:
    return {child.type for token in found for child in token.children or ()}


@given(st.text(LETTERS, min_size=1, max_size=20).map(str.strip).filter(bool))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    found = tokens(text)
    assert shown(found).replace("\u200b", "") == f"Tillkom: {explicit(text)}"
    assert kinds(found) <= HARMLESS
    assert [token.type for token in found] == [
        "bullet_list_open", "list_item_open", "paragraph_open", "inline", "paragraph_close", "list_item_close",
        "bullet_list_close",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["@everyone", "a@b", "#12", "city/data#12", "GH-12", "gh-12"])
def test_nobody_is_mentioned_and_nothing_is_referred_to(text: str) -> None:
    plain = shown(tokens(text))
    assert not re.search(r"@\w|#\d|(?i:gh)-\d", plain)


def test_a_short_comment_is_open() -> None:
    text = markdown_of(tale(PLAN, PLAN.replace("2020", "2021")))
    assert text == (
        "**0 saker tillkom, 1 ändrades, 0 togs bort**\n\n"
        "**Plan (1)**\n\n"
        "- Ändrades: **Cykelplan**\n"
        "  - https&#58;//example&#46;org/year: 2020 → 2021\n"
    )


def test_no_change_says_so() -> None:
    assert markdown_of(tale("", "", "en")) == (
        "**0 things added, 0 changed, 0 removed**\n\nThe graph says the same as before.\n"
    )


def plans(number: int, filling: str = "") -> str:
    return " ".join(f':x{each} a :Plan ; rdfs:label "Plan {each}" ; :q "{filling}{each}" .' for each in range(number))


def test_a_long_comment_is_folded() -> None:
    text = markdown_of(tale("", plans(40)))
    assert text.count("<details><summary>Plan (40)</summary>\n\n") == text.count("\n\n</details>\n") == 1
    assert text.count("- Tillkom: ") == 40


def test_a_comment_keeps_below_the_limit_and_counts_what_it_leaves_out() -> None:
    text = markdown_of(tale("", plans(2000, "<&>" * 40)))
    listed = text.count("- Tillkom: ")
    assert LIMIT - 2000 < len(text) <= LIMIT
    assert listed > 10
    assert text.endswith(f"\nUtelämnat av utrymmesskäl: {2000 - listed}. Kör `lq diff` för att se allt.\n")
    assert text.count("<details>") == text.count("</details>") == 1


def test_a_thing_with_much_to_say_is_cut() -> None:
    many = ", ".join(f'"värde {number}"' for number in range(40))
    properties = " ; ".join(f':q{number} "{"lång text " * 20}"' for number in range(100))
    text = markdown_of(tale("", f':x a :Plan ; rdfs:label "Plan" ; :a {many} ; {properties} .'))
    assert "och 30 till\n" in text
    assert re.search(r"  - … och \d+ till\n", text)
    assert len(text) < 8_000
