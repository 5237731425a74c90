-- Every id that was nobody's on some day, in usage, bills and repositories, with the last such day. What a charge is
-- for is as many days as it begins on.
with

days as (

    select
        source,
        external_id,
        other_external_ids,
        is_key,
        usage_date as first_day,
        usage_date as last_day,
        case when is_use then usage_date end as active_on
    from {{ ref('int_unresolved_usage_ids') }}

    union all

    select
        source,
        external_id,
        other_external_ids,
        false as is_key,
        active_on as first_day,
        active_on as last_day,
        active_on
    from {{ ref('int_unresolved_logins') }}

    union all

    select
        'focus' as source,
        external_id,
        other_external_ids,
        false as is_key,
        charge_date_start as first_day,
        charge_date_end - 1 as last_day,
        charge_date_start as active_on
    from {{ ref('int_unresolved_charge_ids') }}

)

select
    source,
    external_id,
    {{ id_kind('external_id', 'source', 'coalesce(bool_and(is_key), false)') }} as id_kind,
    list_distinct(flatten(list(coalesce(other_external_ids, [])))) as other_external_ids,
    min(first_day) as first_seen_on,
    max(last_day) as last_seen_on,
    -- on which a person is looked up: of a charge, the first of its days
    max(coalesce(active_on, first_day)) as last_active_on,
    count(distinct active_on) as active_days
from days
group by source, external_id
