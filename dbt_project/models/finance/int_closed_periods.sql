{{ config(materialized='table') }}
-- What the last decision on a period closed, and why it was last reopened. A period whose last decision reopened it has
-- no rows that stand.
with

decisions as (

    select
        *,
        row_number() over (partition by issuer, billing_period order by sequence desc) = 1 as is_last
    from {{ ref('stg_assay__closes') }}

)

select
    issuer,
    billing_period,
    bool_or(is_last and decision = 'close') as is_closed,
    max(decided_at) filter (where is_last and decision = 'close') as closed_at,
    max(decided_by) filter (where is_last and decision = 'close') as closed_by,
    max(reason) filter (where is_last and decision = 'close') as accepted_reason,
    max(rows_file) filter (where is_last and decision = 'close') as rows_file,
    max(rows_hash) filter (where is_last and decision = 'close') as rows_hash,
    max(row_count) filter (where is_last and decision = 'close') as row_count,
    count(*) filter (where decision = 'reopen') as reopened_count,
    max_by(reason, sequence) filter (where decision = 'reopen') as reopened_reason
from decisions
group by issuer, billing_period
