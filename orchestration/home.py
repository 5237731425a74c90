"""The one folder of a running Assay: made ready, and held by one build at a time.

DuckDB has one writer, and so has raw; the lock is the home's, so that the UI, the schedule and a person at a terminal
cannot write at once. The system releases it when its holder dies, however it dies.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shlex
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from orchestration import files
from orchestration.settings import TRUTH, Settings

LEAST_BYTES = 1 << 20
_LOCK, _HOLDER = "build.lock", "build.holder.json"

# Runs of the UI and the schedules queue for the pools of their steps: what writes the home is one, and each source that
# is fetched another, so that one which waits an hour for a limit holds up no build. Telemetry would name every run to a
# host outside, and the newcomer dialog asks for an e-mail address.
_DAGSTER_YAML = """\
telemetry: {enabled: false}
nux: {enabled: false}
concurrency: {pools: {granularity: run, default_limit: 1}, runs: {max_concurrent_runs: 4}}
run_launcher: {module: orchestration.defs.launcher, class: Launcher}
run_monitoring: {enabled: true, poll_interval_seconds: 30}
freshness: {enabled: true}
storage: {custom: {module: orchestration.runs.storage, class: Storage, config: {base_dir: {env: DAGSTER_HOME}}}}
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
        make(settings.home)
        for folder in (settings.landing, settings.raw, settings.published, settings.quality, settings.dagster_home):
            folder.mkdir(exist_ok=True)
        _close(settings)
        _keep_salt(settings.home)
        files.write(settings.dagster_home, "dagster.yaml", _DAGSTER_YAML.encode())
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


def _keep_salt(home: Path) -> None:
    """Give the home the salt that person keys are made with. It never leaves this 0600 file."""
    if not (home / "person_key.salt").exists():
        files.write(home, "person_key.salt", secrets.token_hex(32).encode())


def nothing_landed(settings: Settings) -> str | None:
    """Why there is nothing to build from, and what to do; None where a file has landed, or rows were published once."""
    if settings.landing.is_dir():
        if (settings.published / "current").exists() or _holds_a_file(settings.landing):
            return None
        problem = f"nothing has landed in {settings.landing}"
    elif settings.home.is_dir():
        problem = f"the home {settings.home} has no landing/"
    else:
        problem = f"there is no home {settings.home}"
    home = shlex.quote(str(settings.home))
    return (
        f"{problem}; name another with --home, or fill this one: `assay simulate {home}` (`make demo` does that and"
        f" builds), `assay fetch --home {home}`, or files in {settings.landing}/<source>/<stream>/<partition>/"
    )


def _holds_a_file(landing_zone: Path) -> bool:
    for folder, inner, names in os.walk(landing_zone):
        inner[:] = [name for name in inner if not name.startswith(".")]
        # beside the sources lies what a simulation says of itself
        if Path(folder) != landing_zone and any(not name.startswith(".") for name in names):
            return True
    return False


def make(home: Path) -> None:
    """Make the folder of a new home, through which others may go to what is published. One that stands is let be."""
    if not home.exists():
        home.mkdir(parents=True)
        home.chmod(0o711)


def _close(settings: Settings) -> None:
    """Take what names people from everybody but the owner, also in a home that an earlier version or a person made.

    The landing zone may belong to who delivers, and a link may lead to a folder that others share: what is not the
    owner's to close stays open. One that a group delivers to, and nobody else reads, stays the group's.
    """
    inner = (settings.raw, settings.quality, settings.dagster_home, settings.warehouse, settings.home / "dbt")
    others = (settings.home / "logs", settings.home / "tmp", settings.home / TRUTH)
    for path in (*inner, *others, settings.landing):
        with suppress(FileNotFoundError, PermissionError):  # who is not the owner may still write
            mode = path.lstat().st_mode
            is_shared = path == settings.landing and not mode & 0o007
            if not (stat.S_ISLNK(mode) or is_shared):
                path.chmod(mode & 0o700)
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


def _holder(home: Path) -> str:
    with suppress(OSError, ValueError, KeyError):
        holder = json.loads((home / _HOLDER).read_text())
        return f"process {holder['pid']}, since {holder['since']}"
    return "a process that has just begun"
