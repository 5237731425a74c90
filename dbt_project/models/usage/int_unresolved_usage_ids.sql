{{ piecewise(piece='usage_date', unit='day', made_of={
    'int_usage_by_source': 'same piece',
    'int_requests_by_source': 'same piece',
    'int_identities': 'periods',
}) }}
-- The ids of a day that are nobody's then, behind the keys that facts have in their place. Few ids make many rows, so
-- they are looked up once each.
with

rows_of_the_day as (

    select
        usage_date,
        source,
        first_external_id,
        second_external_id,
        is_use
    from {{ ref('int_usage_by_source') }}
    where {{ in_pieces('usage_date') }}

    union all

    select
        usage_date,
        source,
        first_external_id,
        second_external_id,
        is_use
    from {{ ref('int_requests_by_source') }}
    where {{ in_pieces('usage_date') }}

),

ids as (

    select
        usage_date,
        source,
        first_external_id,
        second_external_id,
        bool_or(is_use) as is_use
    from rows_of_the_day
    where coalesce(first_external_id, second_external_id) is not null
    group by usage_date, source, first_external_id, second_external_id

),

keyed as (

    select
        ids.usage_date,
        ids.source,
        {{ unattributed_key('ids') }} as unattributed_key,
        coalesce(ids.first_external_id, ids.second_external_id) as external_id,
        case when ids.first_external_id is not null then ids.second_external_id end as other_external_id,
        ids.first_external_id is null as is_key,
        ids.is_use
    from ids
    {{ resolve_people('ids', sources_of(['usage_days', 'requests'])) }}

)

select
    usage_date,
    source,
    unattributed_key,
    external_id,
    list_sort(list(distinct other_external_id) filter (where other_external_id is not null)) as other_external_ids,
    bool_and(is_key) as is_key,
    coalesce(bool_or(is_use), false) as is_use
from keyed
where unattributed_key is not null
group by usage_date, source, unattributed_key, external_id
