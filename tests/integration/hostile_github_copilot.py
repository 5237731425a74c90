"""GitHub's Copilot endpoints, and beside them the other host on which reports lie."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.integration.hostile import Answer, Query

CREDITS = "/settings/billing/ai_credit/usage"


class Copilot:
    """Reports by account and day, each cut into files of two lines; links to them hold until they are asked for again.

    Attributes:
        store_url: the other host, whose `store` answers.
        links: what the newest links are signed with; an older one has lapsed.
    """

    def __init__(self, reports: Mapping[str, list[dict[str, Any]]], seats: list[dict[str, Any]]) -> None:
        self.reports, self.seats = dict(reports), seats
        self.total_seats = len(seats)
        self.store_url, self.links, self.per_page = "", 0, 2

    def __call__(self, path: str, query: Query) -> Answer:
        assert path.startswith(("/orgs/acme/", "/organizations/acme/", "/enterprises/acme/")), path
        if path.endswith("/copilot/metrics/reports/users-1-day"):
            return self._links(query["day"])
        if path.endswith("/copilot/billing/seats"):
            return self._seats(path, int(query.get("page", 1)))
        assert path.endswith(CREDITS), path
        period = {name: int(query[name]) for name in ("year", "month", "day")}
        items = [{"sku": "copilot_ai_credit", "unitType": "ai-credits", "pricePerUnit": 0.01, "grossQuantity": 18.4}]
        return Answer({"timePeriod": period, "enterprise": "acme", "usageItems": items})

    def _links(self, day: str) -> Answer:
        if day not in self.reports:
            return Answer(b"", 204)
        self.links += 1
        files = range((len(self.reports[day]) + 1) // 2)
        links = [f"{self.store_url}/{day}/{number}.json?sig={self.links}" for number in files]
        return Answer({"download_links": links, "report_day": day})

    def _seats(self, path: str, number: int) -> Answer:
        first, end = (number - 1) * self.per_page, number * self.per_page
        link = f'<https://elsewhere.example/organizations/7{path}?per_page=100&page={number + 1}>; rel="next"'
        page = {"total_seats": self.total_seats, "seats": self.seats[first:end]}
        return Answer(page, headers={"Link": link} if end < len(self.seats) else {})

    def store(self, path: str, query: Query) -> Answer:
        """The other host: a file, as long as its link is the newest."""
        _, day, name = path.split("/")
        if int(query["sig"]) < self.links:
            return Answer(b"<Error><Code>AuthenticationFailed</Code></Error>", 403)
        first = 2 * int(name.removesuffix(".json"))
        lines = self.reports[day][first : first + 2]
        return Answer(b"".join(json.dumps(line).encode() + b"\n" for line in lines))


def user(day: str, number: int, **changes: Any) -> dict[str, Any]:
    """A row of a report, with a word of somebody's in every field that customers name."""
    return {
        "day": day,
        "user_id": number,
        "user_login": f"user-{number}",
        "code_generation_activity_count": 3,
        "totals_by_skill": [{"skill": "PROSE", "interaction_count": 1}],
        "totals_by_custom_agent": [{"custom_agent": "PROSE", "interaction_count": 1}],
        "totals_by_mcp": [{"mcp": "PROSE", "interaction_count": 1}],
        "totals_by_slash_cmd": [{"slash_command": "PROSE", "interaction_count": 1}],
        "totals_by_plugin": [{"plugin": "PROSE", "interaction_count": 1}],
        "totals_by_3rd_party_agent": [{"agent_name": "PROSE", "user_initiated_interaction_count": 1}],
        **changes,
    }


def seat(number: int | None) -> dict[str, Any]:
    """A seat, with the prose that a team and an organization say of themselves."""
    return {
        "created_at": "2026-02-11T09:00:00Z",
        "assignee": None if number is None else {"login": f"user-{number}", "id": number},
        "assigning_team": {"id": 7, "slug": "platform", "description": "PROSE"},
        "organization": {"id": 77, "login": "acme", "description": "PROSE"},
        "last_activity_at": None,
    }
