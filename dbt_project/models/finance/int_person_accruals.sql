-- Who is behind what is accrued and charged. A person's part of an accrual is shown to nobody and only compared, so a
-- DOUBLE will do for it.
select
    accruals.issuer,
    strftime(accruals.month, '%Y-%m') as billing_period,
    accruals.month,
    accruals.tool,
    accruals.currency,
    'metered' as basis,
    people.person_key,
    cast(
        cast(accruals.accrued_cost as double) * case accruals.token_kind
            when 'uncached_input' then people.uncached_input
            when 'cache_read' then people.cache_read
            when 'cache_write' then people.cache_write
            when 'output' then people.output
        end / accruals.tokens
        as decimal(38, 12)
    ) as accrued_cost,
    cast(0 as decimal(38, 12)) as charged_cost
from {{ ref('int_accruals') }} as accruals
inner join {{ ref('int_metered_people') }} as people
    on accruals.month = people.month and accruals.used_tool = people.tool and accruals.model = people.model
where people.person_key is not null
union all
select
    issuer,
    billing_period,
    month,
    tool,
    currency,
    case when is_by_token then 'metered' else 'not_metered' end as basis,
    person_key,
    cast(0 as decimal(38, 12)) as accrued_cost,
    allocated_cost as charged_cost
from {{ ref('int_person_monthly_costs') }}
where person_key is not null
