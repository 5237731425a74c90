-- Merged, taken back by oneself, and merged again: the share of what somebody merged in twelve weeks that was taken
-- back, as far as they also did the taking back. Whoever reverts others' work in an incident has none taken back.
with

measured as (

    select
        judged.person_key,
        judged.week_start_date,
        count(*) as n_observed,
        least(
            count(*) filter (where pulls.is_reverted), count(*) filter (where pulls.is_revert)
        ) as reverted_count,
        least(
            count(*) filter (where pulls.is_reverted), count(*) filter (where pulls.is_revert)
        ) / count(*) as own_value,
        cast(null as double) as own_history
    from {{ with_pulls(12) }}
    group by judged.person_key, judged.week_start_date

)
{{ judge('relanded_pulls', weeks=12, told={'taken_back': 'judged.reverted_count'},
         beyond='judged.reverted_count >= 3') }}
