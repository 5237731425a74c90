"""Whether the process of a run still lives."""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

_lives: list[FileLock] = []  # a lock that nothing refers to is let go of


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
