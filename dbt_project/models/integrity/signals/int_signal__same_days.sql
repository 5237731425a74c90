-- Days that stop at the same total: a count of tokens that is reached every day and not passed by much, or used up.
-- The target need not be known, nor round: of the days of four weeks, how many lie within 3 % of one another. Days
-- beyond it, on which honest work was more, and days off do not hide it.
-- Innocent: agents that work for hours and completions while typing even out by themselves, to a third of the days; so
-- three weeks of days are asked for, and evidence beside another family.
with

measured as (

    select
        person_key,
        week_start_date,
        len(amounts) as n_observed,
        {{ densest_band('amounts', 'low * 1.03') }} / len(amounts) as own_value,
        cast(null as double) as own_history,
        list_median(amounts) as median_amount
    from {{ day_amounts() }}

)
{{ judge('same_days', weeks=4, told={'median_day': 'round(judged.median_amount)'},
         beyond='coalesce(peers.peer_value, 0) < threshold.limit_value / 2') }}
