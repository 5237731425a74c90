-- Who is behind what is charged back: people as they are allocated now. Who was behind what nobody has any more is not
-- known: as good as one and the same person.
select
    month,
    cost_center,
    tool,
    currency,
    person_key,
    allocated_cost as charged_cost
from {{ ref('int_person_monthly_costs') }}
where person_key is not null
union all
select
    month,
    cost_center,
    tool,
    currency,
    'not known any more' as person_key,
    charged_cost
from {{ ref('int_issuer_chargebacks') }}
where is_charged and not is_computed
