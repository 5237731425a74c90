"""What Assay can take in: every stream, and what each source that can be fetched asks for."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from orchestration.settings import load, variable
from orchestration.sources import apis, streams


def print_known(out: Console) -> None:
    """Two tables. Of what is set only that it is, never what.

    Raises:
        ValueError: what is set for a source cannot be used.
    """
    landing = Table(title="What can land", title_justify="left")
    for name in ("landing/", "one row is", "partition"):
        landing.add_column(name)
    for key, stream in streams().items():
        partition = "YYYY-MM" if stream.partition == "month" else "YYYY-MM-DD"
        landing.add_row(key, stream.rows.removeprefix("one row "), partition)
    out.print(landing)
    fetched = Table(title="What `assay fetch` can bring, by the environment", title_justify="left")
    for name in ("source", "variable", "", "what it is"):
        fetched.add_column(name)
    for source, api in apis().items():
        kind = api.ApiSettings
        given = load(kind)
        for number, (field, about) in enumerate(kind.model_fields.items()):
            is_set = field in given.model_fields_set
            described = about.description or "the key that it is logged in with"
            fetched.add_row("" if number else source, variable(kind, field), "set" if is_set else "", described)
    out.print(fetched)
