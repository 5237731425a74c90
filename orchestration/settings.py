"""Every environment variable Assay reads, read once into a typed object.

`profiles.yml` reads the names that `dbt.environment` sets; nothing else looks at the environment.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT_DIR = Path(__file__).resolve().parent.parent
DBT_PROJECT_DIR = PROJECT_DIR / "dbt_project"
SIMULATED = "SIMULATED.txt"
_BYTES = r"(?i)^[0-9]+([.][0-9]+)? ?[KMGT]i?B$"  # as DuckDB writes it


class Settings(BaseSettings):
    """One running Assay: where it lives, what day it takes for today, and what it may log in to."""

    model_config = SettingsConfigDict(env_prefix="ASSAY_", extra="ignore", populate_by_name=True, env_ignore_empty=True)

    home: Path = Field(PROJECT_DIR / ".assay", description="The one folder of a running Assay.")
    as_of: date | None = Field(None, description="The day the marts take for today; default: the newest day of data.")
    memory_limit: str = Field("4GB", pattern=_BYTES, description="What DuckDB may use before it spills to disk.")
    threads: int = Field(2, ge=1, description="DuckDB's threads.")

    github_token: SecretStr | None = Field(None, validation_alias="GITHUB_TOKEN", repr=False)
    github_repositories: str = Field("", description="owner/name, separated by commas.")
    github_api_url: str = "https://api.github.com"
    anthropic_admin_key: SecretStr | None = Field(None, validation_alias="ANTHROPIC_ADMIN_KEY", repr=False)
    anthropic_api_url: str = "https://api.anthropic.com"

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
    def dagster_home(self) -> Path:
        return self.home / "dagster"

    @property
    def is_simulated(self) -> bool:
        """Whether the landing zone was made by `assay simulate`, which leaves this mark beside its sources."""
        return (self.landing / SIMULATED).exists()

    def with_home(self, home: Path | None) -> Settings:
        """The same settings for another home; `None` keeps this one."""
        return self if home is None else self.model_copy(update={"home": home.resolve()})


def load_settings() -> Settings:
    """Read the environment. Relative homes are taken from the working directory."""
    settings = Settings()  # type: ignore[call-arg]
    return settings.with_home(settings.home)
