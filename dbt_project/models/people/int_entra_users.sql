-- Which users of Entra ID are people. A disabled user is a room, a shared mailbox or somebody who has left, so nobody
-- from then on. Most guests are invited to a meeting or a file: those with a department work here.
select
    snapshot_date,
    user_id as account_id,
    list_filter([mail, invited_address, principal_name], lambda address: address is not null) as addresses,
    other_addresses,
    display_name,
    {{ team_of_department('department') }} as team_id,
    department as team_name,
    cost_center,
    {{ employment_of('employee_type', 'is_guest') }} as employment_type,
    started_on as start_date,
    deleted_on as end_date,
    is_enabled and (not is_guest or department is not null) as is_person
from {{ ref('stg_directory__entra_users') }}
