"""Regular expressions of XPath, read by their grammar and written for an engine that takes linear time."""

from __future__ import annotations

import re

from lq_graph.checking.shacl.pattern_classes import ESCAPES, one, property_of, span
from lq_graph.checking.shacl.unsupported import Unsupported

_DEEPEST = 100
_SPACE = "\t\n\r "
_CONTROLS = {"n": 0xA, "r": 0xD, "t": 0x9}
_ESCAPED = "\\|.?*+(){}-[]^$"
_LONGEST_COUNT = 9  # digits
_COUNT = re.compile(r"\{([0-9]+)(?:(,)([0-9]*))?\}")
_QUANTIFIER = re.compile(r"[?*+]|(?=\{)")


def translated(text: str, flags: str) -> str:
    """A regular expression of XPath for Rust's regex crate, with the flags i, m, s and x written into it.

    Raises ValueError if it breaks the grammar, and Unsupported for a back-reference, which no linear time allows, and
    for what is too deep or too large. XSD 1.1 Part 2 §G with XPath F&O 3.1 §5.6.1.
    """
    return _Reader(_without_space(text) if "x" in flags else text, flags).whole()


def literal(text: str, flags: str) -> str:
    """A text to be found as it is, with the flag i written into it. XPath F&O 3.1 §5.6.1.1, flag q."""
    return "".join(one(ord(letter), "i" in flags) for letter in text)


def _without_space(text: str) -> str:
    kept, depth, escaped = [], 0, False
    for letter in text:
        if depth or letter not in _SPACE:
            kept.append(letter)
            depth += 0 if escaped else (letter == "[") - (letter == "]")
            escaped = letter == "\\" and not escaped
    return "".join(kept)


