"""What a rule is, and what came of it. Nothing here imports Great Expectations, which takes four seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class Rule:
    """One expectation on a whole table: a query for rows that should not be, or a class of Great Expectations'.

    Args:
        name: unique among the rules of an asset; the name of its check in Dagster.
        title: what holds when it passes, as a sentence.
        why: the reason for the rule and for its limit.
        remedy: what to do when it does not hold.
        severity: 'critical' blocks everything downstream; 'warning' is shown.
        limit: the limit in words.
        query: finds the rows that should not be; it takes `{batch}` for the table.
        kind: where there is no query, the class in great_expectations.expectations, and `arguments` what it takes.
        shows: columns of the unexpected rows that may be shown; none holds what names a person.
    """

    name: str
    title: str
    why: str
    remedy: str
    severity: Literal["critical", "warning"]
    limit: str
    query: str = ""
    kind: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    shows: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if bool(self.query) == bool(self.kind):
            raise ValueError(f"{self.name} is either a query or a class with its arguments")


@dataclass(frozen=True)
class GuardedTable:
    """A table or view of a DuckDB file, the asset that its rules are about, and the rules.

    Args:
        asset: the path of the Dagster asset.
        schema: None for the file's main schema.
        is_gate: whether its critical rules block; of a watch none does.
    """

    name: str
    asset: tuple[str, ...]
    rules: tuple[Rule, ...]
    schema: str | None = None
    is_gate: bool = True


@dataclass(frozen=True)
class Outcome:
    """What was seen. `errored` means that the rule could not be evaluated, which says nothing about the data;
    `unjudged`, that it has never been, for nothing came to judge.

    Args:
        seen: what was observed, in words: counts and limits, never a value that names a person.
    """

    asset: tuple[str, ...]
    rule: Rule
    status: Literal["passed", "failed", "errored", "unjudged"]
    seen: str
    details: Mapping[str, Any] = field(default_factory=dict)
    is_gate: bool = True

    @property
    def is_blocking(self) -> bool:
        """A gate that could not be evaluated blocks like one that failed; a watch never blocks."""
        is_bad = self.status == "errored" or (self.status == "failed" and self.rule.severity == "critical")
        return self.is_gate and is_bad
