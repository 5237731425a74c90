{# a source at a time: its rows lie together then, and a day reads those of its sources only #}
{{ piecewise(piece='source', pieces_at_once=1, tags=['directory'], periods=['valid_from', 'valid_to'], made_of={
    'int_landed_sources': 'same piece',
    'int_identities_by_source': 'same piece',
    'int_directory_claims': 'the whole',
    'int_people_validity': 'the whole',
}) }}
-- Who an id is on a day, by what the directory says. An id that two people claim on a day is nobody's then.
-- A claim for '*' holds in every source that has landed anything, one for a source also in those that have their
-- accounts from it. No claim reaches back before its person's first day in the directory, so a newcomer's undated ids
-- leave the past alone. An id to which a source's own list gives an address is whoever's the address is; where the
-- directory says otherwise, two people claim it.
with

people as (

    select
        person_id,
        any_value(person_key) as person_key,
        min(valid_from) as first_day,
        max_by(employment_type, valid_from) as employment_type
    from {{ ref('int_people_validity') }}
    group by person_id

),

claims as (

    -- an identity of somebody whom the directory never knew names nobody the marts could show
    select distinct
        identities.person_id,
        identities.source,
        identities.external_id,
        greatest(coalesce(identities.valid_from, date '1970-01-01'), people.first_day) as valid_from,
        coalesce(identities.valid_to, date '9999-12-31') as valid_to
    from {{ ref('int_directory_claims') }} as identities
    inner join people using (person_id)
    where people.first_day < coalesce(identities.valid_to, date '9999-12-31')

),

name_spaces as (

    select *
    from {{ ref('int_name_spaces') }}
    where {{ in_pieces('source') }}

),

told as (

    select
        claims.person_id,
        name_spaces.source,
        claims.external_id,
        claims.valid_from,
        claims.valid_to
    from claims
    inner join name_spaces on claims.source = name_spaces.name_space

),

expanded as (

    select * from told
    union all
    select
        told.person_id,
        told.source,
        listed.external_id,
        greatest(told.valid_from, listed.valid_from) as valid_from,
        told.valid_to
    from told
    inner join {{ ref('int_identities_by_source') }} as listed
        on told.source = listed.source and told.external_id = listed.known_as
    where listed.valid_from is null or listed.valid_from < told.valid_to

),

bounds as (

    select
        source,
        external_id,
        valid_from as bound
    from expanded
    union
    select
        source,
        external_id,
        valid_to as bound
    from expanded

),

segments as (

    select
        source,
        external_id,
        bound as valid_from,
        lead(bound) over (partition by source, external_id order by bound) as valid_to
    from bounds

),

claimed as (

    select
        segments.source,
        segments.external_id,
        segments.valid_from,
        segments.valid_to,
        count(distinct expanded.person_id) as claimant_count,
        min(expanded.person_id) as person_id
    from segments
    inner join expanded
        on
            segments.source = expanded.source
            and segments.external_id = expanded.external_id
            and segments.valid_from >= expanded.valid_from
            and segments.valid_to <= expanded.valid_to
    group by segments.source, segments.external_id, segments.valid_from, segments.valid_to

)

select
    claimed.source,
    claimed.external_id,
    claimed.valid_from,
    claimed.valid_to,
    claimed.claimant_count,
    case when claimed.claimant_count = 1 then people.person_key end as person_key,
    case
        when claimed.claimant_count > 1 then 'unknown'
        when people.employment_type = 'service' then 'service'
        else 'human'
    end as principal_type
from claimed
inner join people on claimed.person_id = people.person_id
