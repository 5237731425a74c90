{{ config(materialized='piecewise', piece='partition') }}
-- Lines a person wrote or removed, and the folders touched, by partition, without generated, vendored and lock files.
with

files as (

    select
        partition,
        pull_request_key,
        unnest(files) as file
    from {{ ref('stg_github__pull_files') }}
    where {{ is_stale('partition', partitions_of('github', 'pull_files')) }}

),

judged as (

    select
        partition,
        pull_request_key,
        coalesce(file.additions, 0) + coalesce(file.deletions, 0) as line_count,
        coalesce(nullif(regexp_extract(file.filename, '^(.*)/[^/]*$', 1), ''), '.') as folder,
        {{ any_match('lower(file.filename)', 'generated_paths') }} as is_generated
    from files

)

select
    partition,
    pull_request_key,
    cast(coalesce(sum(line_count) filter (where not is_generated), 0) as bigint) as effective_line_count,
    coalesce(list_sort(list_distinct(list(folder) filter (where not is_generated))), []) as folders
from judged
group by partition, pull_request_key
