-- Every source's usage under one set of columns, ids and models in their normal form, before anybody
-- knows who it was.
select reported.* replace (coalesce(names.model, reported.model) as model, {{ external_ids() }})
from (
    {{ union_of('usage_days') }}
) as reported
left join {{ ref('model_names') }} as names on reported.model = names.name
