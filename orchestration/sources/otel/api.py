"""Traces that a collector writes into a bucket, as its exporters for S3, Google Cloud Storage and Azure name them.

Keys are `…/year=2026/month=06/day=01/…/traces_….json` and the like, one export a file or a line. A span lands without
its name, its events and what is not read of its attributes, and under the day on which it began, whatever the key says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from orchestration.connectors import delivered
from orchestration.connectors.declared import declared
from orchestration.connectors.delivery import Delivery, partition_of
from orchestration.settings import BucketSettings
from orchestration.sources import Stream
from orchestration.sources.otel import STREAMS

LAG = timedelta(hours=1)  # a collector sends by the minute; what waits in a queue is some minutes late


class ApiSettings(BucketSettings, env_prefix="ASSAY_OTEL_"):
    pass


def by_day(stream: Stream, value: Any) -> Iterator[tuple[str | None, Any]]:
    """An export, cut into one for each day of its spans."""
    days: dict[str | None, list[Any]] = {}
    for outer in _objects(value, "resourceSpans"):
        spans = [span for scope in _objects(outer, "scopeSpans") for span in _objects(scope, "spans")]
        of_resource: dict[str | None, list[Any]] = {}
        resource = None
        for span in spans:
            kept = declared({**span, "resource": outer.get("resource")}, stream)
            resource = kept.pop("resource")
            of_resource.setdefault(partition_of(kept, stream), []).append(kept)
        for day, kept_spans in of_resource.items():
            days.setdefault(day, []).append({"resource": resource, "scopeSpans": [{"spans": kept_spans}]})
    if not isinstance(value, dict):
        yield None, None  # for the loader to refuse
    for day, resource_spans in days.items():
        yield day, {"resourceSpans": resource_spans}


def _objects(value: Any, name: str) -> list[dict[str, Any]]:
    """The objects of a list in an object."""
    listed = value.get(name) if isinstance(value, dict) else None
    return [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []


#: Other signals lie beside traces, or in a folder that is called so.
DELIVERIES = (
    Delivery(
        STREAMS[0],
        r"(^|/)(traces/(.*/)?|(?=[^/]*traces))(?![^/]*(metrics|logs))[^/]*\.jsonl?(\.gz)?$",
        split=by_day,
    ),
)

connector = partial(delivered.connecting, DELIVERIES)
