"""SIGINT, SIGTERM and SIGHUP, heard within a moment whatever the process is doing.

Python runs a handler of a signal in the main thread, between two steps of it, and Dagster puts its own in place of ours
there: it only takes a note, which is read when a step comes to its end. So the work is done by a thread of its own, and
the main thread does nothing but listen. A home may be killed at any instant and built again; to be interrupted is
therefore to say so, to take dbt along, and to die.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LAST_WORDS_SECONDS = 20  # at most, on a machine that is busy; a second signal does not wait for them

_callbacks: list[Callable[[], object]] = []
_children: list[subprocess.Popen[bytes]] = []
_is_dying = threading.Event()


def listening(work: Callable[[], object]) -> None:
    """Do `work`, which may end the process as it likes, and hear signals meanwhile."""
    for number in SIGNALS:
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup
            signal.signal(number, _die)
    ends: list[BaseException] = []

    def do() -> None:
        try:
            work()
        except BaseException as end:
            ends.append(end)

    worker = threading.Thread(target=do, daemon=True)
    worker.start()
    worker.join()
    if ends:
        raise ends[0]


def say(message: str) -> None:
    """Past all buffers and locks of a thread that may never go on."""
    with suppress(OSError):
        os.write(2, f"\nassay: {message}\n".encode())


@contextmanager
def at_last(callback: Callable[[], object]) -> Iterator[None]:
    """While this lasts, an interrupt calls `callback`, the oldest first; all together have LAST_WORDS_SECONDS."""
    _callbacks.append(callback)
    try:
        yield
    finally:
        _callbacks.remove(callback)


@contextmanager
def deaf_children() -> Iterator[None]:
    """What this thread starts meanwhile does not hear these signals: Ctrl-C goes to all of a terminal's processes, and
    a dbt that hears it before us would look like one that failed."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def taken_along(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """While this lasts, an interrupt ends `child` too."""
    _children.append(child)
    try:
        yield
    finally:
        stand_still_if_dying()  # that the child is no more is no news
        _children.remove(child)


def stand_still_if_dying() -> None:
    """For ever, in a process that has said what came of it, and is about to end."""
    if _is_dying.is_set():
        threading.Event().wait()


def _die(number: int, frame: FrameType | None) -> None:
    if not _is_dying.is_set():
        _is_dying.set()
        words = threading.Thread(target=_last_words, daemon=True)
        words.start()
        words.join(LAST_WORDS_SECONDS)
    for child in _children:
        with suppress(OSError, subprocess.TimeoutExpired):
            child.kill()
            child.wait(1)
    for helper in _helpers():
        with suppress(OSError):
            os.kill(helper, signal.SIGKILL)
    os._exit(128 + number)


def _helpers() -> list[int]:
    """Dagster's followers of log files, which else notice after a second that we are gone. Only Linux tells of them."""
    lists = Path("/proc/self/task").glob("*/children")
    return [int(number) for file in lists for number in file.read_text().split()]


def _last_words() -> None:
    for callback in list(_callbacks):
        with suppress(Exception):
            callback()
