"""What a page is made of: questions, each with its query and the way in which the answer is drawn.

A query's names are the page's words: a column is the heading of the table and the name in the legend. How a value is
written follows from its type (`values.py`), so that nothing is declared twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestration.report.marks import Mark


@dataclass(frozen=True)
class Headlines:
    """Numbers to begin with. The query gives one row: a number a label, then of when they are."""

    labels: tuple[str, ...]
    table: str
    query: str
    #: The metric that each label's number is, if dbt defines one (`models/published/metrics`).
    metrics: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """A question, and what of the audience's copy answers it."""

    question: str
    #: The one table of the copy that it is read from.
    table: str
    query: str
    #: What has to land before there is an answer, as the end of "It fills once …".
    needs: str
    #: None: the table alone says it best.
    mark: Mark | None = None
    #: A column of which each value gets a drawing of its own: what may not be summed, or is of different days.
    each: str = ""
    #: How to read it, and what it leaves out.
    reading: str = ""
    #: Rows shown; the rest is counted.
    most: int = 1500
    #: Columns that are metrics, and which: dbt defines them (`models/published/metrics`), the dictionary tells of them.
    metrics: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Page:
    """All that one audience is shown."""

    audience: str
    title: str
    reader: str
    headlines: tuple[Headlines, ...]
    figures: tuple[Figure, ...]
