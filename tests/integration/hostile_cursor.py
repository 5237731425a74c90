"""Cursor's Admin API, as hostile.py serves it: days of activity and of events, members, and the spend of a cycle."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from tests.integration.hostile import Answer, Query

DAY_MS = 24 * 3600 * 1000


class Cursor:
    """Days with their rows; pages hold `per_page` rows, whatever is asked for. Both ends of a range are in it."""

    def __init__(
        self,
        usage: Mapping[str, list[dict[str, Any]]],
        events: Mapping[str, list[dict[str, Any]]],
        people: tuple[str, ...] = (),
        per_page: int = 2,
    ) -> None:
        self.usage, self.events, self.people, self.per_page = dict(usage), dict(events), people, per_page

    def __call__(self, path: str, query: Query) -> Answer:
        if path == "/teams/members":
            return Answer(
                {"teamMembers": [{"id": f"user_{n}", "email": email(n), "role": "owner"} for n in self.people]}
            )
        number = query["page"]
        if path == "/teams/spend":
            spent = [{"userId": f"user_{n}", "email": email(n), "spendCents": 1.5} for n in self.people]
            rows, pages = self._page(spent, number)
            return Answer({"teamMemberSpend": rows, "subscriptionCycleStart": 1_789_000_000_000, "totalPages": pages})
        start = datetime.fromtimestamp(query["startDate"] / 1000, UTC)
        if query["endDate"] - query["startDate"] != DAY_MS - 1 or start.hour:
            return Answer({"error": "Bad Request", "message": "not one day"}, 400)
        listed = {"/teams/daily-usage-data": self.usage, "/teams/filtered-usage-events": self.events}[path]
        all_rows = listed.get(f"{start:%Y-%m-%d}", [])
        rows, pages = self._page(all_rows, number)
        pagination = {"pageSize": self.per_page, "hasNextPage": number < pages, "hasPreviousPage": number > 1}
        if path == "/teams/daily-usage-data":
            return Answer({"data": rows, "pagination": {"page": number, "totalPages": pages, **pagination}})
        told = {"totalUsageEventsCount": len(all_rows), "usageEvents": rows}
        return Answer(told | {"pagination": {"currentPage": number, "numPages": pages, **pagination}})

    def _page(self, rows: list[dict[str, Any]], number: int) -> tuple[list[dict[str, Any]], int]:
        pages = max(1, -(-len(rows) // self.per_page))
        return rows[(number - 1) * self.per_page : number * self.per_page], pages


def email(name: str) -> str:
    return f"{name}@example.com"


def active(day: str, name: str) -> dict[str, Any]:
    """A member's day."""
    return {"userId": 7, "day": day, "email": email(name), "isActive": True, "agentRequests": 3}


def event(day: str, name: str, **changes: Any) -> dict[str, Any]:
    """A model request at noon, with a word of prose in the one field that must not keep any."""
    at = int(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp()) * 1000 + DAY_MS // 2
    sent = {"timestamp": str(at), "userEmail": email(name), "serviceAccountName": "PROSE", "model": "gpt-5"}
    tokens = {"inputTokens": 640, "outputTokens": 820, "totalCents": 9.412}
    return {**sent, "kind": "Usage-based", "tokenUsage": tokens, "chargedCents": 10.002, **changes}
