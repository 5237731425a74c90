{{ piecewise(piece='month', unit='month', pieces_at_once=1, made_of={
    'int_accruals': 'same piece',
    'int_metered_people': 'same piece',
}) }}
-- What is accrued, to the cost centres whose tokens they are.
with

people as (

    select
        month,
        tool,
        model,
        cost_center,
        sum(uncached_input) as uncached_input,
        sum(cache_read) as cache_read,
        sum(cache_write) as cache_write,
        sum(output) as output
    from {{ ref('int_metered_people') }}
    where {{ in_pieces('month') }}
    group by month, tool, model, cost_center

),

weights as (

    select
        accruals.month,
        concat_ws(
            '|', accruals.month, accruals.used_tool, accruals.model, accruals.token_kind, accruals.issuer,
            accruals.tool, accruals.currency
        ) as accrual,
        accruals.issuer,
        accruals.tool,
        accruals.currency,
        accruals.accrual_basis,
        people.cost_center,
        {{ units('accruals.accrued_cost') }} as units,
        cast(case accruals.token_kind
            when 'uncached_input' then people.uncached_input
            when 'cache_read' then people.cache_read
            when 'cache_write' then people.cache_write
            when 'output' then people.output
        end as hugeint) as weight
    from {{ ref('int_accruals') }} as accruals
    inner join people
        on accruals.month = people.month and accruals.used_tool = people.tool and accruals.model = people.model
    where {{ in_pieces('accruals.month') }}

),

of_somebody as (

    select * from weights
    where weight > 0

),

shared as (

    {{ largest_remainder('of_somebody', 'accrual', 'cost_center') }}

)

select
    month,
    issuer,
    cost_center,
    tool,
    currency,
    cast(sum({{ from_units('share_units') }}) as decimal(38, 12)) as accrued_cost,
    {{ one_or_mixed('accrual_basis') }} as accrual_basis
from shared
group by month, issuer, cost_center, tool, currency
