{{ config(materialized='table') }}
-- What each month was charged back as, by when that went on the books: the sum of what was known by a moment is the
-- report of that moment, the sum of all is today's. A close puts its rows on them, and what it posts of earlier months;
-- the next decision on the same period takes them off again. What is on no books yet has no moment.
with

decisions as (

    select
        *,
        lead(decided_at) over later as next_decided_at,
        lead(decided_by) over later as next_decided_by
    from {{ ref('stg_assay__closes') }}
    window later as (partition by issuer, billing_period order by sequence)

),

closed as (

    select
        decisions.issuer,
        costs.month,
        costs.cost_center,
        costs.tool,
        costs.currency,
        costs.entry,
        costs.billing_period as posted_period,
        costs.cost,
        decisions.decided_at,
        decisions.decided_by,
        decisions.next_decided_at,
        decisions.next_decided_by
    from decisions
    inner join {{ ref('int_closed_costs') }} as costs using (billing_period, rows_file)
    where decisions.decision = 'close' and costs.entry in ('charge', 'correction')

),

booked as (

    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        entry,
        posted_period,
        decided_at as known_at,
        decided_by,
        cost
    from closed
    union all
    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        'reopened' as entry,
        posted_period,
        next_decided_at as known_at,
        next_decided_by as decided_by,
        -cost as cost
    from closed
    where next_decided_at is not null

),

pending as (

    select
        *,
        computed_cost - booked_cost as cost
    from (
        select
            issuer,
            month,
            cost_center,
            tool,
            currency,
            coalesce(computed.computed_cost, 0) as computed_cost,
            coalesce(on_books.cost, 0) as booked_cost
        from {{ ref('int_issuer_chargebacks') }} as computed
        full join (
            select
                issuer,
                month,
                cost_center,
                tool,
                currency,
                sum(cost) as cost
            from booked
            group by issuer, month, cost_center, tool, currency
        ) as on_books using (issuer, month, cost_center, tool, currency)
    )

)

select
    issuer,
    month,
    cost_center,
    tool,
    currency,
    entry,
    posted_period,
    known_at,
    decided_by,
    cast(sum(cost) as decimal(38, 12)) as cost
from booked
group by issuer, month, cost_center, tool, currency, entry, posted_period, known_at, decided_by

union all

select
    pending.issuer,
    pending.month,
    pending.cost_center,
    pending.tool,
    pending.currency,
    case when periods.is_closed then 'correction' else 'open' end as entry,
    strftime(coalesce(next_periods.month, pending.month), '%Y-%m') as posted_period,
    null as known_at,
    null as decided_by,
    cast(pending.cost as decimal(38, 12)) as cost
from pending
left join {{ ref('int_closed_periods') }} as periods
    on pending.issuer = periods.issuer and strftime(pending.month, '%Y-%m') = periods.billing_period
left join {{ ref('int_next_periods') }} as next_periods
    on
        periods.is_closed
        and pending.issuer = next_periods.issuer
        and strftime(pending.month, '%Y-%m') = next_periods.billing_period
where pending.cost != 0
