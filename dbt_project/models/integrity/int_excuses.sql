{{ config(periods=['start_date', 'explains_until', 'inclusive']) }}
-- What can explain a signal, and until when: signals look back over up to sixteen weeks. Everybody's first eight weeks
-- are onboarding, whether or not anybody said so.
select
    person_key,
    kind,
    start_date,
    end_date,
    end_date + 112 as explains_until
from {{ ref('int_context') }}

union all

select
    person_key,
    'onboarding' as kind,
    min(valid_from) as start_date,
    min(valid_from) + 55 as end_date,
    min(valid_from) + 167 as explains_until
from {{ ref('int_people_validity') }}
group by person_key
