"""Decisions of a review system of one's own, in a bucket: `…/decisions/….csv`."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from orchestration.connectors import delivered
from orchestration.connectors.delivery import Delivery
from orchestration.settings import BucketSettings
from orchestration.sources.review import STREAMS

LAG = timedelta(hours=1)  # decided by day
DELIVERIES = (Delivery(STREAMS[0], r"(^|/)decisions(/.*|[._-]?[\d_-]*)\.(csv|parquet)(\.gz)?$"),)


class ApiSettings(BucketSettings, env_prefix="ASSAY_REVIEW_"):
    pass


connector = partial(delivered.connecting, DELIVERIES)
