-- Days that are all of one size: what is left of a script where a source tells days only (facts, 4: recall is
-- halved). People's days differ by multiples; a script's by what answers happen to hold. A script beside honest
-- work would drown in a variation, so the share of days speaks that lie within a tenth of one another, wherever
-- most of them do.
-- Innocent: agents that work for hours take so many steps that their days even out by themselves; a day of more than a
-- median user's week says nothing.
with

measured as (

    select
        person_key,
        week_start_date,
        len(amounts) as n_observed,
        {{ densest_band('amounts', 'low * 1.1') }} / len(amounts) as own_value,
        cast(null as double) as own_history,
        list_median(amounts) as median_amount,
        median_volume
    from {{ day_amounts() }}

)
{{ judge('even_days', weeks=4, told={'median_day': 'round(judged.median_amount)'},
         beyond='coalesce(judged.median_volume <= 1, true)') }}
