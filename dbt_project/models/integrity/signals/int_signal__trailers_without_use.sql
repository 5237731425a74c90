-- Pulls signed as an AI's by somebody who used none: the share of what somebody merged in four weeks whose commits
-- carry a tool's trailer, where no tool saw them in those weeks or the one before. A tool that reports to nobody
-- here would look the same, so of the others who sign so, nineteen in twenty must have been seen.
with

signed as (

    select
        judged.person_key,
        judged.week_start_date,
        count(*) as n_observed,
        count(*) filter (where pulls.ai_evidence = 'trailer') as signed_count
    from {{ with_pulls(4) }}
    where pulls.ai_evidence in ('trailer', 'label', 'none')
    group by judged.person_key, judged.week_start_date

),

seen as (

    select
        signed.*,
        exists(
            select 1
            from {{ ref('int_signal_weeks') }} as weeks
            where
                weeks.person_key = signed.person_key
                and weeks.week_start_date >= signed.week_start_date - 28
                and weeks.week_start_date <= signed.week_start_date
                and {{ in_span('weeks.week_start_date', 28) }}
        ) as has_use
    from signed

),

measured as (

    select
        person_key,
        week_start_date,
        n_observed,
        case when has_use then 0 else signed_count / n_observed end as own_value,
        cast(null as double) as own_history,
        signed_count,
        count(*) filter (where signed_count > 0) over of_week as signing_people,
        count(*) filter (where signed_count > 0 and has_use) over of_week as seen_people
    from seen
    window of_week as (partition by week_start_date)

)
{{ judge('trailers_without_use', weeks=5, told={
    'signed_pulls': 'judged.signed_count', 'people_who_sign': 'judged.signing_people', 'of_them_seen': 'judged.seen_people'
}, beyond='judged.signing_people >= 8 and judged.seen_people >= 0.95 * (judged.signing_people - 1)') }}
