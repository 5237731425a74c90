"""FOCUS exports of any provider: AWS Data Exports, Azure Cost Management, Google Cloud, a SaaS's own.

What an export is shows in its header, not in its key. AWS (`BILLING_PERIOD=2026-06/`) and Azure
(`20260601-20260630/<run>/`) write a period again and again, over what lies there or into a folder a run: the newest is
the whole of it. What is dated by days only is added to.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from orchestration.connectors import delivered
from orchestration.connectors.delivery import Delivery
from orchestration.settings import BucketSettings
from orchestration.sources.focus import STREAMS

LAG = timedelta(days=1, hours=4)  # usable after 8 to 24 hours, and written up to six times a day
#: Of a folder or a name; a whole day is no period.
PERIOD = r"(?<!\d)(?<!\d-)(20\d\d-(0[1-9]|1[0-2])(?![\d]|-\d)|20\d{6}-20\d{6}(?!\d))"
DELIVERIES = tuple(Delivery(stream, r"\.(csv|parquet)(\.gz)?$", period=PERIOD) for stream in STREAMS)


class ApiSettings(BucketSettings, env_prefix="ASSAY_FOCUS_"):
    pass


connector = partial(delivered.connecting, DELIVERIES)
