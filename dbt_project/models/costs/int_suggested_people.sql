-- Whose an id could be: exactly one person of the directory fits. It fits who has the id in another name space, or on
-- other days; whose address it is; who has the same name before the @ of an address, where one person at least is known
-- to have both domains; or whose name before the @ it is itself. Names of people fit nobody: two have the same.
with

people as (

    select
        persons.person_id,
        {{ external_id('persons.email') }} as email
    from {{ ref('person_identities') }} as persons
    where persons.person_id in (select known.person_id from {{ ref('int_people_validity') }} as known)

),

claims as (

    select distinct
        person_id,
        external_id
    from {{ ref('int_directory_claims') }}
    where person_id in (select people.person_id from people)

),

addresses as (

    select
        *,
        split_part(address, '@', 1) as local_part,
        split_part(address, '@', 2) as domain
    from (
        select
            person_id,
            external_id as address
        from claims
        where contains(external_id, '@') and not contains(external_id, ':')
        union
        select
            person_id,
            email as address
        from people
        where email is not null
    )

),

aliases as (

    select distinct
        addresses.domain,
        others.domain as alias
    from addresses
    inner join addresses as others using (person_id, local_part)
    where addresses.domain != others.domain

),

ids as (

    select
        source,
        external_id,
        unnest([external_id] || other_external_ids) as id
    from {{ ref('int_unresolved_ids') }}

),

-- joined by equality each: an `or` of them would compare every id with every person
fits as (

    select
        ids.source,
        ids.external_id,
        claims.person_id
    from ids
    inner join claims on ids.id = claims.external_id

    union

    select
        ids.source,
        ids.external_id,
        addresses.person_id
    from ids
    inner join (
        select
            person_id,
            unnest([address, local_part]) as id
        from addresses
    ) as addresses using (id)

    union

    select
        ids.source,
        ids.external_id,
        addresses.person_id
    from ids
    inner join aliases on split_part(ids.id, '@', 2) = aliases.alias
    inner join addresses on aliases.domain = addresses.domain and split_part(ids.id, '@', 1) = addresses.local_part

)

select
    source,
    external_id,
    min(person_id) as person_id
from fits
group by source, external_id
having count(distinct person_id) = 1
