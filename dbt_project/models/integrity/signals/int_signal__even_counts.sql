{% set band = 'case when low >= 20 then low + least(0.1 * low, sqrt(low)) end' %}
-- As many things done on each day: of a tool's days in four weeks the share whose counts lie within a tenth of one
-- another, and within what chance alone would spread them over (the root of the count). A script beside honest work
-- drowns in a total of tools, and one whose prompts are of many sizes in tokens; it still counts alike.
-- Innocent: few things a day are alike by chance, so twenty are asked for; of many that come at random, as from an
-- editor that polls or from agents, days even out, but to the root of the count and no closer.
with

counts as (

    select
        person_key,
        week_start_date,
        tool,
        list(done_that_day) filter (where is_now) as counts,
        list(done_that_day) filter (where not is_now) as counts_before
    from (
        select
            *,
            cast(unnest(list_transform(days, lambda day: day.done_count)) as double) as done_that_day
        from {{ tool_weeks(12) }}
    )
    where done_that_day > 0
    group by person_key, week_start_date, tool

),

measured as (

    select
        person_key,
        week_start_date,
        tool,
        len(counts) as n_observed,
        {{ densest_band('counts', band) }} / len(counts) as own_value,
        -- of two weeks' working days, or it is nothing to compare with
        case when len(counts_before) >= 10 then {{ densest_band('counts_before', band) }} / len(counts_before) end
            as own_history,
        list_median(counts) as median_count
    from counts

)
{{ judge('even_counts', weeks=4, of_tool=true, told={'median_day': 'round(judged.median_count)'},
         beyond='coalesce(peers.peer_value, 0) < threshold.limit_value / 2') }}
