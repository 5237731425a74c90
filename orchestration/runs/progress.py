"""What steps say, on its way from Dagster's log to the terminal of whoever started the run."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# what Dagster and dagster-dbt say of themselves in the same voice as the steps
_NOISE = ("dbt subsetted execution", "dbt command:", "Dependencies for step")
_listeners: list[Callable[[str], None]] = []


@contextmanager
def told_to(listener: Callable[[str], None]) -> Iterator[None]:
    """While this lasts, `listener` hears what the steps of a run in this process say."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


class ProgressHandler(logging.Handler):
    """Passes on what steps say; Dagster's own events stay in its storage."""

    def emit(self, record: logging.LogRecord) -> None:
        said = getattr(record, "dagster_meta", {})
        message = said.get("orig_message") or record.getMessage()
        if not said.get("dagster_event") and not any(words in message for words in _NOISE):
            for listener in _listeners:
                listener(message)
