"""Anthropic's platform and Claude Enterprise, for tests/integration/hostile.py: buckets and people's rows, in pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from tests.integration.hostile import Answer, Query

WORDS = "PROSE"  # in every text that is about a person and none of ours
USAGE, COSTS = "/v1/organizations/usage_report/messages", "/v1/organizations/cost_report"
ANALYTICS = "/v1/organizations/analytics"
Days = Mapping[str, list[dict[str, Any]]]


class Platform:
    """Results by day; each page holds the day's bucket with `per_page` of them."""

    def __init__(self, usage: Days, costs: Days, per_page: int = 2) -> None:
        self.usage, self.costs, self.per_page = dict(usage), dict(costs), per_page

    def __call__(self, path: str, query: Query) -> Answer:
        if path.endswith("/claude_code"):
            return Answer({"data": [], "has_more": False, "next_page": None})
        assert query["limit"] == "1"
        days = {USAGE: self.usage, COSTS: self.costs}[path]
        return _page(query, self.per_page, days, lambda results, span: [{**span, "results": results}])


class Enterprise:
    """Rows by day, of both reports."""

    def __init__(self, days: Days, per_page: int = 2) -> None:
        self.days, self.per_page = dict(days), per_page

    def __call__(self, path: str, query: Query) -> Answer:
        assert path in (f"{ANALYTICS}/user_usage_report", f"{ANALYTICS}/user_cost_report"), path
        return _page(query, self.per_page, self.days, lambda rows, span: [{**span, **row} for row in rows])


def _page(query: Query, per_page: int, days: Days, dressed: Any) -> Answer:
    """Of one day, which must be asked for whole."""
    first, last = (date.fromisoformat(query[name].removesuffix("T00:00:00Z")) for name in ("starting_at", "ending_at"))
    assert (last - first, query["bucket_width"]) == (timedelta(days=1), "1d")
    things, number = days.get(str(first), []), int(query.get("page", "page_1").removeprefix("page_"))
    has_more = number * per_page < len(things)
    span = {"starting_at": query["starting_at"], "ending_at": query["ending_at"]}
    data = dressed(things[(number - 1) * per_page : number * per_page], span)
    following = f"page_{number + 1}" if has_more else None
    refreshed = {"organization_id": "org", "data_refreshed_at": f"{last}T21:10:00Z"}
    return Answer({**refreshed, "data": data, "has_more": has_more, "next_page": following})


def used(name: str) -> dict[str, Any]:
    """A result of the platform's usage."""
    return {"api_key_id": f"apikey_{name}", "model": "claude-opus-5", "uncached_input_tokens": 10, "output_tokens": 1}


def cost(line: str, cents: str = "1843.5075") -> dict[str, Any]:
    return {"amount": cents, "currency": "USD", "description": line}


def person(name: str) -> dict[str, Any]:
    """A row of either report of people."""
    actor = {"type": "user_actor", "user_id": f"user_{name}", "email": f"{name}@example.com", "name": WORDS}
    return {"actor": actor, "product": "chat", "model": "claude-sonnet-5", "requests": 4, "amount": "12.5"}
