-- Pulls signed as an AI's by somebody who used none: the share of what somebody merged in four weeks whose commits
-- carry a tool's trailer, where no tool saw them in those weeks or the one before. A tool that reports to nobody
-- here would look the same: so of the others who sign as this tool nineteen in twenty must have been seen with it.
-- Somebody's own subscription still looks so; another family of evidence has to speak as well.
with

signed as (

    select
        judged.person_key,
        judged.week_start_date,
        count(*) as n_observed,
        count(*) filter (where pulls.ai_evidence = 'trailer') as signed_count,
        -- who signs as several may have one of them elsewhere
        case
            when count(distinct pulls.ai_agent) filter (where pulls.ai_evidence = 'trailer') = 1
                then min(pulls.ai_agent) filter (where pulls.ai_evidence = 'trailer')
        end as agent
    from {{ with_pulls(4) }}
    where pulls.ai_evidence in ('trailer', 'label', 'none')
    group by judged.person_key, judged.week_start_date

),

-- tools are named by their vendor too: github_copilot is signed as copilot
seen as (

    select
        signed.person_key,
        signed.week_start_date,
        count(used.tool) > 0 as has_use,
        count(used.tool) filter (where contains(used.tool, signed.agent)) > 0 as has_used_it
    from signed
    left join {{ ref('int_person_tool_weeks') }} as used
        on
            signed.person_key = used.person_key
            and signed.week_start_date >= used.week_start_date
            and signed.week_start_date <= used.week_start_date + 28
            and {{ in_span('used.week_start_date', 28) }}
    group by signed.person_key, signed.week_start_date

),

measured as (

    select
        signed.person_key,
        signed.week_start_date,
        signed.n_observed,
        case when seen.has_use then 0 else signed.signed_count / signed.n_observed end as own_value,
        cast(null as double) as own_history,
        signed.signed_count,
        signed.agent,
        count(*) over of_agent as signing_people,
        count(*) filter (where seen.has_used_it) over of_agent as seen_people
    from signed
    inner join seen using (person_key, week_start_date)
    window of_agent as (partition by signed.week_start_date, signed.agent)

)
{{ judge('trailers_without_use', weeks=5, told={
    'signed_pulls': 'judged.signed_count', 'signed_as': 'judged.agent', 'people_who_sign': 'judged.signing_people',
    'of_them_seen': 'judged.seen_people'
}, beyond='judged.agent is not null and judged.signing_people >= 8
    and judged.seen_people >= 0.95 * (judged.signing_people - 1)') }}
