{{ config(content_by='person_key') }}
-- Who is, or ever was, a service account.
select distinct person_key
from {{ ref('int_people_validity') }}
where employment_type = 'service'
