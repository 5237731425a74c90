"""What a run needs: the home, held for as long as the run lasts, and dbt."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DbtCliResource
from packaging.version import Version

from orchestration import home
from orchestration.runs import lives
from orchestration.settings import DBT_PROJECT_DIR, Settings, load_settings

POOL = "home"  # of every step that has the home: of their runs one goes at a time


class Home(dg.ConfigurableResource):
    """The home named by ASSAY_HOME. A run that has it is the only one that writes there; others queue behind it."""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["Home"]:
        settings = self.settings
        home.prepare(settings)
        assert context.run is not None
        lives.show_life(settings.dagster_home, context.run.run_id)
        log = context.log
        with home.held(settings, wait=True, tell=lambda message: log.info(message) if log else None):
            yield self

    @property
    def settings(self) -> Settings:
        return load_settings()


class Dbt(DbtCliResource):
    """dbt without what dagster-dbt does before each call: `dbt --version` (3 s, asks the package index twice), and an
    adapter of its own, which only column lineage needs (2.6 s, and it keeps the DuckDB file open)."""

    @property
    def _cli_version(self) -> Version:  # type: ignore[override]
        return Version(installed_version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Any) -> None:  # type: ignore[override]
        return None


@dg.definitions
def resources() -> dg.Definitions:
    return dg.Definitions(
        resources={
            "home": Home(),
            "dbt": Dbt(
                project_dir=str(DBT_PROJECT_DIR),
                profiles_dir=str(DBT_PROJECT_DIR),
                # the one beside this Python, whatever is on the PATH
                dbt_executable=str(Path(sys.executable).with_name("dbt")),
            ),
        }
    )
