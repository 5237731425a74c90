"""The tables that are told about people: of what each number is made, and what it says together with others."""

from __future__ import annotations

from orchestration.publish.told import Says, Tie, Told, Total


def _without(number: str, *others: str, may_be_none: bool = False) -> Says:
    return Says({number: 1} | dict.fromkeys(others, -1), may_be_none)


_NOT_COUNTED = _without("merged_pull_request_count", "counted_pull_request_count", may_be_none=True)
_UNTOUCHED = _without("scheduled_people", "touched_people")
#: Who has intent, and who has none but could: of people whose intent is known.
_INTENT = (
    Says({"touched_people": 1}),
    _UNTOUCHED,
    # that everybody who uses AI means to is said of a tool more than of a person: where all do, intent is told
    Says({"intent_known_people": 1, "intentional_people": -1, "scheduled_people": -1, "touched_people": 1}, True),
    _without("scheduled_people", "intent_known_people", may_be_none=True),
)

_ANALYST = (
    Told(
        "mart_team_monthly_pull_request_cost",
        "int_told_team_months",
        "month",
        ("team_id",),
        bundles=(
            ("ai_cost_usd", "unattributed_cost_usd", "merged_pull_request_count"),
            # fewer people change these in a day, and would hold back the rest
            ("counted_pull_request_count",),
            ("change_set_count",),
            ("ai_assisted_pull_request_count",),
            ("reverted_count",),
            ("people_count",),
        ),
        says={
            "counted_pull_request_count": (_NOT_COUNTED,),
            "change_set_count": (
                _NOT_COUNTED,
                _without("counted_pull_request_count", "change_set_count", may_be_none=True),
            ),
            "ai_assisted_pull_request_count": (
                _without("merged_pull_request_count", "ai_assisted_pull_request_count", may_be_none=True),
            ),
            "reverted_count": (
                _NOT_COUNTED,
                _without("merged_pull_request_count", "counted_pull_request_count", "reverted_count", may_be_none=True),
            ),
        },
        ratios={
            "cost_per_merged_pull_request_usd": ("ai_cost_usd", "merged_pull_request_count", True),
            "cost_per_counted_change_set_usd": ("ai_cost_usd", "change_set_count", True),
        },
        uncounted=("unattributed_cost_usd",),
        known=("unattributed_cost_usd", "people_count"),
        with_all=True,
    ),
    Told(
        "mart_team_weekly_adoption",
        "int_told_team_weeks",
        "week_start_date",
        ("team_id",),
        bundles=(
            ("scheduled_people", "touched_people"),
            ("intent_known_people", "intentional_people"),
            ("compliance_only_people",),
            # known two weeks later than the rest
            ("outcome_people",),
            ("flagged_people",),
        ),
        says={
            "touched_people": (_UNTOUCHED,),
            "intentional_people": _INTENT,
            "compliance_only_people": (
                *_INTENT,
                Says({"intentional_people": 1}),
                _without("intentional_people", "compliance_only_people"),
            ),
            "outcome_people": (
                *_INTENT,
                Says({"intentional_people": 1}),
                _without("intentional_people", "outcome_people"),
            ),
            "flagged_people": (_without("scheduled_people", "flagged_people"),),
        },
        ratios={
            "weekly_usage_share": ("touched_people", "scheduled_people", False),
            "intentional_usage_share": ("intentional_people", "intent_known_people", False),
            "outcome_usage_share": ("outcome_people", "intent_known_people", False),
            "compliance_only_share": ("compliance_only_people", "intent_known_people", False),
        },
        uncounted=("intent_known_people", "outcome_people", "flagged_people"),
        known=("scheduled_people", "intent_known_people"),
        flags=(
            "scheduled_people",
            "touched_people",
            "intent_known_people",
            "intentional_people",
            "compliance_only_people",
            "outcome_people",
            "flagged_people",
        ),
        with_all=True,
        remembered=70,
    ),
    Told(
        "mart_monthly_spend",
        "int_told_spend_months",
        "month",
        ("issuer", "service_name", "model", "is_ai", "currency", "cost_basis"),
        bundles=(("billed_cost",),),
    ),
    Told(
        "mart_daily_tool_usage",
        "int_told_tool_days",
        "usage_date",
        ("tool", "model", "team_id"),
        bundles=(
            (
                "request_count",
                "uncached_input_tokens",
                "cache_read_tokens",
                "cache_write_tokens",
                "output_tokens",
                "credits",
                "list_cost_usd",
            ),
            ("people_count",),
        ),
        known=("people_count",),
        # a tool that writes no cache tells of nobody
        may_be_none=True,
        remembered=35,
    ),
)

#: Of money: that nobody has any of a row is no secret. Who has a seat is known to who gives them out.
_FINANCE = (
    Told(
        "mart_cost_center_monthly_chargeback",
        "int_told_chargebacks",
        "month",
        ("cost_center", "tool", "currency"),
        bundles=(("charged_cost",),),
        may_be_none=True,
        audience="finance",
    ),
    Told(
        "mart_monthly_accruals",
        "int_told_accruals",
        "month",
        ("issuer", "billing_period", "tool", "currency", "basis"),
        bundles=(("accrued_cost", "reversed_cost", "charged_cost", "true_up_cost", "open_accrual_cost"),),
        # they follow from what is accrued and charged
        known=("reversed_cost", "true_up_cost", "open_accrual_cost"),
        may_be_none=True,
        audience="finance",
    ),
    Told(
        "mart_monthly_metered_cost",
        "int_told_metered",
        "month",
        ("tool", "model", "price_basis"),
        bundles=(("tokens", "metered_cost_usd", "cache_read_cost_usd", "cache_write_cost_usd", "cache_saving_usd"),),
        # it follows from the other two
        known=("cache_saving_usd",),
        may_be_none=True,
        audience="finance",
    ),
    Told(
        "mart_monthly_unpriced_usage",
        "int_told_unpriced",
        "month",
        ("tool", "model", "token_kind"),
        bundles=(("tokens",),),
        audience="finance",
    ),
    Told(
        "mart_monthly_seats",
        "int_told_seats",
        "month",
        ("cost_center", "tool", "currency"),
        bundles=(("billed_seats", "seat_cost"), ("active_seats", "idle_seats", "idle_cost")),
        flags=("billed_seats", "active_seats", "idle_seats"),
        known=("billed_seats",),
        may_be_none=True,
        audience="finance",
    ),
)

TOLD = {told.table: told for told in (*_ANALYST, *_FINANCE)}

_SPEND = Total("mart_monthly_spend", "billed_cost", "currency = 'USD' and coalesce(is_ai, true)")
_TEAMS = Total("mart_team_monthly_pull_request_cost", "ai_cost_usd")
_CHARGED_USD = Total("mart_cost_center_monthly_chargeback", "charged_cost", "currency = 'USD'")
_CHARGED = Total("mart_cost_center_monthly_chargeback", "charged_cost")

#: What gives way stands after what it is compared with.
TIED = (
    Tie(_SPEND, _TEAMS),
    Tie(_CHARGED_USD, _TEAMS),
    Tie(_CHARGED_USD, _SPEND),
    Tie(Total("mart_monthly_accruals", "charged_cost"), _CHARGED, by=("tool", "currency")),
    Tie(Total("mart_monthly_seats", "seat_cost"), _CHARGED, by=("tool", "currency")),
)
