"""Who looked at what only reviewers see: a line for each look, the owner's alone, and only ever added to.

It notes what the commands show. Who may read `reviewer.duckdb` can open it with another program, and of that no file of
ours knows: the machine's own audit (auditd, a database with accounts) is the place for it.
"""

from __future__ import annotations

import json
import os
import pwd
from datetime import timedelta
from typing import Any

from filelock import FileLock

from orchestration import files
from orchestration.clock import utc_now
from orchestration.settings import Settings

LOG = "access.jsonl"


def note(settings: Settings, looked_at: str) -> None:
    """Add a line, before anything is shown.

    Raises:
        OSError: it cannot be noted, and so nothing may be shown.
    """
    line = {"at": f"{utc_now().isoformat(timespec='seconds')}Z", "account": _account(), "looked_at": looked_at}
    with _alone(settings):
        log = os.open(settings.home / LOG, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(log, (json.dumps(line, ensure_ascii=False) + "\n").encode())
        finally:
            os.close(log)


def noted(settings: Settings) -> list[dict[str, Any]]:
    """Every look, the oldest first."""
    log = settings.home / LOG
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []


def drop_old(settings: Settings) -> int:
    """Drop lines that are older than what is kept, and say how many."""
    first = f"{(utc_now() - timedelta(days=settings.retention_days)).isoformat(timespec='seconds')}Z"
    with _alone(settings):
        lines = noted(settings)
        kept = [line for line in lines if line["at"] >= first]
        if len(kept) < len(lines):
            content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in kept)
            files.write(settings.home, LOG, content.encode())
    return len(lines) - len(kept)


def _alone(settings: Settings) -> FileLock:
    """Whoever adds a line while old ones are dropped would lose it."""
    return FileLock(settings.home / "access.lock")


def _account() -> str:
    """The system's name of who runs this: what the shell says of itself anybody can set."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())
