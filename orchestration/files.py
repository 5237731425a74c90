"""A file that is written whole or not at all."""

from __future__ import annotations

import filecmp
import os
import tempfile
from pathlib import Path


def write(folder: Path, name: str, content: bytes) -> bool:
    """Write `content` to `folder/name` in one step: a reader sees the old file or the new one, never a part.

    A new file is the owner's alone (0600).

    Returns:
        False when the very same bytes lie there already, which are then left untouched.
    """
    target = folder / name
    if target.exists() and target.stat().st_size == len(content) and target.read_bytes() == content:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=".tmp", delete=False) as handle:
        try:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
            Path(handle.name).replace(target)
        except BaseException:
            Path(handle.name).unlink(missing_ok=True)
            raise
    return True


def move(file: Path, folder: Path, name: str) -> bool:
    """Put a file that was written beside its place there, as `write` does: in one step, the owner's alone.

    Returns:
        False when the very same bytes lie there already, which are then left untouched.
    """
    target = folder / name
    if target.exists() and filecmp.cmp(file, target, shallow=False):
        file.unlink()
        return False
    folder.mkdir(parents=True, exist_ok=True)
    file.chmod(0o600)
    with file.open("rb") as handle:
        os.fsync(handle.fileno())
    file.replace(target)
    return True
