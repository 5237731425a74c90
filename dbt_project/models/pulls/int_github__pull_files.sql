-- Lines a person wrote or removed, and the folders touched, by partition, without generated, vendored and lock files.
with

known as (

    select
        partition,
        repository_name,
        number,
        -- a page that shifts while it is read gives a file twice
        list_distinct(files) as files
    from {{ ref('stg_github__pull_files') }}
    -- an empty list says that the files are not known
    where len(files) > 0

),

written as (

    select
        *,
        list_filter(
            files, lambda file: not {{ any_match('lower(file.filename)', 'generated_paths') }}
        ) as written
    from known

)

select
    partition,
    repository_name,
    number,
    len(files) as file_count,
    {{ line_count('files') }} as line_count,
    {{ line_count('written') }} as effective_line_count,
    list_sort(list_distinct(list_transform(
        written, lambda file: coalesce(nullif(regexp_extract(file.filename, '^(.*)/[^/]*$', 1), ''), '.')
    ))) as folders
from written
