"""A build beside a database that refuses it, and then takes it."""

from __future__ import annotations

import json
import re

from tests.integration.conftest import Home
from tests.postgres import PUBLISHER, Cluster, same_as_the_copies

WRONG = "wr0ng/s3cret"


def test_a_database_that_refuses_stops_no_build_and_learns_of_it_later(
    built: Home, cluster: Cluster, database: str
) -> None:
    before = set(built.path.joinpath("published").iterdir())
    done = built.assay("build", ASSAY_POSTGRES_DSN=cluster.dsn(PUBLISHER, database, WRONG))
    assert done.returncode == 0 and "Published 2" in done.stdout, done.stderr
    assert len(set(built.path.joinpath("published").iterdir()) - before) == 1
    warning = re.findall(r"warning served .*", done.stdout)
    assert len(warning) == 1 and "password authentication failed" in warning[0]
    assert "To do: mend that, then `assay publish --to postgres`" in warning[0]

    right = {"ASSAY_POSTGRES_DSN": cluster.dsn(PUBLISHER, database)}
    told = json.loads(built.assay("status", "--json", **right).stdout)
    assert told["postgres_problem"] == f"PostgreSQL holds nothing yet, and {told['published_version']} is published"
    loaded = built.assay("publish", "--to", "postgres", **right)
    assert loaded.returncode == 0, loaded.stderr
    assert f"PostgreSQL holds {told['published_version']} now" in loaded.stderr
    assert same_as_the_copies(cluster, database, built.path / "published" / "current") > 40

    for text in (done.stdout, done.stderr, loaded.stdout, loaded.stderr):
        assert "s3cret" not in text
    for file in built.path.rglob("*"):
        assert not file.is_file() or b"s3cret" not in file.read_bytes(), file
