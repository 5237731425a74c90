{{ config(materialized='piecewise') }}
-- Every person id ever seen, and the key that stands for it. The salt lies in the home, readable by its owner only;
-- it is read here and never passes through dbt.
with

person_ids as (

    select person_id from {{ ref('stg_directory__people') }}
    union
    select person_id from {{ ref('stg_directory__identities') }}

)

select
    person_id,
    sha256(
        (select trim(content) from read_text('{{ env_var("ASSAY_HOME") }}/person_key.salt'))
        || person_id
    )
        as person_key
from person_ids
where {{ is_anything_stale(all_of('directory')) }}
