"""What dagster.yaml of a home starts runs with."""

import dagster as dg
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus  # named in no public module

from orchestration.runs import running


class Launcher(dg.DefaultRunLauncher):
    """Dagster's own, which can also say that the process of a run is gone: the monitoring then ends the run, also one
    that `assay` began. Dagster's own cannot, and one killed run would hold up the queue for good."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        record = self._instance.get_run_record_by_id(run.run_id)
        if record is not None and running.is_gone(self._instance, record):
            return CheckRunHealthResult(WorkerStatus.FAILED, "its process was killed, or its machine stopped")
        return CheckRunHealthResult(WorkerStatus.RUNNING)
