"""For reviewers: what waits, and what was seen. It names nobody: whose a case is, `assay review CASE` says."""

from orchestration.report.declared import Figure, Headlines, Page
from orchestration.report.marks import Dots, Lines, Tiles

_CASES = "signals of two families fire for somebody in two of four weeks, of one family in both"
_SIGNALS = "usage of at least one whole week has landed"

REVIEWER = Page(
    audience="reviewer",
    title="What waits for a look",
    reader="For reviewers. A case says that somebody should look, never what somebody did; whose it is stands only"
    " behind the command `assay review CASE`.",
    headlines=(
        Headlines(
            ("Cases of this week's budget", "Wait for another week", "Decided this week"),
            "mart_review_queue",
            """
            select
                count(*) filter (is_within_budget),
                count(*) filter (not is_within_budget),
                any_value(decided_count),
                'budget ' || any_value(weekly_budget) || ', one per 100 seats'
            from marts.mart_review_queue having count(*) > 0
            """,
        ),
    ),
    figures=(
        Figure(
            question="What is to be looked at this week?",
            table="mart_review_queue",
            reading="The first is next. Appeals come first, then what is surest, then what is dearest.",
            needs=_CASES,
            most=300,
            query="""
            select
                place,
                case_id[:12] as "case",
                summary as "what was seen",
                status,
                opened_on as "since",
                last_seen_on as "last seen",
                evidence_grade as "rests on",
                spend_at_stake_usd as "US dollars"
            from marts.mart_review_queue
            where is_within_budget
            order by place
            """,
        ),
        Figure(
            question="What stands behind a case, week by week?",
            table="mart_person_weekly_gaming_flags",
            reading="Pick a case of this week. Own value: the person's of that week; before: the person's own history;"
            " peers: the middle of others with the same tool; limit: from where the signal fires.",
            needs=_CASES,
            query="""
            select
                queue.case_id[:12] as "case",
                flags.week_start_date::varchar as week,
                flags.signal,
                flags.evidence_family as family,
                cast(flags.score as decimal(18, 2)) as score,
                coalesce(flags.evidence ->> 'own_value', 'unknown') as "own value",
                coalesce(flags.evidence ->> 'own_history', 'unknown') as "before",
                coalesce(flags.evidence ->> 'peer_value', 'unknown') as "peers",
                coalesce(flags.evidence ->> 'limit', 'unknown') as "limit",
                flags.n_observed as "observed",
                coalesce(flags.excused_by, 'nothing') as "excused by"
            from marts.mart_review_queue as queue
            inner join marts.mart_person_weekly_gaming_flags as flags
                on
                    queue.person_key = flags.person_key
                    and flags.week_start_date between queue.opened_on and queue.last_seen_on
            where queue.is_within_budget and flags.fired
            order by queue.place, flags.week_start_date, flags.signal
            """,
            mark=Tiles("week", "signal", "family", "score", choose="case"),
        ),
        Figure(
            question="How often do reviewers agree with a signal?",
            table="mart_signal_calibration",
            reading="Under 90 % of ten decisions or more a watch warns: the signal then needs another limit."
            " Only signals with a case are listed.",
            needs=f"a case is published: {_CASES}",
            query="""
            select
                signal,
                published_cases as "published",
                decided_cases as "decided",
                confirmed_cases as "confirmed",
                appealed_cases as "appealed",
                if(decided_cases = 0, 'nothing is decided', round(100 * agreement_share)::int || ' %') as "agree"
            from marts.mart_signal_calibration
            where published_cases > 0 or decided_cases > 0
            order by signal
            """,
            mark=Dots("signal", ("published", "decided", "confirmed"), "cases"),
        ),
        Figure(
            question="What did activity under suspicion cost?",
            table="mart_team_monthly_gaming_cost",
            reading="The whole company, US dollars. What the signals see is more than what cases hold, and what is"
            " confirmed is what a person decided.",
            needs=_SIGNALS,
            query="""
            select
                month_of(costs.month) as month,
                published_case_cost_usd as "of published cases",
                fired_signal_cost_usd as "where a signal fired",
                compliance_only_cost_usd as "only for the target",
                confirmed_cost_usd as "confirmed",
                flagged_people as "people with a case"
            from marts.mart_team_monthly_gaming_cost as costs
            where team_id = 'all' and is_recent(costs.month)
            order by costs.month
            """,
            mark=Lines(
                "month",
                ("of published cases", "where a signal fired", "only for the target", "confirmed"),
                "US dollars",
            ),
        ),
    ),
)
