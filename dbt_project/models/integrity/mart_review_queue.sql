-- What reviewers should look at next, and no more than they can do with care: one case per 100 seats a week, less what
-- they decided in the week that runs. An appeal comes first: somebody waits for it. Then what is surest, then dearest.
with

waiting as (

    select
        *,
        row_number() over (
            order by
                status = 'appealed' desc,
                len(evidence_families) desc,
                score desc,
                spend_at_stake_usd desc nulls last,
                case_id asc
        ) as place
    from {{ ref('mart_gaming_cases') }}
    where is_published and status in ('open', 'appealed')

),

budget as (

    select
        greatest(1, (select seat_count // 100 from {{ ref('int_reviewable_seats') }})) as weekly_budget,
        (
            select count(*)
            from {{ ref('mart_gaming_cases') }} as cases
            cross join {{ ref('int_as_of') }} as as_of
            where
                cases.status in ('confirmed', 'benign')
                and cases.decided_on >= cast(date_trunc('week', as_of.as_of_date) as date)
        ) as decided_count

)

select
    waiting.place,
    waiting.place <= greatest(0, budget.weekly_budget - budget.decided_count) as is_within_budget,
    waiting.case_id,
    waiting.person_key,
    waiting.status,
    waiting.opened_on,
    waiting.last_seen_on,
    waiting.evidence_grade,
    waiting.score,
    waiting.spend_at_stake_usd,
    waiting.summary,
    cast(budget.weekly_budget as bigint) as weekly_budget,
    budget.decided_count
from waiting
cross join budget
