{{ piecewise(made_of={
    'int_unresolved_usage_ids': 'the whole',
    'int_unresolved_logins': 'the whole',
    'int_unresolved_charge_ids': 'the whole',
    'int_unresolved_costs': 'the whole',
    'int_identities': 'the whole',
    'int_directory_claims': 'the whole',
    'int_people_validity': 'the whole',
    'person_identities': 'the whole',
}) }}
-- Whom to look for: the ids that are nobody's, why, and who it could be. Nothing is taken from a suggestion by itself.
with

costs as (

    select
        ids.source,
        ids.external_id,
        sum(costs.allocated_cost) as allocated_cost_usd
    from (
        select
            source,
            external_id,
            unattributed_key
        from {{ ref('int_unresolved_usage_ids') }}
        union
        select
            'focus' as source,
            external_id,
            unattributed_key
        from {{ ref('int_unresolved_charge_ids') }}
    ) as ids
    inner join {{ ref('int_unresolved_costs') }} as costs using (source, unattributed_key)
    where costs.currency = 'USD'
    group by ids.source, ids.external_id

),

accounts as (

    select
        source,
        external_id,
        last_active_on,
        unnest([external_id] || other_external_ids) as id
    from {{ ref('int_unresolved_ids') }}

),

-- who has it in this source, on the last day it was seen or another
held as (

    select
        accounts.source,
        accounts.external_id,
        coalesce(bool_or(
            identities.claimant_count > 1
            and accounts.last_active_on >= identities.valid_from
            and accounts.last_active_on < identities.valid_to
        ), false) as is_claimed_by_several
    from accounts
    inner join {{ ref('int_identities') }} as identities
        on accounts.source = identities.source and accounts.id = identities.external_id
    group by accounts.source, accounts.external_id

),

told as (

    select
        accounts.source,
        accounts.external_id,
        bool_or(people.person_id is null) as is_unknown_persons
    from accounts
    inner join {{ ref('int_directory_claims') }} as claims on accounts.id = claims.external_id
    left join (
        select distinct person_id from {{ ref('int_people_validity') }}
    ) as people on claims.person_id = people.person_id
    group by accounts.source, accounts.external_id

)

select
    ids.source,
    ids.external_id,
    ids.id_kind,
    ids.first_seen_on,
    ids.last_seen_on,
    ids.active_days,
    coalesce(costs.allocated_cost_usd, 0) as allocated_cost_usd,
    case
        when held.is_claimed_by_several then 'claimed_by_several'
        when held.source is not null then 'outside_its_dates'
        when told.is_unknown_persons then 'person_not_in_directory'
        when told.source is not null then 'known_elsewhere'
        else 'not_in_directory'
    end as reason,
    suggested.person_id as suggested_person_id
from {{ ref('int_unresolved_ids') }} as ids
left join costs using (source, external_id)
left join held using (source, external_id)
left join told using (source, external_id)
left join {{ ref('int_suggested_people') }} as suggested using (source, external_id)
