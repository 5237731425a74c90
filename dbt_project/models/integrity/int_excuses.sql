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

union all

-- whose ids are no person's, whatever the directory calls them
select
    people.person_key,
    'registered_automation' as kind,
    min(people.valid_from) as start_date,
    max(people.valid_to) as end_date,
    max(people.valid_to) as explains_until
from {{ ref('int_people_validity') }} as people
inner join {{ ref('stg_directory__people') }} as told using (person_id)
where
    {{ is_a_programs_name('people.person_id') }}
    or {{ is_a_programs_name("split_part(told.email, '@', 1)") }}
group by people.person_key
