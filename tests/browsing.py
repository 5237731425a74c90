"""A page as a browser reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any


@dataclass
class Read(HTMLParser):
    """What a browser makes of a page: elements, cells, drawings, and the scripts that would run."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    drawings: list[dict[str, Any]] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    text: str = ""
    inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        self.inside = "json" if dict(attributes).get("type") == "application/json" else tag
        if tag in ("td", "th"):
            self.cells.append("")
            self.tags.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "json":
            self.drawings.append(json.loads(data))
            self.scripts.pop()
        elif self.inside == "script":
            self.scripts[-1] += data
        elif self.inside in ("td", "th"):
            self.cells[-1] += data
        if self.inside not in ("json", "script", "style"):
            self.text += data


def read(html: str) -> Read:
    found = Read()
    found.feed(html)
    return found
