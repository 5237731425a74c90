"""Kiro's reports in the customer's bucket: `…/KiroLogs/user_report/<region>/<yyyy>/<mm>/<dd>/00/….csv`.

Beside them lie prompts (`GenerateAssistantResponse`), an older report and probes without a suffix: none is touched. An
account has a bucket of its own; a report of more than a thousand users comes in parts, and may come again.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from orchestration.connectors import delivered
from orchestration.connectors.delivery import Delivery
from orchestration.settings import BucketSettings
from orchestration.sources.kiro import STREAMS

LAG = timedelta(hours=3)  # written at 02:00 UTC, for the day before
DELIVERIES = (Delivery(STREAMS[0], r"(^|/)user_report/.*\.csv(\.gz)?$"),)


class ApiSettings(BucketSettings, env_prefix="ASSAY_KIRO_"):
    pass


connector = partial(delivered.connecting, DELIVERIES)
