with

latest as (

    select
        *,
        lower(nullif(trim("userPrincipalName"), '')) as principal_name
    from {{ source('directory', 'entra_users') }}
    qualify {{ is_latest("partition, lower(trim(coalesce(nullif(trim(id), ''), \"userPrincipalName\")))") }}

)

select
    cast(partition as date) as snapshot_date,
    coalesce(lower(nullif(trim(id), '')), principal_name) as user_id,
    principal_name,
    {{ external_id('mail') }} as mail,
    -- a guest's name is the address that was invited, with an underscore in the place of the @
    case
        when contains(principal_name, '#ext#')
            then regexp_replace(split_part(principal_name, '#ext#', 1), '_([^_]+)$', '@\1')
    end as invited_address,
    {{ addresses_in(["alternateEmailAddress", "otherMails", "proxyAddresses"]) }} as other_addresses,
    nullif(trim("displayName"), '') as display_name,
    coalesce(lower(trim("userType")) = 'guest' or contains(principal_name, '#ext#'), false) as is_guest,
    nullif(trim("employeeType"), '') as employee_type,
    coalesce("accountEnabled", not "blockCredential", true)
    and coalesce(lower("invitationState") not like 'pending%', true) as is_enabled,
    nullif(trim(department), '') as department,
    nullif(trim("costCenter"), '') as cost_center,
    cast(coalesce("employeeHireDate", "createdDateTime") as date) as started_on,
    cast("deletedDateTime" as date) as deleted_on
from latest
