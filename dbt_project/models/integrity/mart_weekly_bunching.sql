{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=1, made_of={
    'int_weeks': 'same piece',
    'int_peer_groups': 'days -77 to 0',
    'int_signal_weeks': 'days -77 to 0',
    'int_person_week_costs': 'days -140 to 6',
    'int_last_week_over': 'until',
}) }}
-- Whether people pile up at a target: by group, never a person. An excess counts where the people drawn again have it
-- too, in nineteen of twenty replicates, and more of it than at any other number: there nothing was asked for.
with

replicates as (

    {% for measure in ['active_days', 'month_spend_usd'] %}
        {{ 'union all' if not loop.first }}
        select
            week_start_date,
            group_name,
            {{ literal(measure) }} as measure,
            cast(threshold_value as decimal(9, 2)) as threshold_value,
            replicate,
            people,
            observation_count,
            observed_share,
            expected_share,
            observed_share - expected_share as excess_share
        from {{ ref('int_bunching_days') if measure == 'active_days' else ref('int_bunching_spend') }}
        where
            week_start_date in (select weeks.week_start_date from {{ ref('int_weeks') }} as weeks)
            and week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
            and {{ in_pieces('week_start_date') }}
    {% endfor %}

),

thresholds as (

    select
        week_start_date,
        group_name,
        measure,
        threshold_value,
        max(people) as people,
        any_value(observation_count) filter (where replicate = 0) as observation_count,
        any_value(observed_share) filter (where replicate = 0) as observed_share,
        any_value(expected_share) filter (where replicate = 0) as expected_share,
        any_value(excess_share) filter (where replicate = 0) as excess_share,
        quantile_cont(excess_share, 0.05) filter (where replicate > 0) as excess_low,
        quantile_cont(excess_share, 0.95) filter (where replicate > 0) as excess_high
    from replicates
    group by week_start_date, group_name, measure, threshold_value

),

placebos as (

    select
        thresholds.week_start_date,
        thresholds.group_name,
        thresholds.measure,
        thresholds.threshold_value,
        max(others.excess_share) as placebo_excess_share
    from thresholds
    inner join thresholds as others using (week_start_date, group_name, measure)
    where thresholds.threshold_value != others.threshold_value
    group by thresholds.week_start_date, thresholds.group_name, thresholds.measure, thresholds.threshold_value

)

select
    thresholds.week_start_date,
    thresholds.group_name,
    thresholds.measure,
    thresholds.threshold_value,
    cast(thresholds.people as bigint) as people,
    cast(thresholds.observation_count as bigint) as observation_count,
    cast(thresholds.observed_share as decimal(9, 4)) as observed_share,
    cast(thresholds.expected_share as decimal(9, 4)) as expected_share,
    cast(thresholds.excess_share as decimal(9, 4)) as excess_share,
    cast(thresholds.excess_low as decimal(9, 4)) as excess_low,
    cast(thresholds.excess_high as decimal(9, 4)) as excess_high,
    cast(placebos.placebo_excess_share as decimal(9, 4)) as placebo_excess_share,
    -- of fewer people only a fifth that games would be seen (facts, D10); and no distribution of people fits to a
    -- hundredth
    case
        when thresholds.people >= 100
            then thresholds.excess_low > greatest(0.01, coalesce(placebos.placebo_excess_share, 0))
    end as is_bunched
from thresholds
left join placebos using (week_start_date, group_name, measure, threshold_value)
