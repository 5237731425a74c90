{{ piecewise(piece='billing_period', content_by='billing_period', made_of={'stg_assay__closed_costs': 'same piece'}) }}
-- A close's rows summed once: a million charges are a few hundred amounts.
select
    billing_period,
    rows_file,
    cast(coalesce(corrects_month, cast(billing_period || '-01' as date)) as date) as month,
    coalesce(entry, case when corrects_month is null then 'charge' else 'correction' end) as entry,
    cost_center,
    tool,
    currency,
    cast(sum(cost) as decimal(38, 12)) as cost
from {{ ref('stg_assay__closed_costs') }}
where {{ in_pieces('billing_period') }}
group by all
