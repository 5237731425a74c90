{{ config(content_by='source') }}
-- Every list's ids, each with the id by which the directory knows its person, in all sources that know them. Lists come
-- daily and say much the same, so that others see this by its rows, not by its files.
select listed.* replace (name_spaces.source as source)
from (
    {{ union_of('identities') }}
) as listed
inner join {{ ref('int_name_spaces') }} as name_spaces on listed.source = name_spaces.name_space
