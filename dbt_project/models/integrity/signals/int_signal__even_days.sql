-- Days that are all of one size: what is left of a script where a source tells days only (facts, 4: recall is
-- halved). People's days differ by multiples; a script's by what answers happen to hold. A script beside honest
-- work would drown in a variation, so the share of days speaks that lie within a tenth of one another, wherever
-- most of them do.
-- Innocent: agents that work for hours take so many steps that their days even out by themselves; a day of more than a
-- median user's week says nothing.
with

amounts as (

    select
        judged.person_key,
        judged.week_start_date,
        list_filter(
            list_transform(flatten(list(earlier.days)), lambda day: cast(day.amount as double)),
            lambda amount: amount > 0
        ) as amounts,
        list_median(list_transform(
            flatten(list(earlier.days)), lambda day: cast(day.volume as double)
        )) as median_volume
    from {{ with_weeks(4) }}
    group by judged.person_key, judged.week_start_date

),

measured as (

    select
        person_key,
        week_start_date,
        len(amounts) as n_observed,
        {{ densest_band('amounts', 'low * 1.1') }} / len(amounts) as own_value,
        cast(null as double) as own_history,
        list_median(amounts) as median_amount,
        median_volume
    from amounts
    where len(amounts) > 0

)
{{ judge('even_days', weeks=4, told={'median_day': 'round(judged.median_amount)'},
         beyond='coalesce(judged.median_volume <= 1, true)') }}
