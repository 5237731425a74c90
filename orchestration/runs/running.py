"""Run one of Dagster's jobs on a home, in this process, and say what came of it.

The run is recorded in the home's own Dagster storage, so the UI shows it beside its own.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from orchestration import home, interrupt
from orchestration.runs import lives
from orchestration.runs.progress import told_to
from orchestration.settings import Settings
from orchestration.warehouse import damage

if TYPE_CHECKING:
    import dagster as dg

TO_DO = " To do: "  # begins the remedy in what a check says
NO_SPACE = "No space left on device"
FIRST_SIGN_OF_LIFE = timedelta(minutes=2)  # a run in its own process has loaded the definitions by then


@dataclass(frozen=True)
class FailedCheck:
    """A check that did not pass: what it guards, what it says, and whether it blocks."""

    asset: str
    check: str
    message: str
    is_blocking: bool


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended. `errors` are steps that broke, each with the innermost message."""

    run_id: str
    job: str
    status: str
    started_at: datetime | None
    ended_at: datetime | None
    failed_checks: tuple[FailedCheck, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def is_success(self) -> bool:
        return self.status == "SUCCESS"


def run(
    settings: Settings,
    job: str,
    config: Mapping[str, Any],
    tell: Callable[[str], None],
    assets: Sequence[dg.AssetKey] | None = None,
) -> RunOutcome:
    """Run `job` with `config` for its steps; `tell` hears its progress, and dbt's own words go to a log in the home.

    Args:
        assets: only these of the job.
    """
    with _dagster(settings) as instance:
        from dagster._core.definitions.job_base import InMemoryJob
        from dagster._core.execution.api import execute_run

        from orchestration.definitions import defs

        end_what_is_gone(instance)
        run_id = str(uuid4())
        lives.show_life(settings.dagster_home, run_id)
        (settings.home / "logs").mkdir(exist_ok=True)
        file = settings.home / "logs" / f"{job}.log"
        with (
            interrupt.at_last(lambda: _interrupted(instance, run_id)),
            file.open("w", encoding="utf-8", errors="backslashreplace") as log,
            redirect_stdout(log),
            told_to(tell),
        ):
            chosen = defs().resolve_job_def(job)
            selection = frozenset(assets) if assets else None
            if selection:
                chosen = chosen.get_subset(asset_selection=selection)
            run = instance.create_run_for_job(
                chosen,
                run_id=run_id,
                run_config={"ops": dict(config), "loggers": {"progress": {}}},
                asset_selection=selection,
                remote_job_origin=_origin(job),
            )
            execute_run(InMemoryJob(chosen), run, instance)
        return outcome(instance, run_id)


def _origin(job: str) -> Any:
    """Whose a run is, as `make dev` calls the code location: the UI's timeline leaves out runs that are nobody's."""
    from dagster._core.remote_origin import (
        ManagedGrpcPythonEnvCodeLocationOrigin,
        RemoteJobOrigin,
        RemoteRepositoryOrigin,
    )
    from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

    module = "orchestration.definitions"
    location = ManagedGrpcPythonEnvCodeLocationOrigin(LoadableTargetOrigin(module_name=module), module)
    return RemoteJobOrigin(RemoteRepositoryOrigin(location, "__repository__"), job)


def _interrupted(instance: dg.DagsterInstance, run_id: str) -> None:
    """Say of a run that it was not let go on: nothing failed."""
    if run := instance.get_run_by_id(run_id):
        instance.report_run_canceled(run, "interrupted")


def last_run(settings: Settings, job: str) -> RunOutcome | None:
    """The newest run of a job on this home, whoever started it."""
    import dagster as dg

    with _dagster(settings) as instance:
        records = instance.get_run_records(dg.RunsFilter(job_name=job), limit=1)
        return outcome(instance, records[0].dagster_run.run_id) if records else None


def end_what_is_gone(instance: dg.DagsterInstance) -> None:
    """Mark runs as failed whose process was killed. Dagster's queue takes them for running, and waits for good."""
    import dagster as dg

    for record in instance.get_run_records(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
        if is_gone(instance, record):
            instance.report_run_failed(record.dagster_run, "the process of this run was killed, or its machine stopped")


def is_gone(instance: dg.DagsterInstance, record: dg.RunRecord) -> bool:
    """Whether the process of a started run is no more."""
    has_life = lives.has_life(Path(instance.root_directory), record.dagster_run.run_id)
    if has_life is None:
        started_at = _moment(record.start_time)
        return started_at is not None and datetime.now(UTC) - started_at > FIRST_SIGN_OF_LIFE
    return not has_life


def outcome(instance: dg.DagsterInstance, run_id: str) -> RunOutcome:
    """What a run's own events say."""
    import dagster as dg

    record = instance.get_run_record_by_id(run_id)
    assert record is not None
    events = [
        entry.dagster_event
        for entry in instance.all_logs(
            run_id, of_type={dg.DagsterEventType.ASSET_CHECK_EVALUATION, dg.DagsterEventType.STEP_FAILURE}
        )
        if entry.dagster_event
    ]
    return RunOutcome(
        run_id,
        record.dagster_run.job_name,
        record.dagster_run.status.value,
        _moment(record.start_time),
        _moment(record.end_time),
        tuple(_failed_checks(events)),
        tuple(_errors(events)),
    )


def _failed_checks(events: Iterable[dg.DagsterEvent]) -> Iterable[FailedCheck]:
    import dagster as dg

    for event in events:
        if event.event_type == dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            found = event.asset_check_evaluation_data
            if not found.passed:
                rows = found.metadata.get("dagster_dbt/failed_row_count")
                told = found.description or (f"{rows.value} rows fail" if rows else "the check did not pass")
                is_error = found.severity == dg.AssetCheckSeverity.ERROR
                yield FailedCheck(found.asset_key.to_user_string(), found.check_name, told, is_error)


def _errors(events: Iterable[dg.DagsterEvent]) -> Iterable[str]:
    import dagster as dg

    for event in events:
        if event.event_type == dg.DagsterEventType.STEP_FAILURE and event.step_failure_data.error:
            error, told = event.step_failure_data.error, event.step_failure_data.user_failure_data
            if told is not None and told.description:  # a step that says itself why it does not go on
                yield f"{event.step_key}: {told.description}"
                continue
            while error.cause is not None:
                error = error.cause
            if error.cls_name != "DagsterAssetCheckFailedError":
                yield f"{event.step_key}: {error.message.strip()}"


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


@contextmanager
def _dagster(settings: Settings) -> Any:
    """Dagster's storage of the home; every part of this process and its children then means this home, and nothing else
    of Dagster's that the shell may have set.

    Raises:
        home.HomeError: the storage is damaged.
    """
    for name in [name for name in os.environ if name.startswith("DAGSTER_")]:
        os.environ.pop(name)
    os.environ["ASSAY_HOME"] = str(settings.home)
    os.environ["DAGSTER_HOME"] = str(settings.dagster_home)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "true"  # as dagster.yaml says, should it not be found
    warnings.filterwarnings("ignore", module="dagster.*")
    import dagster as dg
    from sqlalchemy.exc import DatabaseError

    try:
        with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
            yield instance
    except DatabaseError as error:
        if damaged := damage.explain(str(error), settings):
            raise home.HomeError(damaged) from None
        raise
