"""Watches, by subject: are the answers plausible? They never block; somebody should look."""

from __future__ import annotations

from expectations.rules import GuardedTable, Rule


def watch(name: str, title: str, why: str, remedy: str, limit: str, query: str, *shows: str) -> Rule:
    """A query for periods that look wrong. Only sums of all teams are looked at, so no group can be small."""
    return Rule(name, title, why, remedy, "warning", limit, query, shows=shows)


def mart(name: str, *rules: Rule) -> GuardedTable:
    return GuardedTable(name, ("marts", name), rules, schema="marts", is_gate=False)
