{{ piecewise(piece='usage_date', unit='day', made_of={'int_allocations_by_bill': 'same piece'}) }}
-- What a day cost by who bills it, by team and by cost centre: a few rows a day, for everything that looks back over
-- weeks and months.
select
    usage_date,
    case when grouping(issuer) = 0 then 'issuer' when grouping(team_id) = 0 then 'team' else 'cost_center' end
        as scope_kind,
    case when grouping(issuer) = 0 then issuer when grouping(team_id) = 0 then team_id else cost_center end as scope,
    currency,
    cast(sum(allocated_cost) as decimal(38, 12)) as allocated_cost
from {{ ref('int_allocations_by_bill') }}
where {{ in_pieces('usage_date') }}
group by grouping sets (
    (usage_date, currency, issuer), (usage_date, currency, team_id), (usage_date, currency, cost_center)
)