class _Reader:
    """One pass over a pattern; each method reads a rule of the grammar and gives it as the engine writes it."""

    def __init__(self, text: str, flags: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.any_case = "i" in flags
        self.start, self.end = ("(?m:^)", "(?m:$)") if "m" in flags else ("(?:^)", r"(?:\z)")
        self.dot = "(?s:.)" if "s" in flags else r"[^\n\r]"
        self.opened = 0
        self.closed: set[int] = set()

    def whole(self) -> str:
        """regExp, to the end of the text."""
        found = self.choice()
        if self.at < len(self.text):
            raise self.error("a ')' that closes nothing")
        return found

    def choice(self) -> str:
        """regExp: branches between bars."""
        branches = [self.branch()]
        while self.take("|"):
            branches.append(self.branch())
        return "|".join(branches)

    def branch(self) -> str:
        """branch: pieces, each an atom and how often."""
        pieces = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            pieces.append(self.atom() + self.quantifier())
        return "".join(pieces)

    def quantifier(self) -> str:
        """quantifier, with a question mark after it if it is reluctant; which of two makes no odds to a match."""
        found = _QUANTIFIER.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        often = found[0] or self.count()
        return often + ("?" if self.take("?") else "")

    def count(self) -> str:
        """How often, as numbers between braces: quantity."""
        found = _COUNT.match(self.text, self.at)
        if found is None:
            raise self.error("a '{' that begins no {n}, {n,} or {n,m}")
        least, most = found[1], found[3]
        if max(len(least), len(most or "")) > _LONGEST_COUNT:
            raise Unsupported("a regular expression with a count of more than nine digits")
        if most and int(most) < int(least):
            raise self.error("a count whose most is less than its least")
        self.at = found.end()
        return found[0]

    def atom(self) -> str:
        """atom: a character, a set, a group or an anchor."""
        letter = self.next()
        rules = {"(": self.group, "[": self.brackets, "\\": self.escape}
        if letter in rules:
            return rules[letter]()
        if letter in "?*+{}]":
            raise self.error(f"a {letter!r} with nothing before it to repeat or close; write it with a backslash")
        return {"^": self.start, "$": self.end, ".": self.dot}.get(letter) or one(ord(letter), self.any_case)

    def group(self) -> str:
        """A choice between parentheses, the first of which is read."""
        captures = not self.text.startswith("?", self.at)
        if not captures and not self.take("?:"):
            raise self.error("a group that begins with '(?'; XPath has only '(' and '(?:'")
        self.opened += captures
        number = self.opened
        self.deeper()
        inside = self.choice()
        if not self.take(")"):
            raise self.error("a '(' that is not closed")
        self.depth -= 1
        self.closed |= {number} if captures else set()
        return f"(?:{inside})"

    def escape(self) -> str:
        """What follows a backslash, outside a set."""
        letter = self.next()
        if letter in "123456789":
            self.refuse_reference(int(letter))
        code = self.escaped_character(letter)
        return self.escaped_set(letter) if code is None else one(code, self.any_case)

    def brackets(self) -> str:
        """charClassExpr, of which the first bracket is read; a set taken away from it may follow a last hyphen."""
        self.deeper()
        outside = "^" if self.take("^") else ""
        members = [self.member()]
        while not self.text.startswith(("]", "-["), self.at):
            members.append(self.member())
        less = "--" + self.brackets() if self.take("-[") else ""
        if not self.take("]"):
            raise self.error("a set that does not end after the set taken away from it")
        self.depth -= 1
        inside = "".join(members)
        return f"[[{outside}{inside}]{less}]"

    def member(self) -> str:
        """charGroupPart: a character, a range of them, or an escape that means many."""
        first = self.end_of_range()
        if isinstance(first, str):
            return first
        if not self.text.startswith("-", self.at) or self.text.startswith(("-]", "-["), self.at):
            return span(first, first, self.any_case)
        self.at += 1
        last = self.end_of_range()
        if isinstance(last, str) or last < first:
            raise self.error("a range that does not go from one character to a later one")
        return span(first, last, self.any_case)

    def end_of_range(self) -> int | str:
        """A character of a set by its code point, or an escape that means many as it is written for the engine."""
        letter = self.next()
        if letter in "[]":
            raise self.error(f"a {letter!r} in a set; write it with a backslash")
        if letter != "\\":
            return ord(letter)
        escaped = self.next()
        code = self.escaped_character(escaped)
        return self.escaped_set(escaped) if code is None else code

    def escaped_character(self, letter: str) -> int | None:
        """SingleCharEsc, by its code point."""
        return _CONTROLS.get(letter, ord(letter) if letter in _ESCAPED else None)

    def escaped_set(self, letter: str) -> str:
        """MultiCharEsc, catEsc or complEsc."""
        if letter not in "pP":
            if letter not in ESCAPES:
                raise self.error(f"the escape \\{letter}, which XPath has not")
            return ESCAPES[letter]
        end = self.text.find("}", self.at)
        if not self.take("{") or end < 0:
            raise self.error(f"a \\{letter} without a name in braces")
        name, self.at = self.text[self.at : end], end + 1
        return property_of(name, outside=letter == "P")

    def refuse_reference(self, number: int) -> None:
        """A back-reference: an error if its group is not closed before it, else beyond this engine."""
        if number not in self.closed:
            raise self.error(f"a back-reference to group {number}, which is not closed before it")
        raise Unsupported("a regular expression with a back-reference")

    def deeper(self) -> None:
        """Counts one more bracket that is open."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise Unsupported(f"a regular expression with more than {_DEEPEST} brackets inside each other")

    def next(self) -> str:
        """The next character, which is read."""
        if self.at >= len(self.text):
            raise self.error("an end where more is needed")
        self.at += 1
        return self.text[self.at - 1]

    def take(self, text: str) -> bool:
        """Whether a text is next; it is read if so."""
        found = self.text.startswith(text, self.at)
        self.at += len(text) if found else 0
        return found

    def error(self, what: str) -> ValueError:
        """What is wrong, and after how many characters."""
        return ValueError(f"the pattern has {what} (near character {self.at})")
