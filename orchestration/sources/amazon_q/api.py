"""Amazon Q Developer's reports: `…/QDeveloperLogs/by_user_analytic/<region>/<yyyy>/<mm>/<dd>/00/….csv`.

Another assistant writes an older report of the same name into a folder of its own, about people of whom it has a better
one: that is not taken.
"""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from orchestration.connectors import delivered
from orchestration.connectors.delivery import Delivery
from orchestration.settings import BucketSettings
from orchestration.sources.amazon_q import STREAMS

LAG = timedelta(hours=2)  # written from 00:00 UTC on, for the day before
DELIVERIES = (
    Delivery(STREAMS[0], r"(^|/)(QDeveloperLogs/by_user_analytic|by_user_analytic/20\d\d-\d\d-\d\d)/.*\.csv(\.gz)?$"),
)


class ApiSettings(BucketSettings, env_prefix="ASSAY_AMAZON_Q_"):
    pass


connector = partial(delivered.connecting, DELIVERIES)
