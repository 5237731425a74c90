"""A terminal that may be closed, full, or unable to show a letter: what is done is done, whoever hears of it."""

from __future__ import annotations

import os
import sys
from typing import IO, Any

from rich.console import Console
from rich.text import Text


class Terminal(Console):
    """Shows brackets as brackets, for what is said quotes files and other people's messages; falls silent where nobody
    listens any more (`assay build | head -1`)."""

    def __init__(self, **options: Any) -> None:
        super().__init__(highlight=False, markup=False, emoji=False, **options)

    def print(self, *objects: Any, **options: Any) -> None:
        try:
            super().print(*objects, **options)
        except OSError:  # a full disk behind `> file`
            _silence(self.file)

    def on_broken_pipe(self) -> None:
        _silence(self.file)


def console(stderr: bool = False, width: int | None = None) -> Console:
    """A terminal for people, or for their errors."""
    return Terminal(stderr=stderr, width=width)


def say(out: Console, style: str, word: str, rest: str) -> None:
    """A line that begins with a word in a style."""
    out.print(Text.assemble((word, style), f" {rest}"), soft_wrap=True)


def write(text: str) -> None:
    """A line for a program that reads our output."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except OSError:
        _silence(sys.stdout)


def settle() -> None:
    """Make this process's own streams such that writing to them cannot fail: what an encoding lacks becomes escapes."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:  # closed (`>&-`): the next file that is opened would get its number, and our words
            os.open(os.devnull, os.O_RDWR)
    sys.stdout, sys.stderr = (_patient(stream) for stream in (sys.stdout, sys.stderr))


def _patient(stream: Any) -> Any:
    if stream is None:
        return open(os.devnull, "w")  # noqa: PTH123
    stream.reconfigure(errors="backslashreplace")
    return stream


def _silence(stream: IO[str]) -> None:
    """Lead what is still to come to nowhere; what waits in a buffer would fail once more when the process ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
