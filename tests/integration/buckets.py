"""Buckets on an object storage like S3, in this process, and what vendors write into them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import boto3
import pyarrow as pa
from moto.backends import get_backend
from moto.server import ThreadedMotoServer
from pyarrow import parquet

from orchestration.connectors.contract import FetchResult, FetchWindow
from orchestration.settings import load
from orchestration.sources import apis

SENTINEL = "SENTINEL of somebody"
KEY, SECRET = "AKIDEXAMPLEHUSH", "hush-4711-not-to-be-seen"
DAY, NEXT = "2026-06-01", "2026-06-02"


@dataclass(frozen=True)
class Storage:
    """A running storage, with one bucket."""

    url: str
    client: Any
    bucket: str = "deliveries"

    def put(self, key: str, content: bytes | str | list[Any] | dict[str, Any]) -> None:
        """Bytes and text as they are, a list as JSON lines, a dict as one document."""
        if isinstance(content, list):
            content = "".join(json.dumps(row) + "\n" for row in content)
        elif isinstance(content, dict):
            content = json.dumps(content)
        data = content.encode() if isinstance(content, str) else content
        self.client.put_object(Bucket=self.bucket, Key=key, Body=data)

    def fill(self, keys: Iterable[str]) -> None:
        """Many objects at once, past HTTP: a thousand requests take half a minute."""
        backend = get_backend("s3")["123456789012"]["aws"]
        for key in keys:
            backend.put_object(self.bucket, key, b"Access validation successful.")

    def delete(self, key: str) -> None:
        self.client.delete_object(Bucket=self.bucket, Key=key)


@contextmanager
def storage() -> Iterator[Storage]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    client = boto3.client(
        "s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id=KEY, aws_secret_access_key=SECRET
    )
    found = Storage(url, client)
    client.create_bucket(Bucket=found.bucket)
    try:
        yield found
    finally:
        server.stop()


def variables(url: str) -> dict[str, str]:
    """What a cloud's own tools read."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
        "NO_PROXY": "127.0.0.1",
    }


def fetch(
    source: str, home: Path, said: list[str], start: date | None = None, end: date = date(2099, 1, 1)
) -> FetchResult:
    """Run the connector of a source as the environment has it set up."""
    api = apis()[source]
    connector = api.connector(home / "landing", load(api.ApiSettings), lambda seconds: None)
    return connector.fetch(FetchWindow(start, end, datetime(2099, 1, 1, tzinfo=UTC)), said.append)


def report(*rows: str) -> str:
    """A report of Kiro: rows as `day,user,credits`."""
    return "Date,UserId,Credits_Used,Client_Type\n" + "".join(f"{row},KIRO_IDE\n" for row in rows)


def report_key(day: str, client: str = "KIRO_IDE", folder: str = "user_report") -> str:
    year, month, number = day.split("-")
    place = f"usage/AWSLogs/111122223333/KiroLogs/{folder}/us-east-1/{year}/{month}/{number}/00"
    return f"{place}/{client}_111122223333_{folder}_{year}{month}{number}0200.csv"


def charges(*costs: str, month: str = "2026-06", service: str = "Amazon Bedrock") -> str:
    """An export of FOCUS charges, a row a cost."""
    header = (
        "BilledCost,BillingCurrency,BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
        "ChargeCategory,InvoiceIssuerName,ServiceName\n"
    )
    period = f"{month}-01T00:00:00Z,{month}-30T00:00:00Z"
    day = f"{month}-02T00:00:00Z,{month}-03T00:00:00Z"
    return header + "".join(f"{cost},USD,{period},{day},Usage,AWS,{service}\n" for cost in costs)


def charges_as_parquet(cost: str) -> bytes:
    """The same as Parquet, in small letters, with times and decimals of its own."""
    moment = datetime(2026, 6, 1, tzinfo=UTC)
    row: dict[str, Any] = {
        "billedcost": Decimal(cost),
        **dict.fromkeys(("billingperiodstart", "chargeperiodstart", "chargeperiodend"), moment),
        **{"billingcurrency": "USD", "chargecategory": "Usage", "invoiceissuername": "AWS"},
    }
    target = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist([row]), target)
    return target.getvalue()


