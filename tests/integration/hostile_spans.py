"""Servers of spans as Langfuse, Phoenix and Datadog have them, with a word of prose wherever they document a text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.integration.hostile import Answer, Query

PROSE = "SENTINEL of somebody"
Days = Mapping[str, list[dict[str, Any]]]


def observation(day: str, number: int, **changes: Any) -> dict[str, Any]:
    """A row of Langfuse, version 2, as if every group of fields had been asked for."""
    texts = dict.fromkeys(("name", "statusMessage", "input", "output", "traceName", "promptName"), PROSE)
    row = {"id": f"o{number}", "traceId": "t", "projectId": "p", "type": "GENERATION", "level": "DEFAULT"}
    usage = {"usageDetails": {"input": 5, "output": number}, "costDetails": {"total": 0.5}, "totalCost": 0.5}
    told = {"startTime": f"{day}T10:00:0{number}.000Z", "userId": "ada@example.com", "providedModelName": "m", **usage}
    return {**row, **told, **texts, "metadata": {"note": PROSE}, "modelParameters": {"stop": PROSE}, **changes}


def span(day: str, number: int, **changes: Any) -> dict[str, Any]:
    """A row of Phoenix."""
    attributes = {
        "openinference.span.kind": "LLM",
        "llm.model_name": "m",
        "llm.token_count.prompt": number,
        "user.id": "ada@example.com",
        **dict.fromkeys(("input.value", "output.value", "llm.input_messages.0.message.content", "metadata"), PROSE),
        "llm.input_messages": [{"message.content": PROSE}],
        "user": {"note": PROSE},
    }
    moment = f"{day}T10:00:0{number}.000000+00:00"
    return {
        "id": f"S{number}",
        "name": PROSE,
        "context": {"trace_id": "t", "span_id": f"{number}", "note": PROSE},
        "span_kind": "LLM",
        "parent_id": None,
        "start_time": moment,
        "end_time": moment,
        "status_code": "OK",
        "status_message": PROSE,
        "attributes": attributes,
        "events": [{"name": PROSE, "timestamp": moment, "attributes": {"exception.message": PROSE}}],
        **changes,
    }


def event(start_ns: int, number: int, **changes: Any) -> dict[str, Any]:
    """A row of Datadog."""
    attributes = {
        "span_id": f"{number}",
        "trace_id": "t",
        "parent_id": "undefined",
        "span_kind": "llm",
        "status": "ok",
        "start_ns": start_ns,
        "duration": 5.0,
        "model_name": "m",
        "tags": ["env:prod", "user_id:ada@example.com", f"note:{PROSE}"],
        "metrics": {"input_tokens": number, "estimated_total_cost": 5},
        **dict.fromkeys(("name", "intent"), PROSE),
        **{name: {"value": PROSE, "messages": [PROSE]} for name in ("metadata", "input", "output", "evaluation")},
        "tool_definitions": [{"description": PROSE}],
        **changes,
    }
    return {"id": f"e-{number}", "type": "span", "attributes": attributes}


class Langfuse:
    """Observations by day; `versions` are those that the server has."""

    def __init__(self, days: Days, per_page: int = 2, versions: tuple[int, ...] = (1, 2)) -> None:
        self.days, self.per_page, self.versions = dict(days), per_page, versions

    def __call__(self, path: str, query: Query) -> Answer:
        version = {"/api/public/v2/observations": 2, "/api/public/observations": 1}[path]
        if version not in self.versions:
            return Answer({"message": "Not Found"}, 404)
        rows = self.days.get(query["fromStartTime"][:10], [])
        if version == 1:
            page, pages = int(query["page"]), max(1, -(-len(rows) // self.per_page))
            meta: dict[str, Any] = {"page": page, "limit": self.per_page, "totalItems": len(rows), "totalPages": pages}
            return Answer({"data": _cut(rows, page - 1, self.per_page), "meta": meta})
        number = int(query.get("cursor", "c/0=").removeprefix("c/").removesuffix("="))
        is_followed = (number + 1) * self.per_page < len(rows)
        meta = {"cursor": f"c/{number + 1}="} if is_followed else {}
        return Answer({"data": _cut(rows, number, self.per_page), "meta": meta})


class Phoenix:
    """Spans by project and day."""

    def __init__(self, projects: Mapping[str, Days], per_page: int = 2) -> None:
        self.projects, self.per_page = {name: dict(days) for name, days in projects.items()}, per_page

    def __call__(self, path: str, query: Query) -> Answer:
        if path == "/v1/projects":
            rows: list[Any] = [{"id": name, "name": PROSE} for name in self.projects]
        else:
            name = path.split("/")[3].replace("%3D", "=")
            rows = self.projects[name].get(query["start_time"][:10], [])
        number = int(query.get("cursor", "c/0=").removeprefix("c/").removesuffix("="))
        is_followed = (number + 1) * self.per_page < len(rows)
        cursor = f"c/{number + 1}=" if is_followed else None
        return Answer({"data": _cut(rows, number, self.per_page), "next_cursor": cursor})


class Datadog:
    """Spans by day."""

    def __init__(self, days: Days, per_page: int = 2) -> None:
        self.days, self.per_page = dict(days), per_page

    def __call__(self, path: str, query: Query) -> Answer:
        assert path == "/api/v2/llm-obs/v1/spans/events", path
        rows = self.days.get(query["filter[from]"][:10], [])
        number = int(query.get("page[cursor]", "c/0=").removeprefix("c/").removesuffix("="))
        is_followed = (number + 1) * self.per_page < len(rows)
        page = {"page": {"after": f"c/{number + 1}="}} if is_followed else {}
        return Answer({"data": _cut(rows, number, self.per_page), "meta": {"status": "done", **page}})


def _cut(rows: list[Any], number: int, per_page: int) -> list[Any]:
    return rows[number * per_page : (number + 1) * per_page]
