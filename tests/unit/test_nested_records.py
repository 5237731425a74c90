"""Rows in lists within lists, attributes that may hold anything, and a field under two names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Zone

KEY, DAY = "otel/traces", "2026-06-01"
NOON = 1780315200  # of the day, in seconds since 1970


def attribute(key: str, value: Any) -> dict[str, Any]:
    return {"key": key, "value": {"intValue" if isinstance(value, int) else "stringValue": value}}


def span(number: int, *attributes: Any, **changes: Any) -> dict[str, Any]:
    row = {"traceId": "T", "spanId": f"{number:016x}", "startTimeUnixNano": f"{NOON}000000000"}
    return {**row, "attributes": list(attributes), **changes}


def export(*spans: Any, service: str = "bot") -> dict[str, Any]:
    resource = {"attributes": [attribute("service.name", service), attribute("prompt", "SENTINEL")]}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {"name": "s"}, "spans": list(spans)}]}]}


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.jsonl.gz"])
def test_a_span_is_a_row_with_its_resource(zone: Zone, name: str) -> None:
    zone.land(KEY, DAY, name, export(span(1, attribute("gen_ai.usage.input_tokens", "5")), span(2, attributes=None)))
    zone.load()
    rows = zone.rows(KEY)
    assert [row["attributes"] and row["attributes"]["gen_ai_usage_input_tokens"] for row in rows] == [5, None]
    assert {row["resource"]["attributes"]["service_name"] for row in rows} == {"bot"}
    assert zone.quarantine() == []


def test_of_a_line_only_the_span_that_is_wrong_is_refused(zone: Zone) -> None:
    zone.land(
        KEY,
        DAY,
        "a.jsonl",
        [
            export(
                span(1),
                span(2, attribute("gen_ai.usage.input_tokens", -1)),
                span(3, startTimeUnixNano=(NOON + 86_400) * 10**9),
                span(4, attribute("output_tokens", "SENTINEL")),
                span(5, attributes="SENTINEL"),
                "SENTINEL",
                span(6, traceId=None),
                span(7, attributes=[{"key": "gen_ai.usage.input_tokens", "value": {"intValue": "5"}}] * 2),
            ),
            {"resourceMetrics": []},
        ],
    )
    zone.load()
    assert [int(row["spanId"], 16) for row in zone.rows(KEY)] == [1, 7]
    assert [row["reason"] for row in zone.quarantine()] == [
        "`attributes.gen_ai_usage_input_tokens` lies outside 0 to 1,000,000,000,000",
        f"`startTimeUnixNano` lies outside the partition {DAY}",
        "`attributes.output_tokens` does not fit the type BIGINT",
        "`attributes` is not a JSON object",
        "the row is not a JSON object",
        "`traceId` is missing",
        "`traceId` is missing",
    ]


def test_peoples_words_reach_neither_raw_nor_quarantine(zone: Zone) -> None:
    words = [
        attribute(name, "SENTINEL")
        for name in ("gen_ai.input.messages", "input.value", "user_prompt", "llm.prompts.0", "anything.else")
    ]
    event = {"name": "gen_ai.content.prompt", "attributes": [attribute("gen_ai.prompt", "SENTINEL")]}
    for number, minutes in enumerate((0, 24 * 60)):
        moment = str((NOON + minutes * 60) * 10**9)
        spans = [span(number, *words, startTimeUnixNano=moment, name="SENTINEL", events=[event], links=[event])]
        zone.land(KEY, DAY, f"{number}.jsonl", [export(*spans)])
        zone.land(KEY, DAY, f"{number}.json", json.dumps({"resourceSpans": "SENTINEL"}))
    zone.load()
    assert len(zone.rows(KEY)) == 1
    assert len(zone.quarantine()) == 3
    assert "SENTINEL" not in str(zone.rows(KEY)) + str(zone.quarantine())


@pytest.mark.parametrize("unit", [1, 10**3, 10**6, 10**9])
def test_a_count_from_1970_is_of_its_day_in_any_unit(zone: Zone, unit: int) -> None:
    zone.land(KEY, DAY, "a.jsonl", [export(span(1, startTimeUnixNano=NOON * unit), span(2, startTimeUnixNano=5))])
    zone.load()
    assert [row["startTimeUnixNano"] for row in zone.rows(KEY)] == [NOON * unit]


def test_a_field_may_have_two_names_and_a_tag_is_an_attribute(zone: Zone) -> None:
    pages, export = "langfuse/observations", "2026-06-01 10:00:00.5"
    told = {"id": "a", "type": "SPAN", "startTime": "2026-06-01T10:00:00Z", "usageDetails": {"input": 5}}
    other = {"id": "b", "type": "SPAN", "start_time": export, "usage_details": '{"input": 6}', "input": "SENTINEL"}
    zone.land(pages, DAY, "a.jsonl", [{"data": [told, {**other, "id": None}], "meta": {}}, other])
    tagged = {"trace_id": "t", "span_id": "s", "start_ns": NOON, "tags": ["user_id:a:b", "env", "note:SENTINEL"]}
    zone.land("datadog/llm_spans", DAY, "a.json", {"data": [{"type": "span", "attributes": tagged}], "meta": {}})
    zone.load()
    assert [(row["id"], row["usageDetails"]) for row in zone.rows(pages)] == [("a", {"input": 5}), ("b", {"input": 6})]
    assert [row["tags"]["user_id"] for row in zone.rows("datadog/llm_spans")] == ["a:b"]
    assert [row["reason"] for row in zone.quarantine()] == ["`id` is missing"]
    assert "SENTINEL" not in str([zone.rows(pages), zone.rows("datadog/llm_spans"), zone.quarantine()])
