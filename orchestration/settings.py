"""Every environment variable Assay reads, read once into a typed object.

`profiles.yml` reads the names that `building.environment` sets, and each source has its own beside its API; nothing
else looks at the environment.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent
DBT_PROJECT_DIR = PROJECT_DIR / "dbt_project"
#: What dbt knows of the models, as it was installed.
DBT_MANIFEST = DBT_PROJECT_DIR / "target" / "manifest.json"
SIMULATED = "SIMULATED.txt"
TRUTH = "truth.csv"  # beside a simulated landing zone: who games
_BYTES = r"(?i)^[0-9]+([.][0-9]+)? ?[KMGT]i?B$"  # as DuckDB writes it
_PREFIX = "ASSAY_"
#: Set by .ci/run for the tests: no setting.
_NOT_ASKED = {"ASSAY_SKIP_NOTHING"}
#: An address that can be read in one way only: of any other libpq takes a piece of the password for a host or a port,
#: and quotes it in its error.
_WORD = r"(?:[^\s:@/?#\[\]%]|%[0-9A-Fa-f]{2})*"
_HOST = rf"(?:{_WORD}|\[[0-9A-Fa-f:.]+\])(?::[0-9]+)?"
_OPTION = r"[a-z_]+=(?:[^\s#%&=@]|%[0-9A-Fa-f]{2})*"
_ADDRESS = re.compile(
    rf"postgres(?:ql)?://(?:{_WORD}(?::{_WORD})?@)?{_HOST}(?:,{_HOST})*(?:/{_WORD})?(?:\?{_OPTION}(?:&{_OPTION})*)?"
)
#: What the path of a home cannot hold, and to whom it would be something else than a name.
_REFUSED = (
    (re.compile(r"[*?\[\]\\]"), "DuckDB and Dagster take for a pattern of files"),
    (re.compile(r"="), "DuckDB takes for a column of the data below it"),
    (re.compile(r"%[0-9A-Fa-f]{2}"), "Dagster's database takes for the code of another character"),
    (re.compile(r"[\x00-\x1f\x7f]"), "no terminal can show"),
    (re.compile(r"[\ud800-\udfff]"), "is no UTF-8"),
)
#: What a setting must be, in our words.
_WANTED = {
    "as_of": "a day, YYYY-MM-DD",
    "memory_limit": "an amount of memory, as 4GB or 512MB",
    "postgres_dsn": "postgresql://user:password@host:5432/database, what is special in a password as %40 is for @",
    "threads": "a whole number from 1 on",
    "retention_days": "a whole number of days from 1 on",
}


class SourceSettings(BaseSettings):
    """Where and how one source logs in. Each vendor's API module has its own, `ApiSettings`, with the prefix
    `ASSAY_<SOURCE>_`; keys have the names that the vendor's own tools use.
    """

    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True, env_ignore_empty=True)


class BucketSettings(SourceSettings):
    """Where a source's files are delivered. How one logs in there, the cloud's own variables and roles say."""

    bucket_url: str = Field("", description="s3://bucket/prefix, gs://…, az://… or file:///…, separated by commas")


class Settings(BaseSettings):
    """One running Assay: where it lives, and what day it takes for today."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, extra="ignore", populate_by_name=True, env_ignore_empty=True)

    home: Path = Field(PROJECT_DIR / ".assay", description="The one folder of a running Assay.")
    as_of: date | None = Field(None, description="The day the marts take for today; default: the newest day of data.")
    memory_limit: str = Field("4GB", pattern=_BYTES, description="What DuckDB may use before it spills to disk.")
    threads: int = Field(2, ge=1, description="DuckDB's threads.")
    retention_days: int = Field(
        365, ge=1, description="How long looks at cases, decided cases and versions that were replaced stay."
    )
    postgres_dsn: SecretStr | None = Field(
        None, repr=False, description="The database that published copies are loaded into."
    )

    @field_validator("postgres_dsn")
    @classmethod
    def _is_an_address(cls, dsn: SecretStr | None) -> SecretStr | None:
        if dsn and not _ADDRESS.fullmatch(dsn.get_secret_value()):
            raise ValueError("no address")
        return dsn

    @cached_property
    def landing(self) -> Path:
        return self.home / "landing"

    @cached_property
    def raw(self) -> Path:
        return self.home / "raw"

    @cached_property
    def warehouse(self) -> Path:
        return self.home / "warehouse.duckdb"

    @cached_property
    def published(self) -> Path:
        return self.home / "published"

    @cached_property
    def quality(self) -> Path:
        return self.home / "quality"

    @cached_property
    def drawing(self) -> Path:
        """What pages draw with, kept from one build to the next."""
        return self.home / "report" / "vega.js"

    @cached_property
    def dagster_home(self) -> Path:
        return self.home / "dagster"

    @property
    def is_simulated(self) -> bool:
        """Whether the landing zone was made by `assay simulate`, which leaves this mark beside its sources."""
        return (self.landing / SIMULATED).exists()

    def with_home(self, home: Path | None) -> Settings:
        """The same settings for another home; `None` keeps this one.

        Raises:
            ValueError: its path is one that the programs below us take for something else.
        """
        if home is None:
            return self
        if problem := path_problem(home.resolve()):
            raise ValueError(problem)
        return self.model_copy(update={"home": home.resolve()})


def load_settings() -> Settings:
    """Read the environment. Relative homes are taken from the working directory.

    Raises:
        ValueError: what is set cannot be used; a line for each variable.
    """
    settings = load(Settings)
    return settings.with_home(settings.home)


Loaded = TypeVar("Loaded", bound=BaseSettings)


def load(kind: type[Loaded]) -> Loaded:
    """Settings of one kind, as the environment has them.

    Raises:
        ValueError: what is set cannot be used; a line for each variable.
    """
    try:
        return kind()
    except ValidationError as error:
        raise ValueError("\n".join(_told(error, kind))) from None


def variable(kind: type[BaseSettings], field: str) -> str:
    """The environment variable of a field."""
    return str(kind.model_fields[field].validation_alias or f"{kind.model_config.get('env_prefix')}{field}".upper())


def unknown_variables(*kinds: type[BaseSettings]) -> dict[str, str]:
    """Variables that look like settings and are none of these kinds, each with the one that may be meant, or ''."""
    known = {variable(kind, field) for kind in (Settings, *kinds) for field in kind.model_fields}
    unknown = {name for name in os.environ if name.startswith(_PREFIX)} - known - _NOT_ASKED
    return {name: next(iter(get_close_matches(name, known, n=1)), "") for name in sorted(unknown)}


def path_problem(home: Path) -> str | None:
    """Why a home cannot lie there, or None."""
    for pattern, why in _REFUSED:
        if found := pattern.search(str(home)):
            shown = ascii(str(home))[1:-1] if not str(home).isprintable() else str(home)
            return f"the home's path {shown} holds {found[0]!a}, which {why}; name another with --home"
    return None


def _told(error: ValidationError, kind: type[BaseSettings]) -> Iterator[str]:
    """A validation error in our words; pydantic's name neither the variable nor what to write."""
    for problem in error.errors(include_url=False, include_context=False):
        field = str(problem["loc"][0])
        name = variable(kind, field) if field in kind.model_fields else field
        known = kind.model_fields.get(field)
        wanted = _WANTED.get(field.lower()) or (known.description if known else None) or "what the README says"
        is_secret = known is not None and SecretStr in (known.annotation, *get_args(known.annotation))
        shown = "something else" if is_secret else repr(str(problem["input"])[:80])
        yield f"{name} is {shown}, and must be {wanted}"
