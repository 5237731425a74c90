-- Every source's requests under one set of columns, ids and models in their normal form, before anybody
-- knows who it was.
select reported.* replace (coalesce(names.model, reported.model) as model, {{ external_ids() }})
from (
    {{ union_of('requests') }}
) as reported
left join {{ ref('model_names') }} as names on reported.model = names.name
