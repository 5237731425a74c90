"""Decisions of a review system of one's own, in a bucket: `…/decisions/….csv`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from orchestration.connectors import delivered
from orchestration.connectors.contract import Connector
from orchestration.connectors.delivery import Delivery
from orchestration.settings import BucketSettings
from orchestration.sources.review import STREAMS

LAG = timedelta(hours=1)  # decided by day
DELIVERIES = (Delivery(STREAMS[0], r"(^|/)decisions([/._-].*)?\.(csv|parquet)(\.gz)?$"),)


class ApiSettings(BucketSettings, env_prefix="ASSAY_REVIEW_"):
    pass


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """The decisions below what is named."""
    return delivered.connecting("review", settings, landing, DELIVERIES)
