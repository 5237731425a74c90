-- Pulls signed as an AI's by somebody who did not use it: the share of what somebody merged in four weeks whose commits
-- carry a tool's trailer, where that tool did not see them in those weeks or the one before, whatever else did. A tool
-- that reports to nobody here would look the same: so of the others who sign as this tool nineteen in twenty must have
-- been seen with it. Who always signed so has a subscription of their own; who took to it when others are counted by
-- it, and signs most of what they merge, is asked.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        pulls.week_start_date as merged_in,
        pulls.week_start_date > judged.week_start_date - 28 as is_now,
        count(*) as pull_count,
        count(*) filter (where pulls.ai_evidence = 'trailer') as signed_count,
        list(distinct pulls.ai_agent) filter (where pulls.ai_evidence = 'trailer') as week_agents
    from {{ with_pulls(16) }}
    where pulls.ai_evidence in ('trailer', 'label', 'none')
    group by judged.person_key, judged.week_start_date, pulls.week_start_date

),

signed as (

    select
        person_key,
        week_start_date,
        sum(pull_count) filter (where is_now) as n_observed,
        sum(signed_count) filter (where is_now) as signed_count,
        {{ share_at_start('signed_count', 'pull_count') }} as own_history,
        -- who signs as several may have one of them elsewhere
        list_distinct(flatten(list(week_agents) filter (where is_now and signed_count > 0))) as agents,
        case when len(agents) = 1 then agents[1] end as agent
    from {{ with_start('weeks') }}
    group by person_key, week_start_date

),

-- tools are named by their vendor too: github_copilot is signed as copilot; and what nobody named may be any of them
seen as (

    select
        signed.person_key,
        signed.week_start_date,
        count(used.tool) filter (
            where contains(used.tool, signed.agent) or used.tool in ('api', 'unknown')
        ) > 0 as has_used_it
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
        case when seen.has_used_it then 0 else signed.signed_count / signed.n_observed end as own_value,
        signed.own_history,
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
