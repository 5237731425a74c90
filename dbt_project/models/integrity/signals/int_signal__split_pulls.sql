-- One change cut into many pulls: of what somebody merged in four weeks, the share that is a small part of a change
-- set of at least four. Where a team stacks its changes or merges to trunk all day, peers do it too, and it says
-- nothing.
with

pulls as (

    select
        judged.person_key,
        judged.week_start_date,
        pulls.change_set_id,
        pulls.line_count,
        count(*) over (partition by judged.person_key, judged.week_start_date, pulls.change_set_id) as member_count
    from {{ with_pulls(4) }}

),

measured as (

    select
        person_key,
        week_start_date,
        count(*) as n_observed,
        count(*) filter (where member_count >= 4 and line_count <= 50) / count(*) as own_value,
        cast(null as double) as own_history,
        count(distinct change_set_id) as change_set_count,
        median(line_count) as median_lines
    from pulls
    group by person_key, week_start_date

)
{{ judge('split_pulls', weeks=4, told={'change_sets': 'judged.change_set_count', 'median_lines': 'judged.median_lines'},
         beyond='peers.peer_value < threshold.limit_value / 2') }}
