{{ config(content_by='active_on') }}
-- What was taken back only after the as-of date.
select
    active_on,
    pull_request_key
from {{ ref('fct_pull_requests') }}
where reverted_at >= (select as_of_date + 1 from {{ ref('int_as_of') }})
