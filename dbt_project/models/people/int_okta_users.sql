-- Which users of Okta are people: those who could sign on. Of the others the day of the change is told, which is
-- their last.
select
    snapshot_date,
    user_id as account_id,
    list_filter([email, login], lambda address: address is not null) as addresses,
    other_addresses,
    display_name,
    {{ team_of_department('department') }} as team_id,
    department as team_name,
    cost_center,
    {{ employment_of('user_type', 'false') }} as employment_type,
    case when timezone in (select zones.name from pg_timezone_names() as zones) then timezone end as timezone,
    created_on as start_date,
    case when status in ('DEPROVISIONED', 'DEACTIVATED', 'SUSPENDED') then status_changed_on end as end_date,
    coalesce(status not in ('STAGED', 'DEPROVISIONED', 'DEACTIVATED', 'SUSPENDED'), true) as is_person
from {{ ref('stg_directory__okta_users') }}
