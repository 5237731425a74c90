"""OpenAI's platform and a Codex workspace, for tests/integration/hostile.py: buckets, rows and users, in pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from tests.integration.hostile import Answer, Query

WORDS = "PROSE"  # in every text that is about a person and none of ours


class OpenAI:
    """Results by day and users; pages hold `per_page` results or users, and a page's mark names its number."""

    def __init__(
        self,
        usage: Mapping[str, list[dict[str, Any]]],
        costs: Mapping[str, list[dict[str, Any]]],
        users: list[dict[str, Any]],
        per_page: int = 2,
    ) -> None:
        self.usage, self.costs, self.users, self.per_page = dict(usage), dict(costs), users, per_page

    def __call__(self, path: str, query: Query) -> Answer:
        if path == "/v1/organization/users":
            ids = [user["id"] for user in self.users]
            first = ids.index(query["after"]) + 1 if "after" in query else 0
            found = self.users[first : first + self.per_page]
            has_more = first + self.per_page < len(self.users)
            last = found[-1]["id"] if found else None
            return Answer({"object": "list", "data": found, "last_id": last, "has_more": has_more})
        days = {"/v1/organization/usage/completions": self.usage, "/v1/organization/costs": self.costs}[path]
        return _page(query, self.per_page, days, lambda results, span: [{**span, "results": results}])


class Codex:
    """Rows by day."""

    def __init__(self, days: Mapping[str, list[dict[str, Any]]], per_page: int = 2) -> None:
        self.days, self.per_page = dict(days), per_page

    def __call__(self, path: str, query: Query) -> Answer:
        assert path == "/v1/analytics/codex/workspaces/ws-1/usage", path
        assert "group" not in query
        return _page(query, self.per_page, self.days, lambda rows, span: [{**span, **row} for row in rows])


def _page(query: Query, per_page: int, days: Mapping[str, list[Any]], dressed: Any) -> Answer:
    """The day that `start_time` begins, of which a part comes where `end_time` lies within it."""
    begin, end = (datetime.fromtimestamp(int(query[name]), UTC) for name in ("start_time", "end_time"))
    assert begin.time().isoformat() == "00:00:00"
    assert begin < end
    things, number = days.get(f"{begin:%Y-%m-%d}", []), int(query.get("page", "page_1").removeprefix("page_"))
    has_more = number * per_page < len(things)
    span = {"start_time": int(begin.timestamp()), "end_time": int(begin.timestamp()) + 86_400}
    data = dressed(things[(number - 1) * per_page : number * per_page], span)
    following = f"page_{number + 1}" if has_more else None
    return Answer({"object": "page", "data": data, "has_more": has_more, "next_page": following})


def used(name: str, tokens: int = 10) -> dict[str, Any]:
    """A result of usage."""
    return {"user_id": f"user-{name}", "model": "gpt-5.4", "input_tokens": tokens, "output_tokens": 1}


def cost(line: str, value: str = "4.1275") -> dict[str, Any]:
    return {"amount": {"value": value, "currency": "usd"}, "line_item": line}


def user(name: str) -> dict[str, Any]:
    """A user, with words in every field that says something of a person."""
    return {
        "object": "organization.user",
        "id": f"user-{name}",
        "name": WORDS,
        "email": f"{name}@example.com",
        "added_at": 1_767_225_600,
        "user": {"object": "user", "id": f"user-{name}", "name": WORDS, "picture": WORDS},
        "technical_level": WORDS,
        "developer_persona": WORDS,
        "projects": {"object": "list", "data": [{"id": "proj-1", "name": WORDS}]},
    }


def analysed(name: str) -> dict[str, Any]:
    """A row of Codex's analytics."""
    return {"user_id": f"user-{name}", "totals": {"threads": 1, "turns": 2, "credits": 0.25}, "clients": []}
