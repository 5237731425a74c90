-- Pulls that are nothing: the share of at most five lines, of those whose size is known. Where a role's work is such
-- (documentation, translations, configuration), peers' is too, or one's own always was. Half of the week itself are
-- such as well: a day on which everybody mends typing errors is in four windows, and is no habit.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        pulls.week_start_date as merged_in,
        pulls.week_start_date > judged.week_start_date - 28 as is_now,
        count(pulls.is_trivial) as pull_count,
        count(*) filter (where pulls.is_trivial) as trivial_count
    from {{ with_pulls(16) }}
    where not pulls.is_revert
    group by judged.person_key, judged.week_start_date, pulls.week_start_date

),

measured as (

    select
        person_key,
        week_start_date,
        sum(pull_count) filter (where is_now) as n_observed,
        sum(trivial_count) filter (where is_now) / nullif(sum(pull_count) filter (where is_now), 0) as own_value,
        {{ share_at_start('trivial_count', 'pull_count') }} as own_history,
        {{ share_of_week('trivial_count', 'pull_count') }} as share_of_week
    from {{ with_start('weeks') }}
    group by person_key, week_start_date

)
{{ judge('trivial_pulls', weeks=4,
         beyond='peers.peer_value < threshold.limit_value / 2 and judged.share_of_week >= 0.5') }}
