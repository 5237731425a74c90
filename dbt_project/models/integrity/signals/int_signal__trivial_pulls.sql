-- Pulls that are nothing: the share of at most five lines, of those whose size is known. Where a role's work is such
-- (documentation, translations, configuration), peers' is too.
with

measured as (

    select
        judged.person_key,
        judged.week_start_date,
        count(pulls.is_trivial) as n_observed,
        count(*) filter (where pulls.is_trivial) / nullif(count(pulls.is_trivial), 0) as own_value,
        cast(null as double) as own_history
    from {{ with_pulls(4) }}
    where not pulls.is_revert
    group by judged.person_key, judged.week_start_date

)
{{ judge('trivial_pulls', weeks=4, beyond='peers.peer_value < threshold.limit_value / 2') }}
