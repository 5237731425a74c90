-- Most of a week's use from Friday on, or most of a month's in its last four days, in three of four windows: of
-- weeks and of months the lower quartile of their shares, and the larger of the two. A crunch that peers have too
-- is one.
with

days as (

    select * from {{ with_days(14) }}

),

windows as (

    {% for unit, weeks, last_days in [('week', 8, 3), ('month', 14, 4)] %}
        {{ 'union all' if not loop.first }}
        select
            person_key,
            week_start_date,
            {{ literal(unit) }} as window_unit,
            sum(day.volume) filter (
                where day.day >= date_trunc({{ literal(unit) }}, day.day) + interval 1 {{ unit }}
                - interval {{ last_days }} day
            ) / sum(day.volume) as end_share
        from days
        where
            day.day > week_start_date + 6 - {{ 7 * weeks }}
            -- whole windows only
            and date_trunc({{ literal(unit) }}, day.day) + interval 1 {{ unit }} <= week_start_date + 7
        group by person_key, week_start_date, date_trunc({{ literal(unit) }}, day.day)
        having sum(day.volume) > 0
    {% endfor %}

),

units as (

    select
        person_key,
        week_start_date,
        window_unit,
        -- a window without any use at its end has a share of none
        quantile_disc(coalesce(end_share, 0), 0.25) as end_share,
        count(*) as window_count
    from windows
    group by person_key, week_start_date, window_unit
    having count(*) >= case when window_unit = 'week' then 6 else 3 end

),

measured as (

    select
        person_key,
        week_start_date,
        arg_max(window_count, (end_share, window_unit)) as n_observed,
        max(end_share) as own_value,
        cast(null as double) as own_history,
        arg_max(window_unit, (end_share, window_unit)) as window_unit
    from units
    group by person_key, week_start_date

)
{{ judge('window_end', weeks=14, told={'window': 'judged.window_unit'},
         beyond='peers.peer_value < threshold.limit_value / 2') }}
