"""The environment dbt runs in: `profiles.yml` and the models read these names and no others."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from functools import cache
from pathlib import Path

from orchestration import files
from orchestration.loading import record
from orchestration.settings import DBT_PROJECT_DIR, PROJECT_DIR, Settings

_BUILT = "built.txt"
_PARSED, _PARSED_BY = "partial_parse.msgpack", "parsed_by.txt"
_MEANING = (DBT_PROJECT_DIR / "models", DBT_PROJECT_DIR / "macros", PROJECT_DIR / "seeds" / "reference")


def environment(settings: Settings, as_of: date | None) -> dict[str, str]:
    """The variables for one build of one home. `as_of=None` leaves the day to the data."""
    return {
        "ASSAY_HOME": str(settings.home),
        "ASSAY_AS_OF": as_of.isoformat() if as_of else "",
        "ASSAY_MEMORY_LIMIT": settings.memory_limit,
        "ASSAY_THREADS": str(settings.threads),
        "DBT_TARGET_PATH": str(settings.home / "dbt"),
        "DBT_LOG_PATH": str(settings.home / "dbt" / "logs"),
        # a run's own log has every line of dbt's; saying each twice is a twentieth of what dbt takes for itself
        "DBT_LOG_LEVEL_FILE": "none",
        "DBT_PROFILES_DIR": str(DBT_PROJECT_DIR),
        "DBT_INDIRECT_SELECTION": "cautious",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "PYTHONUTF8": "1",  # what dbt says of a home is read as UTF-8, whatever the terminal can show
    }


def enter(settings: Settings, as_of: date | None) -> None:
    """Make the environment of this process that one. dbt takes some forty variables of the shell for options
    (DBT_TARGET, DBT_EMPTY, …), and Python others: none of them passes.
    """
    for name in [name for name in os.environ if name.startswith(("DBT_", "PYTHON"))]:
        os.environ.pop(name)
    os.environ.update(environment(settings, as_of))


def begin_building(settings: Settings) -> list[str]:
    """`dbt build` of what can differ from what stands: after a change of the code everything, of which each model
    knows whether it was its own; else no seed and no view, which are made of code alone, and none of the directory's
    models while the directory stands. Each costs 20 ms of dbt's own. Unit tests are about the code too, and run in CI.

    Until `end_building` the warehouse is not whole: of one that breaks off, nobody knows which directory it is made of.
    """
    _seed_parsed(settings)
    now = _made_of(settings)
    code, directory = _built(settings)
    _remember(settings, code, "")
    # every test runs, also those of a view that does not: `empty` keeps an exclusion from taking tests along
    build = ["build", "--indirect-selection", "empty", "--exclude-resource-type", "unit_test"]
    if not settings.warehouse.exists() or code != now[0]:
        return build
    stands = "config.materialized:view,resource_type:model"
    if directory == now[1]:
        stands += " tag:directory,resource_type:model"  # one word: of several, Dagster would pass on the first
    return [*build, "seed", "--exclude", stands]


def _seed_parsed(settings: Settings) -> None:
    """Give a home what dbt parsed when Assay was installed: 8 s less of its first build, for dbt reads what changed.
    What another checkout parsed goes: it says where that one's seeds lie, and they may be gone.
    """
    folder, checkout = settings.home / "dbt", os.fsencode(DBT_PROJECT_DIR)
    parsed, own, by = DBT_PROJECT_DIR / "target" / _PARSED, folder / _PARSED, folder / _PARSED_BY
    if own.exists() and by.exists() and by.read_bytes() == checkout:
        return
    own.unlink(missing_ok=True)
    if parsed.exists():
        files.write(folder, own.name, parsed.read_bytes())
    files.write(folder, by.name, checkout)


def end_building(settings: Settings) -> None:
    """Say that every model was built, by this code from this directory, and every blocking test passed."""
    _remember(settings, *_made_of(settings))


def is_whole(settings: Settings) -> bool:
    """Whether the last build of the warehouse came to its end."""
    return bool(_built(settings)[1])


def unfinished(settings: Settings) -> str | None:
    """Why nothing may be taken out of the warehouse yet, and what to do; None where it can be."""
    if settings.warehouse.exists() and is_whole(settings):
        return None
    return "the last build of the warehouse did not end whole; run `assay build` first"


def _remember(settings: Settings, *made_of: str) -> None:
    files.write(settings.home / "dbt", _BUILT, "\n".join(made_of).encode())


def _built(settings: Settings) -> tuple[str, str]:
    file = settings.home / "dbt" / _BUILT
    if not file.exists():
        return "", ""
    code, _, directory = file.read_text("utf-8", "replace").partition("\n")
    return code, directory


def _made_of(settings: Settings) -> tuple[str, str]:
    """What everything, and who is who, is made of."""
    return code_version(), record.directory_version(settings.raw)


def code() -> list[Path]:
    """The files that the warehouse is made by, and what stands beside them: words, and examples in tests."""
    return sorted(p for folder in _MEANING for p in folder.rglob("*") if p.suffix in (".sql", ".csv", ".yml", ".md"))


@cache
def code_version() -> str:
    """A digest of every model, macro and reference seed: when a rule changes, views and seeds are made anew."""
    digest = hashlib.sha256((DBT_PROJECT_DIR / "dbt_project.yml").read_bytes())
    for path in sorted(p for folder in _MEANING for p in folder.rglob("*") if p.suffix in (".sql", ".csv")):
        digest.update(path.relative_to(PROJECT_DIR).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]
