"""LiteLLM's spend logs, where somebody exports them into a bucket: `…/spend_logs/<day>/….jsonl`.

Of a row only what is read lands: messages and responses stay where they are.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from orchestration.connectors import delivered
from orchestration.connectors.delivery import Delivery
from orchestration.settings import BucketSettings
from orchestration.sources.litellm import STREAMS

LAG = timedelta(hours=1)  # the proxy writes within minutes; when the export runs is yours
DELIVERIES = (Delivery(STREAMS[0], r"(^|/)(LiteLLM_)?spend_?logs[^/]*(/.*)?\.(jsonl?|csv|parquet)(\.gz)?$"),)


class ApiSettings(BucketSettings, env_prefix="ASSAY_LITELLM_"):
    pass


connector = partial(delivered.connecting, DELIVERIES)
