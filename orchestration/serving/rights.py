"""Who may read what: a role without login for each audience, to which people's own roles are granted."""

from __future__ import annotations

from orchestration.serving.database import Database
from orchestration.sql import literal

_PREFIX = "assay_"  # finance is a name that others have had before us
#: The policy on each table, by which it is known for one of ours.
POLICY = "audience"


def name_of(audience: str) -> str:
    """The schema of an audience, and its role."""
    return f"{_PREFIX}{audience}"


def prepare(served: Database, audience: str) -> str:
    """Make an audience's role and schema, unless a database's owner has. Returns their name."""
    name = name_of(audience)
    if not served.ask(f"select 1 from pg_roles where rolname = {literal(name)}"):
        served.run(f"create role {name} nologin")
    if not served.ask(f"select 1 from pg_namespace where nspname = {literal(name)}"):
        served.run(f"create schema {name}")
    return name


def guard(served: Database, table: str, role: str) -> None:
    """Let nobody but the audience see a row of a new table, even one to whom the table is granted by mistake."""
    served.run(f"alter table {table} enable row level security")
    served.run(f"create policy {POLICY} on {table} for select to {role} using (true)")


def grant(served: Database, role: str) -> None:
    """Let the audience read its schema, and do nothing else in it."""
    served.run(f"grant usage on schema {role} to {role}")
    served.run(f"grant select on all tables in schema {role} to {role}")
