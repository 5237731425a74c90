-- Merged pull requests with the team their author sat in that day.
select
    merged.active_on,
    coalesce(people.team_id, 'unattributed') as team_id,
    merged.author_key,
    merged.change_set_id,
    merged.is_counted,
    merged.is_reverted,
    merged.is_revert,
    merged.ai_evidence,
    merged.author_key != 'unattributed'
    and coalesce(people.employment_type != 'service', true) as is_about_a_person
from {{ ref('int_merged_pulls') }} as merged
left join {{ ref('int_people_validity') }} as people
    on
        merged.author_key = people.person_key
        and merged.active_on >= people.valid_from
        and merged.active_on < people.valid_to
