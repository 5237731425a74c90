-- What meters a charge: the tokens of its model, else the use of its tool; and what it bills, by which a charge that
-- names its person and one that all share are known to be of the same thing.
select
    *,
    case when model is not null then 'model:' || model else 'tool:' || tool end as meter,
    -- a tool's seats are billed beside its use, and who has a seat of his own still shares the use
    coalesce(model, concat_ws('|', tool, charge_category, sku_id, consumed_unit)) as billed_thing
from {{ ref('int_ai_charges') }}
where allocation_rule in ('direct', 'usage')
