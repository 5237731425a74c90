"""A page as a browser reads it, and what a real one makes of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

#: What stands within a text.
INLINE = ("code", "strong")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


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
        if tag in INLINE:
            return
        self.inside = "json" if dict(attributes).get("type") == "application/json" else tag
        if tag in ("td", "th"):
            self.cells.append("")
            self.tags.append(tag)
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE:
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


def drawn(path: Path, folder: Path, width: int = 400) -> tuple[str, str]:
    """What a browser on a narrow screen makes of a page, and what it says of it; it needs no network for that."""
    quiet = ("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run")
    done = subprocess.run(
        [
            *(str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", *quiet, f"--user-data-dir={folder}"),
            *("--enable-logging=stderr", "--virtual-time-budget=20000", f"--window-size={width},900", "--dump-dom"),
            path.resolve().as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=180,
    )
    said = "\n".join(line for line in done.stderr.splitlines() if ":CONSOLE" in line)
    return re.sub(r"<script.*?</script>", "", done.stdout, flags=re.DOTALL), said


in_a_browser = pytest.mark.skipif(BROWSER is None, reason="no browser here: pages are read as text only")
