{{ piecewise(piece='month', unit='month', made_of={
    'int_budgets': 'same piece',
    'int_scope_day_costs': 'its days',
    'int_cost_center_days': 'days -92 to 30',
    'int_as_of': 'until',
}) }}
-- Plain seasonal arithmetic: what is there so far, by the share of the month that is over, its days weighed by what
-- their weekdays cost in the three months before (two at least). The same is done for each of those months as of the
-- same day, by the other months' weekdays: how far that was off is the interval.
with

actuals as (

    select
        cast(date_trunc('month', usage_date) as date) as month,
        scope as cost_center,
        sum(allocated_cost) as actual_usd,
        max(usage_date) as last_day
    from {{ ref('int_scope_day_costs') }}
    where
        scope_kind = 'cost_center'
        and currency = 'USD'
        and {{ in_pieces('usage_date', 'month') }}
        and usage_date <= (select as_of_date from {{ ref('int_as_of') }})
    group by date_trunc('month', usage_date), scope

),

-- cost is known up to the last day on which anybody has any
open_months as (

    select
        month,
        max(last_day) as cut
    from actuals
    group by month
    having cut < last_day(month)

),

days as (

    select *
    from {{ ref('int_cost_center_days') }}
    where
        {{ in_span('usage_date', before=92) }}
        and usage_date <= (select as_of_date from {{ ref('int_as_of') }})

),

-- the open month and those before it, each as of the same day
months as (

    select
        open_months.month,
        days.cost_center,
        cast(date_trunc('month', days.usage_date) as date) as told_month,
        sum(days.allocated_cost) as cost,
        coalesce(sum(days.allocated_cost) filter (where day(days.usage_date) <= day(open_months.cut)), 0) as cost_so_far
    from open_months
    inner join days
        on
            days.usage_date >= open_months.month - interval 3 month
            and days.usage_date <= open_months.cut
    group by open_months.month, days.cost_center, date_trunc('month', days.usage_date)

),

weekdays as (

    select
        months.month,
        months.cost_center,
        months.told_month,
        isodow(calendar.day) as weekday,
        -- of the month's cost, in billionths: a month that cost twice as much says as much of weekdays
        cast(coalesce(sum(days.allocated_cost), 0) * 100 as hugeint) * 1000000000
        // nullif(count(*) * cast(any_value(months.cost) * 100 as hugeint), 0) as day_share
    from months
    cross join
        lateral (
            select unnest(generate_series(months.told_month, last_day(months.told_month), interval 1 day)) as day
        ) as calendar
    left join days on months.cost_center = days.cost_center and calendar.day = days.usage_date
    where months.told_month < months.month
    group by months.month, months.cost_center, months.told_month, isodow(calendar.day)

),

-- what a weekday costs in the months before, without the one that is told of
weights as (

    select
        months.month,
        months.cost_center,
        months.told_month,
        weekdays.weekday,
        greatest(sum(weekdays.day_share), 0) as weight
    from months
    inner join weekdays
        on
            months.month = weekdays.month
            and months.cost_center = weekdays.cost_center
            and months.told_month != weekdays.told_month
    group by months.month, months.cost_center, months.told_month, weekdays.weekday

),

shares as (

    select
        weights.month,
        weights.cost_center,
        weights.told_month,
        sum(weights.weight) as whole,
        sum(weights.weight) filter (where day(calendar.day) <= day(open_months.cut)) as so_far
    from weights
    inner join open_months using (month)
    cross join
        lateral (
            select unnest(generate_series(weights.told_month, last_day(weights.told_month), interval 1 day)) as day
        ) as calendar
    where isodow(calendar.day) = weights.weekday
    group by weights.month, weights.cost_center, weights.told_month

),

forecasts as (

    select
        months.*,
        {{ part_of('months.cost_so_far', 'shares.whole', 'shares.so_far') }} as forecast
    from months
    inner join shares using (month, cost_center, told_month)

),

-- millionths of what was forecast that there was in the end, of each month before
errors as (

    select
        month,
        cost_center,
        min({{ units('cost') }} * 1000000 // {{ units('forecast') }}) as lowest,
        max({{ units('cost') }} * 1000000 // {{ units('forecast') }}) as highest
    from forecasts
    where told_month < month and forecast > 0
    group by month, cost_center
    having count(*) >= 2

),

known as (

    select
        forecasts.month,
        forecasts.cost_center,
        forecasts.forecast,
        errors.lowest,
        errors.highest
    from forecasts
    inner join errors using (month, cost_center)
    where forecasts.told_month = forecasts.month

)

select
    month,
    cost_center,
    cast(budgets.budget_usd as decimal(38, 12)) as budget_usd,
    cast(actuals.actual_usd as decimal(38, 12)) as actual_usd,
    known.forecast as forecast_usd,
    {{ part_of('known.forecast', 'least(known.lowest, 1000000)', '1000000') }} as forecast_low_usd,
    {{ part_of('known.forecast', 'greatest(known.highest, 1000000)', '1000000') }} as forecast_high_usd,
    cast(
        cast(greatest(abs(known.lowest - 1000000), abs(known.highest - 1000000)) as decimal(18, 0))
        * cast(0.000001 as decimal(7, 6)) as decimal(18, 6)
    ) as forecast_error_share
from actuals
full outer join (
    select * from {{ ref('int_budgets') }}
    where {{ in_pieces('month') }}
) as budgets using (month, cost_center)
left join known using (month, cost_center)
