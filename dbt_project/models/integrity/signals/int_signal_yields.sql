{# days from a week to the one that is judged: use had until now to become something, and what came of it #}
{% set use_now, use_before = 'between 14 and 35', 'between 42 and 91' %}
{% set outcome_now, outcome_before = 'between 0 and 35', 'between 28 and 91' %}
{# lines are counted once their pull is open, so a week is enough #}
{% set lines_now, lines_before = 'between 7 and 28', 'between 35 and 84' %}
{% set merged_now, merged_before = 'between 0 and 28', 'between 28 and 84' %}
-- What somebody used in four weeks, and what came of it until two weeks later; and the same of the eight weeks
-- before, per four. Of 5,637 real pulls 90 % were merged within 12 days of their first commit, so use is judged
-- when it had that long: the four weeks end two weeks before the end of the week that is judged.
-- Lines are judged a week earlier, for those of a pull that is still open count.
-- Only of people whose outcome is a pull request: by their role (role_outcomes), and where at least half of those
-- of the role who use AI have one. Whoever reviews more than they merge has another outcome as well.
with

used as (

    select
        judged.person_key,
        judged.week_start_date,
        count(*) filter (where judged.week_start_date - earlier.week_start_date {{ use_now }}) as active_week_count,
        cast(sum(earlier.volume) filter (
            where judged.week_start_date - earlier.week_start_date {{ use_now }}
        ) as double) as volume,
        sum(earlier.accepted_line_count) filter (
            where judged.week_start_date - earlier.week_start_date {{ lines_now }}
        ) as accepted_line_count,
        cast(sum(earlier.volume) filter (
            where judged.week_start_date - earlier.week_start_date {{ use_before }}
        ) as double) / 2 as volume_before,
        sum(earlier.accepted_line_count) filter (
            where judged.week_start_date - earlier.week_start_date {{ lines_before }}
        ) / 2 as accepted_line_count_before,
        -- of weeks with lines, for nobody's earlier weeks are all there
        avg(earlier.accepted_line_count) filter (
            where judged.week_start_date - earlier.week_start_date {{ lines_now }}
        ) as lines_a_week,
        avg(earlier.accepted_line_count) filter (
            where judged.week_start_date - earlier.week_start_date {{ lines_before }}
        ) as lines_a_week_before
    from {{ with_weeks(14) }}
    group by judged.person_key, judged.week_start_date

),

come_of_it as (

    select
        used.person_key,
        used.week_start_date,
        {% for kind in ['outcome', 'open', 'reviewed', 'merged'] %}
            coalesce(sum(outcomes.{{ kind }}_count) filter (
                where used.week_start_date - outcomes.week_start_date {{ outcome_now }}
            ), 0) as {{ kind }}_count,
        {% endfor %}
        coalesce(sum(outcomes.added_line_count) filter (
            where used.week_start_date - outcomes.week_start_date {{ merged_now }}
        ), 0) as added_line_count,
        coalesce(bool_or(outcomes.added_line_count is null) filter (
            where used.week_start_date - outcomes.week_start_date {{ merged_now }}
        ), false) as has_unknown_lines,
        coalesce(sum(outcomes.outcome_count + outcomes.open_count) filter (
            where used.week_start_date - outcomes.week_start_date {{ merged_now }}
        ), 0) / 5 as changes_a_week,
        coalesce(sum(outcomes.outcome_count + outcomes.open_count) filter (
            where used.week_start_date - outcomes.week_start_date {{ merged_before }}
        ), 0) / greatest(1, least(9, (used.week_start_date - min(outcomes.week_start_date)) / 7 - 3))
            as changes_a_week_before,
        -- ten weeks are read, for the lag, and nine of lines; eight are meant
        coalesce(sum(outcomes.outcome_count) filter (
            where used.week_start_date - outcomes.week_start_date {{ outcome_before }}
        ), 0) / 2.5 as outcome_count_before,
        coalesce(sum(outcomes.added_line_count) filter (
            where used.week_start_date - outcomes.week_start_date {{ merged_before }}
        ), 0) / 2.25 as added_line_count_before
    from used
    left join {{ ref('int_signal_outcomes') }} as outcomes
        on
            used.person_key = outcomes.person_key
            and used.week_start_date >= outcomes.week_start_date
            and used.week_start_date <= outcomes.week_start_date + 91
            and {{ in_span('outcomes.week_start_date', 91) }}
    group by used.person_key, used.week_start_date

),

people as (

    select
        used.*,
        come_of_it.* exclude (person_key, week_start_date, added_line_count, has_unknown_lines),
        case when not come_of_it.has_unknown_lines then come_of_it.added_line_count end as added_line_count,
        count(*) filter (where come_of_it.merged_count > 0) over of_role / count(*) over of_role as merging_share,
        count(*) over of_role as role_count,
        {{ outcome_is_a_pull() }} as is_of_role
    from used
    inner join come_of_it using (person_key, week_start_date)
    inner join {{ ref('int_peer_groups') }} as peers using (person_key, week_start_date)
    left join {{ ref('role_outcomes') }} as role_outcomes using (role_family)
    where {{ in_span('peers.week_start_date') }}
    window of_role as (partition by used.week_start_date, peers.role_family)

)

select
    * exclude (merging_share, role_count, is_of_role, reviewed_count, merged_count),
    reviewed_count >= 8 and reviewed_count > merged_count as is_reviewer
from people
where
    is_of_role
    and merging_share >= 0.5
    and role_count >= 8
