"""The company's own lists in a bucket: `people.csv`, `people/2026-06-01.csv`, `2026-06-01/people.csv`, …

One that is written again under the same name is another snapshot, of the day on which it was written.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from orchestration.connectors import delivered
from orchestration.connectors.delivery import Delivery
from orchestration.settings import BucketSettings
from orchestration.sources.directory import STREAMS

LAG = timedelta(hours=4)  # exports of HR systems run at night
DELIVERIES = tuple(
    Delivery(stream, rf"(^|/){stream.name}(/.*|[._-]?[\d_-]*)\.(csv|parquet)(\.gz)?$") for stream in STREAMS
)


class ApiSettings(BucketSettings, env_prefix="ASSAY_DIRECTORY_"):
    pass


connector = partial(delivered.connecting, DELIVERIES)
