"""For leadership and analysts: who uses AI and to what effect, what a merged pull request costs, what is spent."""

from orchestration.report.declared import Figure, Headlines, Page
from orchestration.report.marks import Bars, Dots, Lines
from orchestration.report.pages.spend import monthly_spend

_PULLS = "pull requests (`landing/github/pulls`) and a bill for AI (`landing/focus/charges`) have landed"
_PEOPLE = "the directory (`landing/directory/people`) and some tool's usage have landed"
_BILLS = "a bill (`landing/focus/charges`) or a gateway's log has landed"

_EFFECTS = ("used AI", "used it on purpose", "with an outcome")
_COSTS = ("per merged pull request", "per change that counts")
_ADOPTION = {
    "used AI": "adoption_share",
    "used it on purpose": "intent_share",
    "with an outcome": "outcome_share",
    "people at work": "people_at_work",
}
_COST = {
    "per merged pull request": "cost_per_merged_pull_request_usd",
    "per change that counts": "cost_per_counted_change_set_usd",
    "AI cost": "ai_cost_usd",
    "merged": "merged_pull_requests",
}

ANALYST = Page(
    audience="analyst",
    title="What AI buys",
    reader="For leadership and analysts: teams, never people.",
    headlines=(
        Headlines(
            ("AI cost per merged pull request, US dollars", "Pull requests merged"),
            "mart_team_monthly_pull_request_cost",
            """
            select
                cost_per_merged_pull_request_usd,
                merged_pull_request_count,
                so_far(strftime(month, '%Y-%m'), is_complete)
            from marts.mart_team_monthly_pull_request_cost
            where team_id = 'all' and merged_pull_request_count is not null
            order by is_complete desc, month desc limit 1
            """,
            metrics=("cost_per_merged_pull_request_usd", "merged_pull_requests"),
        ),
        Headlines(
            ("Of the people at work, used AI", "Used it on purpose, and with an outcome"),
            "mart_team_weekly_adoption",
            """
            select weekly_usage_share, outcome_usage_share, so_far('week of ' || week_start_date, is_complete)
            from marts.mart_team_weekly_adoption
            where team_id = 'all' and weekly_usage_share is not null
            order by is_complete desc, week_start_date desc limit 1
            """,
            metrics=("adoption_share", "outcome_share"),
        ),
    ),
    figures=(
        Figure(
            question="How many of the people at work use AI, and to what effect?",
            table="mart_team_weekly_adoption",
            reading="Used: any request. On purpose: a prompt typed or an edit accepted, of those for whom that can be"
            " known. With an outcome: on purpose, and with a pull request that counts in the four weeks around. Where"
            " the lines part, use grows and results do not. A week is “so far” until its outcomes are all known.",
            needs=_PEOPLE,
            query="""
            select
                so_far(week_start_date::varchar, is_complete) as week,
                weekly_usage_share as "used AI",
                intentional_usage_share as "used it on purpose",
                outcome_usage_share as "with an outcome",
                target_share as "target",
                scheduled_people as "people at work",
                intent_known_people as "of whom purpose is known"
            from marts.mart_team_weekly_adoption
            where team_id = 'all' and is_recent(week_start_date)
            order by week_start_date
            """,
            mark=Lines("week", (*_EFFECTS, "target"), "of the people at work", is_share=True),
            metrics=_ADOPTION,
        ),
        Figure(
            question="How much of the use only meets the target?",
            table="mart_team_weekly_adoption",
            reading="People all of whose active days have at most two actions on purpose, of those for whom that can be"
            " known. Few is healthy; a rise after a target was set is not.",
            needs=_PEOPLE,
            query="""
            select
                so_far(week_start_date::varchar, is_complete) as week,
                compliance_only_share as "only what the target asks",
                compliance_only_people as "people"
            from marts.mart_team_weekly_adoption
            where team_id = 'all' and is_recent(week_start_date)
            order by week_start_date
            """,
            mark=Lines("week", ("only what the target asks",), "of those of whom it is known", is_share=True),
            metrics={"only what the target asks": "compliance_only_share"},
        ),
        Figure(
            question="Where do use and outcome part, team by team?",
            table="mart_team_weekly_adoption",
            reading="The newest week of which all is known (or the newest), in the order of names: nobody is"
            " ranked. Who is under suspicion is told for the whole company only.",
            needs=_PEOPLE,
            each="week",
            most=200,
            query="""
            select
                team_id as team,
                so_far('week of ' || week_start_date, is_complete) as week,
                weekly_usage_share as "used AI",
                intentional_usage_share as "used it on purpose",
                outcome_usage_share as "with an outcome",
                scheduled_people as "people at work"
            from marts.mart_team_weekly_adoption
            where
                team_id != 'all' and scheduled_people > 0
                and week_start_date = (
                    select week_start_date from marts.mart_team_weekly_adoption
                    where weekly_usage_share is not null
                    order by is_complete desc, week_start_date desc limit 1
                )
            order by team_id
            """,
            mark=Dots("team", _EFFECTS, "of the people at work", is_share=True),
            metrics=_ADOPTION,
        ),
        Figure(
            question="What does a merged pull request cost, month by month?",
            table="mart_team_monthly_pull_request_cost",
            reading="All AI cost of the month, by what merged in it. A change that counts: pull requests that are one"
            " change count once; trivial, reverted and automatic ones do not. Neither is known without a bill.",
            needs=_PULLS,
            query="""
            select
                so_far(strftime(costs.month, '%Y-%m'), is_complete) as month,
                cost_per_merged_pull_request_usd as "per merged pull request",
                cost_per_counted_change_set_usd as "per change that counts",
                cast(round(ai_cost_usd) as decimal(38, 0)) as "AI cost",
                merged_pull_request_count as "merged",
                change_set_count as "changes that count",
                ai_assisted_pull_request_count as "merged with AI",
                reverted_count as "reverted"
            from marts.mart_team_monthly_pull_request_cost as costs
            where team_id = 'all' and is_recent(costs.month)
            order by costs.month
            """,
            mark=Lines("month", _COSTS, "US dollars"),
            metrics={
                **_COST,
                "changes that count": "counted_change_sets",
                "merged with AI": "ai_assisted_pull_requests",
            },
        ),
        Figure(
            question="What does a merged pull request cost in each team?",
            table="mart_team_monthly_pull_request_cost",
            reading="The newest month of which all is there (or the newest), in the order of names. A team that merges"
            " little has the same cost for fewer: read it with the counts in the table.",
            needs=_PULLS,
            each="month",
            most=200,
            query="""
            select
                team_id as team,
                so_far(strftime(costs.month, '%Y-%m'), is_complete) as month,
                cost_per_merged_pull_request_usd as "per merged pull request",
                cost_per_counted_change_set_usd as "per change that counts",
                cast(round(ai_cost_usd) as decimal(38, 0)) as "AI cost",
                merged_pull_request_count as "merged",
                people_count as "people"
            from marts.mart_team_monthly_pull_request_cost as costs
            where
                team_id != 'all'
                and costs.month = (
                    select newest.month from marts.mart_team_monthly_pull_request_cost as newest
                    where newest.merged_pull_request_count is not null
                    order by newest.is_complete desc, newest.month desc limit 1
                )
            order by team_id
            """,
            mark=Dots("team", _COSTS, "US dollars"),
            metrics=_COST,
        ),
        Figure(
            question="How has the cost of one team moved?",
            table="mart_team_monthly_pull_request_cost",
            reading="Pick a team; `all` is the company.",
            needs=_PULLS,
            query="""
            select
                team_id as team,
                so_far(strftime(costs.month, '%Y-%m'), is_complete) as month,
                cost_per_merged_pull_request_usd as "per merged pull request",
                cost_per_counted_change_set_usd as "per change that counts",
                cast(round(ai_cost_usd) as decimal(38, 0)) as "AI cost",
                merged_pull_request_count as "merged"
            from marts.mart_team_monthly_pull_request_cost as costs
            where is_recent(costs.month)
            order by team_id != 'all', team_id, costs.month
            """,
            mark=Lines("month", _COSTS, "US dollars", choose="team"),
            metrics=_COST,
        ),
        monthly_spend(
            "service",
            "service_name",
            question="What is spent on each service?",
            reading="As billed; each currency by itself. A basis other than `billed` is what a tool or a gateway says"
            " itself, where no bill of it has landed.",
            needs=_BILLS,
        ),
        Figure(
            question="What is spent on each model?",
            table="mart_monthly_spend",
            reading="`no model`: seats, credits, taxes, and what a bill does not break down.",
            needs=_BILLS,
            each="of",
            query="""
            select
                concat_ws(', ', currency, month_of(spend.month)) as "of",
                coalesce(model, 'no model') as model,
                coalesce(service_name, 'unknown') as service,
                sum(billed_cost) as spend
            from marts.mart_monthly_spend as spend
            where
                coalesce(is_ai, true)
                and spend.month in (
                    select distinct newest.month from marts.mart_monthly_spend as newest
                    where coalesce(newest.is_ai, true)
                    order by newest.month desc limit 2
                )
            group by all
            order by "of", model, service
            """,
            mark=Bars("model", "spend", "service", "as billed", is_lying=True),
            metrics={"spend": "ai_spend"},
        ),
        Figure(
            question="What is used of each tool, week by week?",
            table="mart_daily_tool_usage",
            reading="Tokens of all kinds. List cost is the source's own estimate, not what is billed.",
            needs="some tool's usage or a gateway's log has landed",
            query="""
            select
                week_of(usage_date) as week,
                tool,
                cast(
                    sum(
                        case
                            when coalesce(
                                uncached_input_tokens, cache_read_tokens, cache_write_tokens, output_tokens
                            ) is not null
                                then coalesce(uncached_input_tokens, 0) + coalesce(cache_read_tokens, 0)
                                    + coalesce(cache_write_tokens, 0) + coalesce(output_tokens, 0)
                        end
                    ) / 1e6 as decimal(38, 3)
                ) as "million tokens",
                sum(request_count) as requests,
                sum(credits) as credits,
                sum(list_cost_usd) as "list cost, US dollars"
            from marts.mart_daily_tool_usage
            where is_recent(usage_date)
            group by all
            order by week, tool
            """,
            mark=Bars("week", "million tokens", "tool", "million tokens"),
            metrics={
                "million tokens": "million_tokens",
                "requests": "model_requests",
                "credits": "vendor_credits",
                "list cost, US dollars": "list_cost_usd",
            },
        ),
    ),
)
