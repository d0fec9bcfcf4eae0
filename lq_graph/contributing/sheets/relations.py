"""Which parts of a workbook file belong to which, and by what kind of tie. ECMA-376 Part 2 §9.3."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field

from lq_graph.contributing.sheets.markup import Attributes, read_markup
from lq_graph.contributing.sheets.package import Package


@dataclass(frozen=True)
class Relation:
    """A tie to another part: its id, its kind by the last word of its type, such as `comments`, and the part."""

    id: str
    kind: str
    target: str
    is_external: bool


@dataclass
class _Relations:
    base: str
    found: list[Relation] = field(default_factory=list)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            external = attributes.get("TargetMode") == "External"
            target = attributes.get("Target", "")
            kind = attributes.get("Type", "").rpartition("/")[2]
            part = target if external else posixpath.normpath(posixpath.join(self.base, target)).lstrip("/")
            self.found.append(Relation(attributes.get("Id", ""), kind, part, external))

    def end(self, name: str) -> None:
        """Nothing ends here."""

    def text(self, text: str) -> None:
        """No text stands here."""


def relations_part(part: str) -> str:
    """The part that holds the relations of a part; of the whole file for the empty name."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> tuple[Relation, ...]:
    """The relations of a part, of the whole file for the empty name; none if it has none."""
    holder = relations_part(part)
    if holder not in package.parts:
        return ()
    reader = _Relations(posixpath.dirname(part))
    read_markup(package.path, package.chunks(holder), reader)
    return tuple(reader.found)


def related(package: Package, part: str, kind: str) -> str | None:
    """The first part in the file that a part has a relation of a kind to."""
    parts = package.parts
    found = (each for each in relations(package, part) if each.kind == kind and not each.is_external)
    return next((each.target for each in found if each.target in parts), None)