def observation(number: int, moment: str = f"{DAY} 10:00:00.000000", **changes: Any) -> dict[str, Any]:
    """A row of Langfuse's blob export, with a word of prose wherever it documents a text."""
    texts = ("name", "status_message", "input", "output", "trace_name", "prompt_name", "metadata", "tool_calls")
    row = {"id": f"o{number}", "trace_id": "t", "project_id": "p", "type": "GENERATION", "level": "DEFAULT"}
    usage = {"usage_details": {"input": 5, "output": number}, "cost_details": {"total": 0.5}, "total_cost": 0.5}
    told = {"start_time": moment, "user_id": "ada@example.com", "provided_model_name": "m", **usage}
    return {**row, **told, **dict.fromkeys(texts, SENTINEL), "model_parameters": json.dumps({"a": SENTINEL}), **changes}


def as_parquet(rows: list[dict[str, Any]]) -> bytes:
    """Rows as Langfuse's Parquet: details are maps, times are times."""
    told = [
        {
            **row,
            "start_time": datetime.fromisoformat(row["start_time"]),
            **{name: list(row[name].items()) for name in ("usage_details", "cost_details")},
        }
        for row in rows
    ]
    kinds = {"usage_details": pa.map_(pa.string(), pa.int64()), "cost_details": pa.map_(pa.string(), pa.float64())}
    fields = [
        pa.field(name, kinds.get(name) or (pa.timestamp("us") if name == "start_time" else pa.array([value]).type))
        for name, value in told[0].items()
    ]
    target = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(told, pa.schema(fields)), target)
    return target.getvalue()


def as_csv(rows: list[dict[str, Any]]) -> str:
    """Rows as Langfuse's CSV: details are texts of JSON."""
    cells = [[json.dumps(cell) if isinstance(cell, dict) else str(cell) for cell in row.values()] for row in rows]
    lines = [list(rows[0]), *cells]
    return "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in line) + "\n" for line in lines)


def export(*seconds: int) -> dict[str, Any]:
    """An OTLP export with a span at each of these seconds, with prose wherever the conventions have some."""
    said = {"stringValue": SENTINEL}
    messages = {"arrayValue": {"values": [said]}}
    words = ("gen_ai.prompt", "gen_ai.completion", "input.value", "output.value", "user_prompt", "db.statement")
    attributes = [
        {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}},
        {"key": "gen_ai.request.model", "value": {"stringValue": "m"}},
        {"key": "gen_ai.usage.input_tokens", "value": {"intValue": "21"}},
        {"key": "session.id", "value": messages},
        {"key": "gen_ai.input.messages", "value": messages},
        *({"key": word, "value": said} for word in words),
    ]
    spans = [
        {
            "traceId": "C1F0",
            "spanId": f"{second:x}",
            "name": SENTINEL,
            "startTimeUnixNano": f"{second}000000007",
            "endTimeUnixNano": f"{second + 1}000000007",
            "attributes": attributes,
            "events": [{"name": SENTINEL, "attributes": attributes}],
            "links": [{"attributes": attributes}],
            "status": {"code": 2, "message": SENTINEL},
        }
        for second in seconds
    ]
    resource = {
        "attributes": [
            {"key": "service.name", "value": {"stringValue": "bot"}},
            {"key": "user.email", "value": {"stringValue": "ada@example.com"}},
            {"key": "process.command_args", "value": said},
        ]
    }
    scope = {"name": SENTINEL, "attributes": attributes}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": scope, "spans": spans}]}]}


def entry(number: int, moment: str = f"{DAY}T10:00:00Z", **changes: Any) -> dict[str, Any]:
    """An entry of Gemini's metadata log, with the payloads of the logs beside it."""
    texts = ("taskCompletionRequest", "codeCompletionResponse", "attributionContext")
    return {
        "insertId": f"e{number}",
        "timestamp": moment,
        "logName": "projects/p/logs/cloudaicompanion.googleapis.com%2Fmetadata",
        "labels": {"user_id": "ada@example.com", "method": "CompleteTask", "note": SENTINEL},
        "jsonPayload": {
            "codeAcceptance": {"linesCount": "3", "programmingLanguage": "go", "text": SENTINEL},
            **{name: {"input": SENTINEL} for name in texts},
        },
        "textPayload": SENTINEL,
        "protoPayload": {"text": SENTINEL},
        **changes,
    }


def request(number: int, moment: str = f"{DAY}T10:00:00Z", **changes: Any) -> dict[str, Any]:
    """A row of the gateway's log."""
    texts = {name: [{"role": "user", "content": SENTINEL}] for name in ("messages", "response", "proxy_server_request")}
    row = {"request_id": f"r{number}", "startTime": moment, "prompt_tokens": 5, "completion_tokens": 6, "spend": 0.5}
    metadata = {"usage_object": {"cache_read_input_tokens": 3, "note": SENTINEL}, "note": SENTINEL}
    return {**row, "model": "m", "user": "ada@example.com", "metadata": metadata, **texts, **changes}
