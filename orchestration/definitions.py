"""The Dagster code location: everything in `orchestration.defs`, run in one process.

A step in a process of its own costs 2 s of imports; the whole build has a handful of steps and one writer.
"""

import logging
from pathlib import Path

import dagster as dg

from orchestration.runs.progress import ProgressHandler


@dg.logger(description="What steps say, without Dagster's own events: for the terminal of whoever runs a job.")
def progress(context: dg.InitLoggerContext) -> logging.Logger:
    logger = logging.Logger("assay", logging.INFO)
    logger.addHandler(ProgressHandler())
    return logger


@dg.definitions
def defs() -> dg.Definitions:
    common = dg.Definitions(executor=dg.in_process_executor, loggers={"progress": progress})
    return dg.Definitions.merge(dg.load_from_defs_folder(path_within_project=Path(__file__).parent), common)
