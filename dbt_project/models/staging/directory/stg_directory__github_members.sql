with

latest as (

    -- one file an organization, and not each of them knows the sign-on
    select *
    from {{ source('directory', 'github_members') }}
    where trim(saml_name_id) != ''
    qualify {{ is_latest('partition, lower(trim(login))') }}

)

select
    cast(partition as date) as snapshot_date,
    {{ external_id('login') }} as login,
    {{ external_id('saml_name_id') }} as saml_name_id
from latest
