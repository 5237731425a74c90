"""One source alone is already useful: what it publishes and prints, every number worked out by hand.

gateway   06-01: five ids of `web` and three of `ops`, one request each of 100 + 10 tokens, 0.10 dollars by list, with
          cli and big; two of `ops` another with cli and small. 06-02: a single id
bills     10.00 big and 4.00 small of one house, less 1.40; 8.00 the month before; 5.00 EUR; 100.00 for a machine
pulls     May: #1 merged. June: #2, #3 and the revert of #3 merged, #5 open
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Zone
from tests.integration.conftest import Home

NewHome = Callable[..., Home]
ANALYST = "published/current/analyst.duckdb"
MERGED = "marts.mart_team_monthly_pull_request_cost"


@pytest.fixture(scope="module")
def gateway(new_home: NewHome) -> tuple[Home, str]:
    def request(number: int, who: str, team: str, model: str, day: int = 1) -> dict[str, object]:
        return {
            "request_id": f"r{number}",
            "startTime": f"2026-06-{day:02}T10:00:{number:02}Z",
            "prompt_tokens": 100,
            "completion_tokens": 10,
            "spend": 0.1,
            "user": who,
            "team_id": team,
            "model": model,
            "request_tags": ["User-Agent: cli/1.0"],
            "status": "success",
        }

    rows = [request(n, f"web{n}", "web", "big") for n in range(5)]
    rows += [request(10 + n, f"ops{n}", "ops", "big") for n in range(3)]
    rows += [request(20 + n, f"ops{n}", "ops", "small") for n in range(2)]
    zone = Zone(new_home(None).path)
    zone.land("litellm/spend_logs", "2026-06-01", "a.jsonl", rows)
    zone.land("litellm/spend_logs", "2026-06-02", "a.jsonl", [request(1, "web1", "web", "big", 2)])
    return built(zone.home)


@pytest.fixture(scope="module")
def bills(new_home: NewHome) -> tuple[Home, str]:
    def charge(cost: str, model: str, month: str = "2026-06", currency: str = "USD", **more: str) -> dict[str, str]:
        return {
            "BilledCost": cost,
            "BillingCurrency": currency,
            "BillingPeriodStart": f"{month}-01T00:00:00Z",
            "ChargePeriodStart": f"{month}-01T00:00:00Z",
            "ChargePeriodEnd": f"{month}-02T00:00:00Z",
            "ChargeCategory": "Usage",
            "ConsumedQuantity": "100" if model else "",
            "ConsumedUnit": "Tokens" if model else "",
            "InvoiceIssuerName": "Model House",
            "ServiceName": "API",
            "ServiceSubcategory": "Generative AI",
            "SkuId": f"{model}-input" if model else "",
        } | more

    machine = {"InvoiceIssuerName": "Cloud", "ServiceName": "Machines", "ServiceSubcategory": "Virtual Machines"}
    june = [
        charge("10.00", "big"),
        charge("4.00", "small"),
        charge("-1.40", "", ChargeCategory="Credit"),
        charge("5.00", "big", currency="EUR"),
        charge("100.00", "", **machine),
    ]
    zone = Zone(new_home(None).path)
    for month, charges in (("2026-05", [charge("8.00", "big", "2026-05")]), ("2026-06", june)):
        text = "\n".join([",".join(charges[0]), *(",".join(row.values()) for row in charges)])
        zone.land("focus/charges", month, "charges.csv", text + "\n")
    return built(zone.home)


@pytest.fixture(scope="module")
def pulls(new_home: NewHome) -> tuple[Home, str]:
    def pull(number: int, day: str, title: str = "Work", merged: bool = True) -> dict[str, object]:
        moment = f"{day}T10:00:00Z"
        return {
            "id": number, "number": number, "state": "closed" if merged else "open", "title": title, "body": "",
            "user": {"login": f"dev{number}", "id": number, "type": "User"},
            "created_at": moment, "updated_at": moment, "closed_at": moment if merged else None,
            "merged_at": moment if merged else None, "merge_commit_sha": f"{number:040x}" if merged else None,
            "head": {"ref": f"branch-{number}", "sha": f"{number + 50:040x}"},
            "base": {"ref": "main", "repo": {"full_name": "acme/app"}}, "labels": [],
            "additions": 30, "deletions": 9, "changed_files": 1, "commits": 1,
        }  # fmt: skip

    zone = Zone(new_home(None).path)
    for row in (
        pull(1, "2026-05-20"),
        pull(2, "2026-06-02"),
        pull(3, "2026-06-03"),
        pull(4, "2026-06-04", 'Revert "Work" (#3)'),
        pull(5, "2026-06-05", merged=False),
    ):
        zone.land("github/pulls", str(row["updated_at"])[:10], "pulls.jsonl", [row])
    return built(zone.home)


def built(path: Path) -> tuple[Home, str]:
    home = Home(path)
    return home, home.build().stdout


def lacks(told: str) -> set[str]:
    return {line.split(":")[0] for line in told.splitlines() if line.startswith("no ")}


def test_a_gateway_alone_tells_use_and_list_cost_by_its_own_teams(gateway: tuple[Home, str]) -> None:
    home, told = gateway
    rows = home.query(
        "select usage_date::varchar as day, tool, model, team_id, request_count, uncached_input_tokens, output_tokens,"
        " list_cost_usd, people_count from marts.mart_daily_tool_usage"
    )
    assert {tuple(row.values())[:4]: tuple(row.values())[4:] for row in rows} == {
        ("2026-06-01", "cli", "big", "web"): (5, 500, 50, Decimal("0.5"), 5),
        ("2026-06-01", "cli", "big", "ops"): (3, 300, 30, Decimal("0.3"), 3),
        ("2026-06-01", "cli", "small", "ops"): (2, 200, 20, Decimal("0.2"), 2),
        ("2026-06-02", "cli", "big", "web"): (1, 100, 10, Decimal("0.1"), 1),
    }
    shown = home.query("from marts.mart_daily_tool_usage", ANALYST)
    # three of ops are nobody's number: nothing of their day is left to hide them in, and no sum would give them back
    assert [(row["model"], row["team_id"], row["request_count"], row["people_count"]) for row in shown] == [
        ("big", "web", 5, 5)
    ]
    assert "AI use by tool and model in 2026-06, at list prices" in told
    assert ["cli", "big", "5", "550", "0.50"] in [line.replace("│", " ").split() for line in told.splitlines()]
    assert lacks(told) == {"no directory", "no bill", "no pull requests"}
    assert "merged pull request," not in told and "Week of" not in told


def test_bills_alone_tell_spend_by_issuer_service_model_and_month(bills: tuple[Home, str]) -> None:
    home, told = bills
    rows = home.query("from marts.mart_monthly_spend", ANALYST)
    found = {
        (f"{row['month']:%Y-%m}", row["issuer"], row["service_name"], row["model"], row["currency"], row["is_ai"]): row[
            "billed_cost"
        ]
        for row in rows
    }
    assert found == {
        ("2026-05", "Model House", "API", "big", "USD", True): Decimal("8"),
        ("2026-06", "Model House", "API", "big", "USD", True): Decimal("10"),
        ("2026-06", "Model House", "API", "small", "USD", True): Decimal("4"),
        ("2026-06", "Model House", "API", None, "USD", True): Decimal("-1.4"),
        ("2026-06", "Model House", "API", "big", "EUR", True): Decimal("5"),
        ("2026-06", "Cloud", "Machines", None, "USD", False): Decimal("100"),
    }
    team = home.query(f"select month::varchar as month, ai_cost_usd, merged_pull_request_count from {MERGED}")
    assert {tuple(row.values()) for row in team} == {
        ("2026-05-01", Decimal("8"), None),
        ("2026-06-01", Decimal("12.6"), None),
    }
    lines = [line.replace("│", " ").split() for line in told.splitlines()]
    assert ["Model", "House", "·", "API", "·", "big", "USD", "8.00", "10.00"] in lines
    assert ["Model", "House", "·", "API", "·", "big", "EUR", "-", "5.00"] in lines
    assert "as of 2026-06-30" in told and "Machines" not in told
    assert lacks(told) == {"no directory", "no usage", "no pull requests"}
    assert "merged pull request," not in told and "AI use by" not in told


def test_pull_requests_alone_tell_outcomes_without_cost(pulls: tuple[Home, str]) -> None:
    home, told = pulls
    rows = home.query(
        "select month::varchar as month, team_id, ai_cost_usd, cost_per_merged_pull_request_usd,"
        " merged_pull_request_count, counted_pull_request_count, change_set_count, reverted_count, is_complete"
        f" from {MERGED} where team_id = 'all'",
        ANALYST,
    )
    assert sorted(tuple(row.values()) for row in rows) == [
        ("2026-05-01", "all", None, None, 1, 1, 1, 0, False),
        ("2026-06-01", "all", None, None, 3, 1, 1, 1, False),
    ]
    lines = [line.replace("│", " ").replace("┃", " ").split() for line in told.splitlines()]
    assert ["team", "2026-05", "so", "far", "2026-06", "so", "far"] in lines
    assert ["all", "no", "bill", "(?", "/", "1)", "no", "bill", "(?", "/", "3)"] in lines
    assert not any(line[:1] == ["unattributed"] for line in lines), "the organisation is one group"
    assert lacks(told) == {"no directory", "no usage", "no bill"}


def test_without_a_directory_an_id_is_nobody_and_nobody_is_judged(
    gateway: tuple[Home, str], pulls: tuple[Home, str]
) -> None:
    for home, _ in (gateway, pulls):
        assert home.query("from marts.mart_person_weekly_gaming_flags") == []
        assert home.query("from marts.mart_gaming_cases") == []


def test_what_is_lacking_is_said_with_the_folder_and_the_command_that_bring_it(pulls: tuple[Home, str]) -> None:
    told = {line.split(":")[0]: line for line in pulls[1].splitlines() if line.startswith("no ")}
    assert "landing/directory/people/YYYY-MM-DD/ (CSV: person_id, email," in told["no directory"]
    assert "landing/focus/charges/YYYY-MM/" in told["no bill"]
    assert "landing/anthropic/claude_code_analytics/YYYY-MM-DD/" in told["no usage"]
    assert "or other streams of `assay fetch --list`" in told["no usage"]
    assert "or `assay fetch anthropic`" in told["no usage"]


def test_a_landing_zone_that_was_emptied_takes_nothing_from_readers(pulls: tuple[Home, str]) -> None:
    home = pulls[0]
    before = home.query(f"from {MERGED}", ANALYST)
    away = (home.path / "landing" / "github").rename(home.path / "github")
    refused = home.assay("build")
    assert refused.returncode == 1
    assert "analyst.mart_team_monthly_pull_request_cost 4 → 0" in refused.stderr
    assert "--publish-empty" in refused.stderr
    assert home.query(f"from {MERGED}", ANALYST) == before
    assert json.loads(home.assay("status", "--json").stdout)["nothing_landed"] is None
    away.rename(home.path / "landing" / "github")
