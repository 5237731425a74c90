"""What Superset is given: an address of each audience's own, and nothing of who publishes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr

from orchestration import serving
from orchestration.serving.superset import logins
from orchestration.settings import Settings
from orchestration.terminal import superset
from tests.postgres import PUBLISHER, Cluster

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("dsn", "address"),
    [
        ("postgresql://pub:p%40w@db:5433/assay", "@/assay?host=db&port=5433"),
        ("postgresql://pub@db/assay?sslmode=verify-full&sslkey=/k&passfile=/p", "@/assay?sslmode=verify-full&host=db"),
        ("postgres://pub:pw@a:1,b/assay", "@/assay?host=a%2Cb&port=1%2C5432"),
        ("postgresql://pub:pw@[::1]:5432/a%20b", "@/a%20b?host=%3A%3A1&port=5432"),
        ("postgresql://pub:pw@/assay?host=/run/postgresql&password=pw", "@/assay?host=%2Frun%2Fpostgresql"),
        ("postgresql://pub:pw@db", "@/pub?host=db"),  # libpq's own: the user's name
    ],
)
def test_an_address_is_the_databases_with_another_login(dsn: str, address: str) -> None:
    assert logins._address(SecretStr(dsn), "ana", "secret") == f"postgresql+psycopg2://ana:secret{address}"


def test_what_is_missing_is_said_with_its_remedy(
    tmp_path: Path, cluster: Cluster, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = [sys.executable, "-m", "orchestration.terminal.superset", "0", "nowhere"]
    done = subprocess.run(started, env={"ASSAY_HOME": str(tmp_path)}, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 1 and "set ASSAY_POSTGRES_DSN" in done.stderr and "Traceback" not in done.stderr
    empty = Settings(home=tmp_path, postgres_dsn=cluster.dsn(PUBLISHER, database))
    with pytest.raises(serving.ServingError, match="no copies yet; run `assay publish --to postgres`"):
        superset.prepare(empty, tmp_path)
    assert not (tmp_path / "superset").exists()
