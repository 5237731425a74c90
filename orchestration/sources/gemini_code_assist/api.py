"""Gemini Code Assist's metadata log, as a sink of Cloud Logging writes it into a bucket.

Keys are `cloudaicompanion.googleapis.com/metadata/<yyyy>/<mm>/<dd>/….json`, lines of JSON. The logs of requests and
responses beside it hold prompts and code, and are not touched.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from orchestration.connectors import delivered
from orchestration.connectors.delivery import Delivery
from orchestration.settings import BucketSettings
from orchestration.sources.gemini_code_assist import STREAMS

LAG = timedelta(hours=4)  # a sink writes each hour, and its first files up to three hours late
DELIVERIES = (
    Delivery(STREAMS[0], r"(cloudaicompanion\.googleapis\.com(/|%2F)metadata|(^|/)metadata_log)/.*\.jsonl?(\.gz)?$"),
)


class ApiSettings(BucketSettings, env_prefix="ASSAY_GEMINI_CODE_ASSIST_"):
    pass


connector = partial(delivered.connecting, DELIVERIES)
