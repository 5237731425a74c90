with

latest as (

    -- one file an organization, and not each of them knows the sign-on
    select
        *,
        -- a sign-on is not always an address: then one that GitHub has seen to be theirs is
        case
            when contains(saml_name_id, '@') then {{ external_id('saml_name_id') }}
            else coalesce({{ addresses_in(['verified_domain_emails']) }}[1], {{ external_id('saml_name_id') }})
        end as known_as
    from {{ source('directory', 'github_members') }}
    where trim(login) != '' and known_as is not null
    qualify {{ is_latest('partition, lower(trim(login))') }}

)

select
    cast(partition as date) as snapshot_date,
    {{ external_id('login') }} as login,
    known_as as saml_name_id
from latest
