-- How many more people spend just over a floor than just under it and well over it together would have it: of whole
-- months that ended within twelve weeks, those within a tenth above it beside the tenths below and above that.
with

months as (

    select
        cast(date_trunc('month', week_start_date) as date) as month,
        person_key,
        cast(sum(allocated_cost_usd) as double) as spend
    from {{ ref('int_person_week_costs') }}
    where person_key != 'unattributed' and {{ in_span('week_start_date', 140) }}
    group by date_trunc('month', week_start_date), person_key

),

cells as (

    select
        judged.week_start_date,
        months.person_key,
        thresholds.threshold_value,
        count(*) filter (where months.spend < thresholds.threshold_value) as below,
        count(*) filter (
            where months.spend >= thresholds.threshold_value and months.spend < 1.1 * thresholds.threshold_value
        ) as just_above,
        count(*) filter (where months.spend >= 1.1 * thresholds.threshold_value) as above
    from (
        select distinct week_start_date
        from {{ ref('int_peer_groups') }}
        where {{ in_span('week_start_date') }}
    ) as judged
    inner join months
        on
            judged.week_start_date + 7 >= months.month + interval 1 month
            and judged.week_start_date - 77 <= months.month + interval 1 month
    inner join {{ ref('bunching_thresholds') }} as thresholds
        on
            thresholds.measure = 'month_spend_usd'
            and months.spend >= thresholds.threshold_value / 1.1
            and months.spend < 1.21 * thresholds.threshold_value
    group by judged.week_start_date, months.person_key, thresholds.threshold_value

),

drawn as (

    select
        cells.*,
        replicates.replicate,
        {{ replicate_weight('cells.person_key', 'replicates.replicate') }} as weight
    from cells
    cross join {{ replicates() }} as replicates

)

select
    week_start_date,
    'all' as group_name,
    replicate,
    count(*) as people,
    cast(sum(weight * (below + just_above + above)) as double) as observation_count,
    threshold_value,
    sum(weight * just_above) / sum(weight * (below + just_above + above)) as observed_share,
    sum(weight * (below + above)) / (2 * sum(weight * (below + just_above + above))) as expected_share
from drawn
group by week_start_date, threshold_value, replicate
having count(*) >= 5 and sum(weight * (below + just_above + above)) > 0
