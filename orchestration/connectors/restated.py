"""What a vendor may still change: it lands again until it was read late enough to be final.

A file holds all of its part and is replaced in one step: no loader, no kill and no second run can see half of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from orchestration import files
from orchestration.connectors.contract import FetchWindow
from orchestration.connectors.session import Session

PAGES = "pages.jsonl.gz"  # the only file of its partition


@dataclass(frozen=True)
class Restated:
    """A file of a stream's partition, with a mark beside it while it is not final."""

    session: Session
    stream: str
    partition: str
    file_name: str = PAGES

    @property
    def is_final(self) -> bool:
        folder = self.session.folder(self.stream, self.partition)
        return (folder / self.file_name).exists() and not (folder / self._mark).exists()

    def land(self, content: bytes, is_settled: bool) -> None:
        """The mark comes before what it speaks of and goes after it: a run that is killed between reads it again."""
        folder = self.session.folder(self.stream, self.partition)
        if not is_settled:
            files.write(folder, self._mark, b"")
        self.session.land(self.stream, self.partition, self.file_name, content)
        if is_settled:
            (folder / self._mark).unlink(missing_ok=True)

    @property
    def _mark(self) -> str:
        """No loader reads a dot file."""
        return ".unsettled" if self.file_name == PAGES else f".{self.file_name.removesuffix('.jsonl.gz')}.unsettled"


def due(window: FetchWindow, days: Iterable[date], file: Callable[[date], Restated]) -> list[date]:
    """Those of the days to read now: all where the window has a start, else those whose file is not final."""
    return [day for day in days if window.start is not None or not file(day).is_final]
