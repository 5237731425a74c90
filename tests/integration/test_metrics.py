"""The sample as it is published: every metric has an answer there, and pages say the same."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

from orchestration.report import rendering
from orchestration.report.declared import Page
from orchestration.report.pages import PAGES
from tests.integration.conftest import Home
from tests.metrics import Asked, parted, told


@pytest.fixture(scope="module")
def asked(sample: Home) -> Asked:
    return Asked(sample.path / "published" / "current")


def test_every_metric_can_be_asked(asked: Asked) -> None:
    for metric in told():
        assert len(asked([metric])) == 1, metric
    spend = asked(["ai_spend"], ["spend_month__currency"])
    # what is told in dollars is not for AI
    assert {row["spend_month__currency"]: row["ai_spend"] for row in spend} == {"EUR": 5, "USD": None}
    cost = asked(["ai_cost_usd"], ["team_month__team_id"])
    # of 37.90 three people carry all: what is nobody's is told, and is no sum of the company
    known = {row["team_month__team_id"]: row["ai_cost_usd"] for row in cost if row["ai_cost_usd"]}
    assert known == {"unattributed": Decimal("1.8")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.audience)
def test_a_page_says_what_its_metrics_say(page: Page, sample: Home, asked: Asked) -> None:
    copy = sample.path / "published" / "current" / f"{page.audience}.duckdb"
    with duckdb.connect(str(copy), read_only=True) as connection:
        connection.execute(rendering.MACROS)
        for figure in page.figures:
            if figure.metrics and figure.table in rendering.tables(connection):
                assert parted(figure, asked, connection)[1] == []
