-- The list names a seat that was given and not yet taken up without a holder: nobody has it. Two organizations may list
-- one user, whom GitHub bills once.
select
    'github_copilot' as source,
    'copilot' as tool,
    snapshot_date,
    {{ external_id('user_id') }} as first_external_id,
    {{ external_id('user_login') }} as second_external_id,
    cast(assigned_at as date) as assigned_on,
    pending_cancellation_on is not null as is_ending,
    pending_cancellation_on as ends_on
from {{ ref('stg_github_copilot__seats') }}
where user_id is not null or user_login is not null
