"""What an erasure would do, and the proof that it did, for whoever answers for it."""

from __future__ import annotations

import sys

import typer
from rich.console import Console
from rich.table import Table

from orchestration.forgetting import Erasure, Proof
from orchestration.terminal.console import say

LINES_SHOWN = 20
_NOT_REACHED = (
    "Not reached: exports, pages and copies outside the home, backups, the shell's history, and the vendors, who bring"
    " them back when they are asked again; the next build then replaces them before it loads anything."
)


def print_plan(out: Console, erasure: Erasure) -> None:
    """All that names them, and what cannot be taken out."""
    table = Table(title="What names them", title_justify="left")
    for name in ("identifier", "from now on", "is replaced"):
        table.add_column(name, overflow="fold")
    for one in erasure.person.identifiers:
        where = "in fields that name people: it is a word of other things too" if one.is_word else "everywhere"
        table.add_row(one.value, one.tombstone, where)
    out.print(table)
    if erasure.person.shared:
        say(out, "yellow", "stays:", f"{', '.join(erasure.person.shared)}, which is or was somebody else's too")


def is_confirmed() -> bool:
    """Ask, where somebody can answer."""
    return sys.stdin.isatty() and typer.confirm("There is no way back. Forget them?")


def print_places(out: Console, places: dict[str, int], unread: list[str]) -> None:
    """How often each part of the home names them."""
    table = Table(title="Searched, decoded and as bytes", title_justify="left")
    table.add_column("in the home")
    table.add_column("names them", justify="right")
    for place, hits in sorted(places.items()):
        table.add_row(place, f"{hits:,}")
    out.print(table)
    for problem in unread:
        say(out, "red", "not searched:", problem)


def print_proof(out: Console, erasure: Erasure, proof: Proof) -> None:
    """What was found where, which totals were compared, and what nobody can prove here."""
    print_places(out, proof.places, proof.unread)
    replaced = ", ".join(f"{place} {files:,}" for place, files in sorted(erasure.places.items()))
    say(out, "dim", "files rewritten:", replaced or "none")
    for name, lines in proof.changed.items():
        say(out, "red", "another total:", name)
        for line in lines[:LINES_SHOWN]:
            out.print(f"  {line}", soft_wrap=True)
    if not proof.changed:
        say(out, "dim", "totals:", f"{proof.totals:,} lines of them are what they were, to the last digit")
    if proof.holds:
        say(out, "green", "forgotten:", "nothing in the home names them any more")
    else:
        say(out, "red", "not forgotten:", "remove or mend what is named above; then `assay forget --go-on`")
    out.print(_NOT_REACHED, soft_wrap=True)
