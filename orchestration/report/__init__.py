"""Pages for people, one an audience: what its copy says, as one file that needs no server and no network.

A page is made of its audience's copy and of nothing else, lies beside it, and may be read by whom the copy may be read.
What the numbers mean is a page for everybody, made of no copy.
"""

from __future__ import annotations

import os
from pathlib import Path

from orchestration import files
from orchestration.report import dictionary, rendering
from orchestration.report.pages import PAGES
from orchestration.settings import DBT_MANIFEST


def write(copies: Path, out: Path, javascript: Path) -> dict[str, Path]:
    """Write a page into `out` for each copy in `copies` that is there and that this account may read.

    Args:
        javascript: keeps what draws, which takes two seconds to put together; made where it is missing.

    Returns:
        The pages by audience, and the dictionary for `everybody`; that alone is nothing, and not written.
    """
    drawing = rendering.drawing_code(javascript)
    written: dict[str, Path] = {}
    for page in PAGES:
        copy = copies / f"{page.audience}.duckdb"
        if not os.access(copy, os.R_OK):
            continue
        target = out / f"{page.audience}.html"
        files.write(out, target.name, rendering.render(page, copy, drawing).encode())  # the owner's alone so far
        target.chmod(copy.stat().st_mode & 0o777)
        written[page.audience] = target
    if written:
        written["everybody"] = out / dictionary.NAME
        files.write(out, dictionary.NAME, dictionary.render(DBT_MANIFEST).encode())
        written["everybody"].chmod(0o644)
    return written
