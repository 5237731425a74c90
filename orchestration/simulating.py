"""A simulated company in a folder, whole or not at all: a command would take half of one for a real one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from orchestration import home as homes
from orchestration import interrupt
from orchestration.settings import SIMULATED, TRUTH


def simulate(
    directory: Path, people: int, weeks: int, seed: int, gaming_share: float, tell: Callable[[str], None]
) -> None:
    """Write `landing/` and, beside it, `truth.csv`.

    Raises:
        ValueError: there can be no such company.
        FileExistsError: something has landed there.
        OSError: it cannot be written.
    """
    from seeds.simulation import simulate as write

    landing = directory / "landing"
    if landing.exists() and any(landing.iterdir()):
        raise FileExistsError(f"{landing} is not empty; name another folder, or remove it first")
    homes.make(directory)
    os.umask(0o077)  # it looks like people, and what is built on it later is about some
    with (
        tempfile.TemporaryDirectory(dir=directory, prefix=".simulating-") as unfinished,
        interrupt.at_last(lambda: _interrupted(directory, work)),
    ):
        work = Path(unfinished)
        write(work, people, weeks, seed, gaming_share, progress=tell)
        (work / "landing" / SIMULATED).write_text("Everything here was made by `assay simulate`.\n")
        (work / TRUTH).replace(directory / TRUTH)
        (work / "landing").replace(landing)


def _interrupted(directory: Path, unfinished: Path) -> None:
    is_written = (directory / "landing").exists()
    while unfinished.exists():  # more may be written meanwhile
        shutil.rmtree(unfinished, ignore_errors=True)
    interrupt.say(
        "interrupted, when all was written" if is_written else "interrupted, nothing was written; run it again"
    )
