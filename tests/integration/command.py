"""`assay …` in a process of its own that has its imports already.

Dagster, dbt and Great Expectations take six seconds to import, most of what a build of the sample costs; a fork server
imports them once for all builds of a worker. The fixture `sample` is built by the command as a user types it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

_FORKS = multiprocessing.get_context("forkserver")
# not the command itself: what it prints to is told by the environment it is imported in
_FORKS.set_forkserver_preload(["orchestration.definitions", "dagster_dbt", "great_expectations", __name__])


def start(
    run: Callable[..., Any], *arguments: object, environment: Mapping[str, str], stdout: Path, stderr: Path
) -> BaseProcess:
    """Run a module's function in a process that leads its own group, with this environment and these files."""
    child = _FORKS.Process(target=_become, args=(dict(environment), stdout, stderr, run, arguments))
    child.start()
    return child


def assay(*arguments: str) -> None:
    """The command, as its script in `bin` runs it."""
    from orchestration.terminal import cli

    cli.main(arguments)


def _become(
    environment: dict[str, str], stdout: Path, stderr: Path, run: Callable[..., Any], arguments: tuple[object, ...]
) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    for number, path in ((1, stdout), (2, stderr)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    run(*arguments)
