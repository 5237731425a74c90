"""SIGINT and SIGTERM to each command, wherever it is: heard, said, and nothing left running.

A step that is to be interrupted says that it has begun, and then never ends by itself; so no test depends on speed.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Event

import duckdb
import pytest

from tests.integration import command
from tests.integration.conftest import Home
from tests.integration.hostile import Answer, serving

BEGUN = "begun"


def endless_query(*_: object, **__: object) -> None:
    """A statement in the main thread, which no handler of Python's interrupts before it ends."""
    _begun()
    duckdb.sql("select sum(hash(a.i + b.i)) from range(10000000) a(i), range(10000000) b(i)").fetchall()


def endless_lock(*_: object, **__: object) -> None:
    _begun()
    Event().wait()


def _begun(said: str = "") -> None:
    file = Path(os.environ["ASSAY_HOME"]) / BEGUN
    file.with_suffix(".tmp").write_text(said)
    file.with_suffix(".tmp").rename(file)


def stuck_in(module: str, name: str, endless: Callable[..., None], *arguments: str) -> None:
    """`assay …` that never leaves a function."""
    holder = import_module(module)
    *path, name = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    setattr(holder, name, endless)
    command.assay(*arguments)


def stuck_in_dbt(*arguments: str) -> None:
    """`assay …` whose dbt stands still as soon as it has been started."""
    from orchestration import interrupt

    taken_along = interrupt.taken_along

    def stopped(child: object) -> object:
        os.kill(child.pid, signal.SIGSTOP)  # type: ignore[attr-defined]
        held = taken_along(child)  # type: ignore[arg-type]
        enter = held.__enter__

        class Held:
            def __enter__(self) -> None:
                enter()
                _begun(str(child.pid))  # type: ignore[attr-defined]

            def __exit__(self, *raised: object) -> None:
                held.__exit__(*raised)  # type: ignore[arg-type]

        return Held()

    interrupt.taken_along = stopped  # type: ignore[assignment]
    command.assay(*arguments)


def interrupted(
    home: Home, number: signal.Signals, run: Callable[..., None], *arguments: object, **environment: str
) -> tuple[int | None, str, str]:
    """Start `run` on a home, send the signal once it has begun; its exit code, its errors, what it said at first."""
    begun, out, err = home.path / BEGUN, home.path / "out", home.path / "err"
    begun.unlink(missing_ok=True)
    child = command.start(run, *arguments, environment=home.environment(**environment), stdout=out, stderr=err)
    while not begun.exists():
        assert child.is_alive(), err.read_text()
        time.sleep(0.05)
    os.kill(child.pid or 0, number)
    child.join()
    assert not left_running(home.path)
    return child.exitcode, err.read_text(), begun.read_text()


def left_running(home: Path) -> list[str]:
    """Commands of processes that have to do with this home; where the system does not tell, none."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has just ended
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ")
            environment = (process / "environ").read_bytes().split(b"\0")
            if str(home).encode() in command or f"ASSAY_HOME={home}".encode() in environment:
                found.append(command.decode(errors="replace"))
    return found


BUILDS = [
    (signal.SIGINT, stuck_in, ("orchestration.loading.loader", "Loader.load", endless_query, "build")),
    (signal.SIGTERM, stuck_in_dbt, ("build",)),
    (signal.SIGINT, stuck_in_dbt, ("build",)),
    (signal.SIGTERM, stuck_in, ("orchestration.publish", "_switch", endless_lock, "build")),
]


def test_a_build_hears_a_signal_in_every_phase_and_leaves_a_home_that_builds(sample: Home, built: Home) -> None:
    published = (built.path / "published" / "current").readlink()
    (built.path / "landing" / "kiro" / "user_report").rename(built.path / "away")  # so that each phase has work to do
    for number, run, arguments in BUILDS:
        code, said, begun = interrupted(built, number, run, *arguments)
        assert code == 128 + number, said
        assert said.endswith("assay: interrupted, nothing was published; run it again\n"), said
        assert "failed" not in said and "blocked" not in said and "Traceback" not in said
        if begun:
            with pytest.raises(ProcessLookupError):
                os.kill(int(begun), 0)
        status = built.assay("status")
        assert "Last build: canceled" in status.stdout, status.stdout
    assert (built.path / "published" / "current").readlink() == published
    (built.path / "away").rename(built.path / "landing" / "kiro" / "user_report")
    built.build()
    same = {name: rows for name, rows in built.digest().items() if name != "audit.landing_files"}
    assert same == {name: rows for name, rows in sample.digest().items() if name != "audit.landing_files"}


def test_a_simulation_that_is_interrupted_takes_away_what_is_half_done(new_home: Callable[..., Home]) -> None:
    home = new_home(None)
    target = home.path / "company"
    for number in (signal.SIGINT, signal.SIGTERM):
        code, said, _ = interrupted(
            home,
            number,
            stuck_in,
            "seeds.simulation",
            "_write_truth",
            endless_lock,
            "simulate",
            str(target),
            "--people=20",
        )
        assert code == 128 + number, said
        assert said.endswith("assay: interrupted, nothing was written; run it again\n"), said
        assert list(target.iterdir()) == []


def test_a_fetch_that_waits_for_an_answer_can_be_interrupted(new_home: Callable[..., Home]) -> None:
    home = new_home(None)
    never = Event()

    def silent(path: str, query: dict[str, str]) -> Answer:
        (home.path / BEGUN).touch()
        never.wait()
        return Answer()

    with serving(silent) as server:
        told = {
            "ANTHROPIC_ADMIN_KEY": "a-key-of-no-use",
            "ASSAY_ANTHROPIC_API_URL": server.url,
            "NO_PROXY": "127.0.0.1",
        }
        code, said, _ = interrupted(home, signal.SIGTERM, command.assay, "fetch", "anthropic", **told)
        never.set()
    assert code == 128 + signal.SIGTERM, said
    assert said.endswith("assay: interrupted; what has landed stays, run it again to go on\n"), said
