-- Every list of people, in the order in which they rule: of somebody who is in several, the first says who they are and
-- where they sit, and the others only add addresses. The company's own list rules what systems export.
select
    1 as precedence,
    'people' as stream,
    snapshot_date,
    person_id as account_id,
    list_value({{ external_id('email') }}) as addresses,
    cast([] as varchar[]) as other_addresses,
    display_name,
    team_id,
    cast(null as varchar) as team_name,
    cost_center,
    role_family,
    employment_type,
    fte,
    timezone,
    start_date,
    end_date,
    true as is_person
from {{ ref('stg_directory__people') }}
union all by name
select
    2 as precedence,
    'entra_users' as stream,
    'other' as role_family,
    cast(1 as decimal(5, 4)) as fte,
    'UTC' as timezone,
    *
from {{ ref('int_entra_users') }}
union all by name
select
    3 as precedence,
    'okta_users' as stream,
    'other' as role_family,
    cast(1 as decimal(5, 4)) as fte,
    * replace (coalesce(timezone, 'UTC') as timezone)
from {{ ref('int_okta_users') }}
