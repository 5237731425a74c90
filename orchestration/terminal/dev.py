"""`make dev`: Dagster's UI on the home. What would stop it is said at once, not after its services have started."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

from orchestration import home
from orchestration.settings import PROJECT_DIR, load_settings


def main(port: str) -> None:
    try:
        settings = load_settings()
    except ValueError as error:
        sys.exit(f"assay: {error}")
    if problem := port_problem(port, "make dev PORT=3001"):
        sys.exit(f"assay: {problem}")
    try:
        home.prepare(settings)
    except home.HomeError as error:
        sys.exit(f"assay: {error}")
    print(f"Dagster's UI on {settings.home}: http://localhost:{port} in about half a minute")  # noqa: T201
    environment = {
        **os.environ,
        "ASSAY_HOME": str(settings.home),
        "DAGSTER_HOME": str(settings.dagster_home),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "VIRTUAL_ENV": sys.prefix,  # dg warns where it runs in an environment that nobody has activated
    }
    os.chdir(PROJECT_DIR)
    dg = str(Path(sys.executable).with_name("dg"))
    os.execve(dg, [dg, "dev", "--port", port], environment)  # noqa: S606  (no shell is wanted)


def port_problem(port: str, elsewhere: str) -> str | None:
    """Why nothing can listen there, and what to do: `elsewhere` is a command that does; None where it can."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", int(port)))
    except (ValueError, OverflowError):
        return f"PORT={port} is no port; name one from 1024 to 65535"
    except OSError as error:
        return f"port {port} cannot be used ({error.strerror}); stop what runs there, or: {elsewhere}"
    return None


if __name__ == "__main__":
    main(*sys.argv[1:])
