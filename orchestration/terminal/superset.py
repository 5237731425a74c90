"""`make superset`: Superset on the copies in PostgreSQL, set up anew at each start. What stops it is said first."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import subprocess
import sys
from pathlib import Path

from orchestration import files, publish, serving
from orchestration.serving import database
from orchestration.serving.superset import assets, logins
from orchestration.settings import DBT_MANIFEST, PROJECT_DIR, Settings, load_settings, variable
from orchestration.terminal.dev import port_problem

_INSIDE = PROJECT_DIR / "orchestration" / "serving" / "superset" / "inside"
ADMIN_PASSWORD = "admin.password"  # noqa: S105  (the name of its file)
_SECRET_KEY, _LOG = "secret.key", "setup.log"
#: What Superset is told of this machine: no token of a vendor's, and not who publishes.
_PASSED = re.compile("PATH|HOME|LANG|LC_.*|TZ|TMPDIR|PGHOST|PGPORT|PGSSLMODE|PGSSLROOTCERT")


def main(port: str, environment: str) -> None:
    try:
        settings = load_settings()
        if problem := port_problem(port, "make superset PORT=8089"):
            raise ValueError(problem)
        told = prepare(settings, Path(environment))
    except (ValueError, OSError, serving.ServingError, assets.BoardError) as error:
        sys.exit(f"assay: {error}")
    print(f"Superset: http://127.0.0.1:{port}, user admin; the password: cat {_folder(settings) / ADMIN_PASSWORD}")  # noqa: T201
    sys.stdout.flush()
    served = [str(Path(environment) / "bin" / name) for name in ("python", "gunicorn")]
    served += ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "8"]
    served += ["--timeout", "120", "--graceful-timeout", "5", "--log-level", "warning"]
    os.execve(served[0], [*served, "superset.app:create_app()"], told)  # noqa: S606  (no shell is wanted)


def prepare(settings: Settings, environment: Path) -> dict[str, str]:
    """Make logins and what Superset holds. Returns the variables with which it is to be started.

    Raises:
        ServingError: there is no database, or it holds no copies; or Superset takes not what it is given.
        BoardError: a board names what its audience has not.
    """
    os.umask(0o077)
    if settings.postgres_dsn is None:
        raise serving.ServingError(
            "Superset reads the copies in PostgreSQL, and no database is named: set"
            f" {variable(Settings, 'postgres_dsn')} (orchestration/report/README.md says how one is made), then"
            " `assay publish --to postgres`"
        )
    if serving.held_version(settings) is None:
        raise serving.ServingError("PostgreSQL holds no copies yet; run `assay publish --to postgres`")
    folder = _folder(settings)
    for name in (_SECRET_KEY, ADMIN_PASSWORD):
        if not (folder / name).exists():
            files.write(folder, name, secrets.token_urlsafe(32).encode())
    of = hashlib.sha256((folder / _SECRET_KEY).read_bytes()).hexdigest()[:8]
    with database.connected(settings.postgres_dsn) as served:
        audiences = [audience.name for audience in publish.AUDIENCES]
        addresses = {name: logins.renewed(served, settings.postgres_dsn, name, of) for name in audiences}
        served.commit()
    manifest = json.loads(DBT_MANIFEST.read_text("utf-8"))
    given = {
        "admin_password": (folder / ADMIN_PASSWORD).read_text(),
        "assets": assets.made(manifest, addresses),
        "audiences": [{"title": assets.title(name), "uuid": assets.uid(name)} for name in audiences],
    }
    told = {name: value for name, value in os.environ.items() if _PASSED.fullmatch(name)}
    told |= {"SUPERSET_HOME": str(folder), "SUPERSET_CONFIG_PATH": str(_INSIDE / "config.py")}
    print("setting up Superset (half a minute; two at first)")  # noqa: T201
    with (folder / _LOG).open("w") as log:
        done = subprocess.run(  # noqa: S603  (our own file)
            [str(environment / "bin" / "python"), str(_INSIDE / "setup.py")],
            input=json.dumps(given),
            text=True,
            env=told,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    if done.returncode:
        raise serving.ServingError(f"Superset could not be set up; the end of {folder / _LOG} says why")
    return told


def _folder(settings: Settings) -> Path:
    return settings.home / "superset"


if __name__ == "__main__":
    main(*sys.argv[1:])
