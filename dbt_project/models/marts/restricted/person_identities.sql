{{ config(materialized='piecewise', tags=['directory']) }}
-- Every person id ever seen, and the key that stands for it. The salt lies in the home, readable by its owner only;
-- it is read here and never passes through dbt.
with

newest as (

    select
        person_id,
        max_by(email, snapshot_date) as email,
        max_by(display_name, snapshot_date) as display_name
    from {{ ref('stg_directory__people') }}
    group by person_id

),

person_ids as (

    select person_id from newest
    union
    select person_id from {{ ref('stg_directory__identities') }}

)

select
    sha256(
        (select trim(content) from read_text({{ literal(env_var("ASSAY_HOME") ~ "/person_key.salt") }}))
        || person_ids.person_id
    )
        as person_key,
    person_ids.person_id,
    newest.email,
    newest.display_name
from person_ids
left join newest using (person_id)
where {{ is_anything_stale(all_of('directory')) }}
