-- Whose address a login signs on with, by the newest list that names it: a login that was renamed is in no newer list,
-- and what it did stays theirs.
select
    'github' as source,
    login as external_id,
    max_by(saml_name_id, snapshot_date) as known_as
from {{ ref('stg_directory__github_members') }}
group by login
