-- Saturdays and Sundays that are all of one size, within a tenth: a script does not know what day it is, and on days
-- on which nobody works nothing hides it. The share of four weeks' eight such days that lie within the band.
-- Innocent: who works through a weekend does so on some of them, and each is another day's work; a key that CI uses
-- goes by what is pushed.
with

measured as (

    select
        person_key,
        week_start_date,
        len(amounts) as n_observed,
        {{ densest_band('amounts', 'low * 1.1') }} / 8 as own_value,
        cast(null as double) as own_history,
        list_median(amounts) as median_amount
    from {{ day_amounts('isodow(day.day) >= 6') }}

)
{{ judge('even_days_off', weeks=4, told={'median_day': 'round(judged.median_amount)'}) }}
