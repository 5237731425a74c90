-- In which month an issuer's books go on: the first after each that was ever closed that is not closed itself.
select
    closed.issuer,
    closed.billing_period,
    min(months.month) as month
from {{ ref('int_closed_periods') }} as closed
cross join (
    select cast(unnest(generate_series(min(month), max(month) + interval 1 month, interval 1 month)) as date) as month
    from (
        select cast(billing_period || '-01' as date) as month
        from {{ ref('int_closed_periods') }}
    )
) as months
anti join (
    select
        issuer,
        billing_period
    from {{ ref('int_closed_periods') }}
    where is_closed
) as standing
    on closed.issuer = standing.issuer and strftime(months.month, '%Y-%m') = standing.billing_period
where months.month > cast(closed.billing_period || '-01' as date)
group by closed.issuer, closed.billing_period
