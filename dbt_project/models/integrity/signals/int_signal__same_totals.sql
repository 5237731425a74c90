-- Weeks that stop at the same total: a target that is reached, or a budget that is used up, to the token. The target
-- need not be known, nor round: of the last eight weeks, how many lie within a twentieth of one another.
with

totals as (

    select
        judged.person_key,
        judged.week_start_date,
        list(cast(earlier.amount as double)) filter (where earlier.amount > 0) as totals
    from {{ with_weeks(8) }}
    group by judged.person_key, judged.week_start_date

),

measured as (

    select
        person_key,
        week_start_date,
        len(totals) as n_observed,
        {{ densest_band('totals', 'low * 1.05') }} / len(totals) as own_value,
        cast(null as double) as own_history,
        list_median(totals) as median_total
    from totals
    where len(totals) > 0

)
{{ judge('same_totals', weeks=8, told={'median_week': 'round(judged.median_total)'}) }}
