"""The one folder of a running Assay: made ready, and held by one build at a time.

DuckDB has one writer, and so has raw; the lock is the home's, so that the UI, the schedule and a person at a terminal
cannot write at once. The system releases it when its holder dies, however it dies.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration import dbt
from orchestration.loading import landing
from orchestration.settings import Settings

LEAST_BYTES = 1 << 20
_LOCK, _HOLDER = "build.lock", "build.holder.json"
_lives: list[FileLock] = []  # a lock that nothing refers to is let go of

# Runs of the UI and the schedule queue for one place. Telemetry would name every run to a host outside, and the
# newcomer dialog asks for an e-mail address.
_DAGSTER_YAML = """\
telemetry: {enabled: false}
nux: {enabled: false}
concurrency: {runs: {max_concurrent_runs: 1}}
run_launcher: {module: orchestration.defs.launcher, class: Launcher}
run_monitoring: {enabled: true, poll_interval_seconds: 30}
freshness: {enabled: true}
"""


class HomeError(Exception):
    """A home that cannot be used, and what to do about it."""


class HomeHeldError(Exception):
    """Another build holds the home; says who."""


def prepare(settings: Settings) -> None:
    """Make the folders of a home that may be new, prove that it can be written, and keep it from other people's eyes.

    Raises:
        HomeError: it is read-only, full, or no folder.
    """
    os.umask(0o077)  # of this process and of dbt: raw, the warehouse and their temporary files name people
    try:
        if not settings.home.exists():
            settings.home.mkdir(parents=True)
            settings.home.chmod(0o711)  # the way to what is published
        for folder in (settings.landing, settings.raw, settings.published, settings.quality, settings.dagster_home):
            folder.mkdir(exist_ok=True)
        _close(settings)
        dbt.keep_salt(settings.home)
        landing.write(settings.dagster_home, "dagster.yaml", _DAGSTER_YAML.encode())
        probe = settings.home / ".writable"
        with probe.open("wb") as handle:  # a full disk takes an empty file; less than this no build can do with
            handle.write(bytes(LEAST_BYTES))
            handle.flush()
            os.fsync(handle.fileno())
    except OSError as problem:
        raise HomeError(explain(problem, settings.home)) from None
    finally:
        with suppress(OSError):
            (settings.home / ".writable").unlink(missing_ok=True)


def _close(settings: Settings) -> None:
    """Take what names people from everybody but the owner, also in a home that an earlier version made."""
    inner = (settings.raw, settings.quality, settings.dagster_home, settings.warehouse, settings.home / "dbt")
    for path in inner:
        with suppress(FileNotFoundError, PermissionError):  # who is not the owner may still write
            path.chmod(path.stat().st_mode & 0o700)
    with suppress(PermissionError):
        settings.published.chmod(0o755)


def explain(problem: OSError, home: Path) -> str:
    """What an error of the file system means for this home, and the remedy."""
    where = problem.filename or home
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_is_full(home)
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"cannot write {where}; make the home {home} writable, or name another with --home"
    return f"cannot use the home {home}: {problem.strerror or problem} ({where}); name another with --home"


def disk_is_full(home: Path) -> str:
    """What to say when nothing more can be written."""
    return f"the disk of the home {home} is full; free space and run it again, nothing is lost"


@contextmanager
def held(settings: Settings, wait: bool = False, tell: Callable[[str], None] = lambda message: None) -> Iterator[None]:
    """Hold the home. Within one process it may be taken again by who has it.

    Args:
        wait: queue behind another holder instead of leaving; `tell` hears who it is.

    Raises:
        HomeHeldError: another process holds it, and `wait` is false.
    """
    lock = FileLock(settings.home / _LOCK, is_singleton=True, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        message = f"another build holds the home {settings.home}: {_holder(settings.home)}"
        if not wait:
            raise HomeHeldError(message) from None
        tell(f"waiting: {message}")
        lock.acquire()
    try:
        if lock.lock_counter == 1:
            holder = {"pid": os.getpid(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
            (settings.home / _HOLDER).write_text(json.dumps(holder))
        yield
    finally:
        if lock.lock_counter == 1:
            (settings.home / _HOLDER).unlink(missing_ok=True)
        lock.release()


def show_life(dagster_home: Path, run_id: str) -> None:
    """Hold a lock of this run's own until this process ends, however it ends; `has_life` then tells that it is gone.

    A process id would not do: after a restart, or in another container, the same number is somebody else's. It is not
    let go of with the run, for Dagster writes a run's last words when everything the run held is released.
    """
    file = _life(dagster_home, run_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(file, is_singleton=True, thread_local=False)
    if not lock.is_locked:
        lock.acquire()
        _lives.append(lock)


def has_life(dagster_home: Path, run_id: str) -> bool | None:
    """Whether the process of a run lives; None while it has not come so far as to show it."""
    file = _life(dagster_home, run_id)
    if not file.exists():
        return None
    lock = FileLock(file)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True
    lock.release()
    return False


def _life(dagster_home: Path, run_id: str) -> Path:
    return dagster_home / "storage" / run_id / "alive.lock"  # where Dagster keeps what else belongs to a run


def _holder(home: Path) -> str:
    with suppress(OSError, ValueError, KeyError):
        holder = json.loads((home / _HOLDER).read_text())
        return f"process {holder['pid']}, since {holder['since']}"
    return "a process that has just begun"
